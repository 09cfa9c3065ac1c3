// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// bpftrace: one script. Debian 12's build takes no probes but at symbols, so calls are seen at
// the entry; the probes at the returns are there for builds that place them at offsets.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "probe/skeletons.hpp"
#include "probe/template.hpp"
#include "probe/texts.hpp"

namespace gofixup::cli {

namespace {

using Kind = EventField::Kind;

// Each text takes 64 of the 512 bytes of stack that a probe has.
constexpr unsigned kMostTexts = 4;

std::string escaped(const std::string& text) {
  std::string format;
  for (const char c : text) {
    if (c == '%') format += '%';
    if (c == '"' || c == '\\') format += '\\';
    format += c;
  }
  return format;
}

// bpftrace knows arm64's x0 as r0, the rest by the names of pt_regs.
std::string reg(std::string_view name) {
  std::string known(name);
  if (known.size() > 1 && known[0] == 'x' && known[1] >= '0' && known[1] <= '9') known[0] = 'r';
  return "reg(\"" + known + "\")";
}

std::string int_type(ScalarKind kind, std::uint64_t size) {
  return fmt::format("{}{}", kind == ScalarKind::signed_int ? "int" : "uint", size * 8);
}

// `.Tags.len` as one member's name.
std::string member_of(const std::string& path) {
  std::string name;
  for (const char c : path.substr(1))
    if (c != ']') name += c == '.' || c == '[' ? '_' : c;
  return name;
}

// ---- the structs behind pointers: the members that are read, at their offsets -----------------

class Structs {
 public:
  explicit Structs(unsigned word) : word_(word) {}

  void add(const ProbeValues& list) {
    for (const ProbeValue& value : list.values)
      for (const EventField& field : value.fields)
        if (field.is_behind) add(structs_[value.pointee], field);
  }

  std::string print() const {
    std::string text;
    for (const auto& [name, members] : structs_) {
      text += fmt::format("\n{} {{\n", name);
      std::uint64_t reached = 0;
      for (const auto& [offset, member] : members) {
        if (offset > reached)
          text += fmt::format("\tchar _pad{}[{}];\n", reached, offset - reached);
        text += fmt::format("\t{} {};\n", c_type(member), member.name);
        reached = offset + member.size;
      }
      text += "};\n";
    }
    return text;
  }

 private:
  struct Member {
    std::string name;
    ScalarKind kind{};
    std::uint64_t size = 0;
  };
  using Members = std::map<std::uint64_t, Member>;  // by offset

  void add(Members& members, const EventField& field) const {
    const std::string name = member_of(field.path);
    if (field.kind == Kind::number) {
      members[field.offset] = {name, field.scalar, field.size};
      return;
    }
    const char* data = field.kind == Kind::text ? "_str" : "_array";
    members[field.offset] = {name + data, ScalarKind::unsigned_int, word_};
    members[field.offset + word_] = {name + "_len", ScalarKind::signed_int, word_};
  }

  static std::string c_type(const Member& member) {
    const char* sign = member.kind == ScalarKind::signed_int ? "signed" : "unsigned";
    switch (member.size) {
      case 1: return fmt::format("{} char", sign);
      case 2: return fmt::format("{} short", sign);
      case 4: return fmt::format("{} int", sign);
      default: return fmt::format("{} long", sign);
    }
  }

  unsigned word_;
  std::map<std::string, Members> structs_;
};

// ---- statements ------------------------------------------------------------------------------

// The statements that print one list of values.
class Printer {
 public:
  Printer(const ProbeValues& list, unsigned word) : list_(list), word_(word) {}

  std::string print() {
    std::string text;
    for (const ProbeValue& value : list_.values) {
      value_ = &value;
      if (!value.pointee.empty())
        text += fmt::format("\t${} = ({} *){};\n", value.name, value.pointee,
                            scalar("", 0, ScalarKind::pointer, word_));
      std::string behind;
      for (const EventField& field : value.fields)
        (field.is_behind ? behind : text) += statement(field);
      if (!behind.empty())
        text += fmt::format("\tif (${} != 0) {{\n{}\t}}\n", value.name, indented(behind));
    }
    return text;
  }

 private:
  std::string stack_address(std::uint64_t offset) const {
    return fmt::format("{} + {}", reg("sp"), value_->stack_offset + offset);
  }

  // A scalar at that place in the value.
  std::string scalar(const std::string& path, std::uint64_t offset, ScalarKind kind,
                     std::uint64_t size) const {
    const std::string type = int_type(kind, size);
    if (value_->where == Place::Where::stack)
      return fmt::format("*({} *)({})", type, stack_address(offset));
    for (const RegisterPart& part : value_->registers)
      if (part.path == path) return fmt::format("({}){}", type, reg(part.reg));
    return "0";
  }
  std::string number(const EventField& field, const std::string& path, std::uint64_t offset) const {
    if (!field.is_behind) return scalar(path, offset, field.scalar, field.size);
    return fmt::format("${}->{}", value_->name, member_of(path));
  }
  // A word of a string or slice: they begin with the address and the length.
  std::string word(const EventField& field, const char* name, unsigned index) const {
    if (field.is_behind)
      return fmt::format("${}->{}_{}", value_->name, member_of(field.path), name);
    return scalar(field.path + "." + name, field.offset + std::uint64_t{index} * word_,
                  ScalarKind::unsigned_int, word_);
  }

  std::string statement(const EventField& field) {
    const std::string what = escaped(field.go_path);
    switch (field.kind) {
      case Kind::number: return numbers(field, what);
      case Kind::bytes:
        return fmt::format("\tprintf(\"  {}=%r\\n\", buf({}, {}));\n", what,
                           stack_address(field.offset), field.count);
      case Kind::text:
        if (++texts_ > kMostTexts)
          return fmt::format("\tprintf(\"  {} has %d bytes\\n\", {});\n", what,
                             word(field, "len", 1));
        return fmt::format("\tprintf(\"  {}=\\\"%s\\\" (%d bytes)\\n\", str({}, {}), {});\n", what,
                           word(field, "str", 0), word(field, "len", 1), word(field, "len", 1));
      case Kind::buffer:
        if (++texts_ > kMostTexts)
          return fmt::format("\tprintf(\"  {} has %d bytes\\n\", {});\n", what,
                             word(field, "len", 1));
        return fmt::format("\tprintf(\"  {}=%r (%d bytes)\\n\", buf({}, {}), {});\n", what,
                           word(field, "array", 0), word(field, "len", 1), word(field, "len", 1));
    }
    return {};
  }

  std::string numbers(const EventField& field, const std::string& what) const {
    if (field.scalar == ScalarKind::floating)
      return fmt::format("\t// {}: bpftrace prints no floating-point numbers\n", what);
    const char* format = field.scalar == ScalarKind::pointer      ? "0x%lx"
                         : field.scalar == ScalarKind::signed_int ? "%ld"
                                                                  : "%lu";
    if (field.count == 0)
      return fmt::format("\tprintf(\"  {}={}\\n\", {});\n", what, format,
                         number(field, field.path, field.offset));
    std::string text;
    for (std::uint64_t i = 0; i < field.count; ++i)
      text += fmt::format(
          "\tprintf(\"  {}[{}]={}\\n\", {});\n", what, i, format,
          number(field, fmt::format("{}[{}]", field.path, i), field.offset + i * field.size));
    return text;
  }

  const ProbeValues& list_;
  unsigned word_;
  const ProbeValue* value_ = nullptr;
  unsigned texts_ = 0;
};

std::string head(const Probe& probe, const char* verb) {
  const std::string goid =
      probe.g_register.empty() || probe.goid_offset == 0
          ? "0"
          : fmt::format("*(uint64 *)({} + {})", reg(probe.g_register), probe.goid_offset);
  return fmt::format(
      "\tprintf(\"%llu %s %d/%d goroutine %llu {} {}\\n\", nsecs, comm, pid, tid,\n\t\t{});\n",
      verb, escaped(probe.functions[0].go_name), goid);
}

std::string returns(const Probe& probe) {
  const FunctionProbe& function = probe.functions[0];
  if (function.sites.returns.empty()) return {};
  std::vector<std::string> probes;
  for (const CodeSite& site : function.sites.returns)
    probes.push_back(fmt::format("uprobe:{}:{:#x}", quoted(probe.binary), site.address));
  return fmt::format(
      "\n/* What it gives, at each return: for builds of bpftrace that place probes at addresses\n"
      "   (`bpftrace --info`: bfd or llvm disassembler). A uretprobe makes Go programs crash.\n"
      "{}\n{{\n{}{}}}\n*/\n",
      fmt::join(probes, ",\n"), head(probe, "returns from"),
      Printer(function.results, probe.word_size).print());
}

std::string left_out(const FunctionProbe& function) {
  std::vector<std::string> items;
  for (const ProbeValues* list : {&function.params, &function.results}) {
    items.insert(items.end(), list->secrets.begin(), list->secrets.end());
    items.insert(items.end(), list->unreadable.begin(), list->unreadable.end());
  }
  if (items.empty()) return "Nothing is left out.";
  return "Left out, as secrets by their names or because nobody can read them: " +
         in_comment(fmt::format("{}", fmt::join(items, ", ")));
}

}  // namespace

std::string bpftrace_script(const Probe& probe) {
  const FunctionProbe& function = probe.functions.at(0);
  Structs structs(probe.word_size);
  structs.add(function.params);
  structs.add(function.results);
  return fill_template(
      texts::kBpftrace,
      {{"title", in_comment(function.go_name)},
       {"signature", in_comment(function.signature)},
       {"binary_name", in_comment(probe.binary)},
       {"left_out", left_out(function)},
       {"types", structs.print()},
       {"binary", quoted(probe.binary)},
       {"symbol", quoted(function.symbol)},
       {"call", head(probe, "calls") + Printer(function.params, probe.word_size).print()},
       {"returns", returns(probe)}});
}

}  // namespace gofixup::cli
