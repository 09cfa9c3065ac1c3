// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Tetragon: a TracingPolicy as of CRD cilium.io/v1alpha1 (UProbeSpec, KProbeArg). What it can
// read is said in pkg/sensors/tracing/genericuprobe.go: `args` are the first five registers of
// the C convention, followed through the BTF by btfType and resolve; `data` with source pt_regs
// are registers by name, not followed; five of both together.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

#include "probe/skeletons.hpp"
#include "probe/template.hpp"
#include "probe/texts.hpp"
#include "support/error.hpp"

namespace gofixup::cli {

namespace {

using Kind = EventField::Kind;

constexpr std::size_t kMostValues = 5;
constexpr std::size_t kLongestMessage = 256;  // characters
constexpr std::size_t kLongestName = 63;      // of a Kubernetes object that is also a label

// bpf/process/generic_calls.h: PT_REGS_PARM1 … 5.
std::optional<unsigned> c_argument(const std::string& arch, std::string_view reg) {
  constexpr std::array<std::string_view, 5> kAmd64 = {"di", "si", "dx", "cx", "r8"};
  constexpr std::array<std::string_view, 5> kArm64 = {"x0", "x1", "x2", "x3", "x4"};
  const auto& names = arch == "arm64" ? kArm64 : kAmd64;
  const auto found = std::find(names.begin(), names.end(), reg);
  if (found == names.end()) return std::nullopt;
  return static_cast<unsigned>(found - names.begin());
}

// pkg/asm/regoffset_linux_*.go: the part of the register that the value fills.
std::string sized_register(const std::string& arch, std::string_view reg, std::uint64_t size) {
  std::string name(reg);
  if (arch == "arm64") return size == 8 ? name : "w" + name.substr(1);
  const bool is_numbered = name[1] >= '0' && name[1] <= '9';
  if (is_numbered) return name + (size == 8 ? "" : size == 4 ? "d" : size == 2 ? "w" : "b");
  if (size == 8) return "r" + name;
  if (size == 4) return "e" + name;
  if (size == 2) return name;
  return name.ends_with('x') ? std::string(1, name[0]) + "l" : name + "l";
}

std::string type_name(ScalarKind kind, std::uint64_t size) {
  return fmt::format("{}int{}", kind == ScalarKind::signed_int ? "" : "u", size * 8);
}

// One of `args` or `data`.
struct Item {
  bool is_followed = false;  // of args
  std::string text;
  std::string label;
  bool is_pointer = false;
};

class Chooser {
 public:
  Chooser(const Probe& probe, const ProbeValues& list) : probe_(probe) {
    for (const ProbeValue& value : list.values)
      for (const EventField& field : value.fields)
        if (auto item = read(value, field); item)
          items_.push_back(std::move(*item));
        else
          left_out_.push_back(field.go_path);
    // Addresses last: they say least.
    std::stable_sort(items_.begin(), items_.end(),
                     [](const Item& a, const Item& b) { return a.is_pointer < b.is_pointer; });
    for (; items_.size() > kMostValues - 1; items_.pop_back())
      left_out_.push_back(items_.back().label);
    if (!probe.g_register.empty())
      items_.push_back(data("goroutine", probe.g_register, 8, ScalarKind::pointer));
  }

  std::string print() const {
    std::string args, data;
    for (const Item& item : items_) (item.is_followed ? args : data) += item.text;
    return (args.empty() ? "" : "    args:\n" + args) + (data.empty() ? "" : "    data:\n" + data);
  }
  const std::vector<std::string>& left_out() const { return left_out_; }

 private:
  static std::string_view register_of(const ProbeValue& value, const std::string& path) {
    for (const RegisterPart& part : value.registers)
      if (part.path == path) return part.reg;
    return {};
  }

  std::optional<Item> read(const ProbeValue& value, const EventField& field) const {
    const bool is_text = field.kind == Kind::text || field.kind == Kind::buffer;
    const bool is_number =
        field.kind == Kind::number && field.count == 0 && field.scalar != ScalarKind::floating;
    if (!is_text && !is_number) return std::nullopt;
    const std::string path = field.path + (is_text ? ".len" : "");
    const std::string label = is_text ? "len(" + field.go_path + ")" : field.go_path;
    const ScalarKind kind = is_text ? ScalarKind::signed_int : field.scalar;
    const std::uint64_t size = is_text ? probe_.word_size : field.size;
    if (field.is_behind) return followed(value, path.substr(1), label, kind, size);
    const std::string_view reg = register_of(value, path);
    if (reg.empty()) return std::nullopt;
    return data(label, reg, size, kind);
  }

  std::optional<Item> followed(const ProbeValue& value, const std::string& path,
                               const std::string& label, ScalarKind kind,
                               std::uint64_t size) const {
    const auto index = c_argument(probe_.arch, register_of(value, ""));
    if (!index || kind == ScalarKind::pointer) return std::nullopt;
    const std::string type = value.pointee.substr(std::string_view("struct ").size());
    return Item{true,
                fmt::format("    - index: {}\n      type: {}\n      btfType: {}\n"
                            "      resolve: {}\n      label: {}\n",
                            *index, type_name(kind, size), type, quoted(path), quoted(label)),
                label, false};
  }

  Item data(const std::string& label, std::string_view reg, std::uint64_t size,
            ScalarKind kind) const {
    return {
        false,
        fmt::format("    - index: 0\n      type: {}\n      source: pt_regs\n"
                    "      resolve: {}\n      label: {}\n",
                    type_name(kind, size), sized_register(probe_.arch, reg, size), quoted(label)),
        label, kind == ScalarKind::pointer};
  }

  const Probe& probe_;
  std::vector<Item> items_;
  std::vector<std::string> left_out_;
};

std::string btf_path(const Probe& probe) { return probe.binary + ".btf"; }

// The beginning of a text, without a part of a character at the end.
std::string cut(std::string text, std::size_t size) {
  if (text.size() <= size) return text;
  while ((static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  text.resize(size);
  return text;
}

std::string uprobe(const Probe& probe, const std::vector<std::uint64_t>& offsets,
                   const std::string& verb, const Chooser& values) {
  const std::string message = cut(verb + " " + probe.functions[0].go_name, kLongestMessage);
  return fmt::format("  - path: {}\n    btfPath: {}\n    message: {}\n    offsets: [{}]\n{}",
                     quoted(probe.binary), quoted(btf_path(probe)), quoted(message),
                     fmt::join(offsets, ", "), values.print());
}

// Small letters, digits and hyphens, of which none ends it.
std::string policy_name(const std::string& c_name) {
  std::string name = "go-";
  for (const char c : c_name) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const char next = c == '_' ? '-' : is_upper ? static_cast<char>(c - 'A' + 'a') : c;
    if (next != '-' || name.back() != '-') name += next;
  }
  name.resize(std::min(name.size(), kLongestName));
  while (name.ends_with('-')) name.pop_back();
  return name;
}

std::string left_out(const FunctionProbe& function, const Chooser& call, const Chooser& gives) {
  std::vector<std::string> items;
  const auto take = [&](const std::vector<std::string>& more) {
    items.insert(items.end(), more.begin(), more.end());
  };
  for (const ProbeValues* list : {&function.params, &function.results}) {
    take(list->secrets);
    take(list->unreadable);
    take(list->unsent);
  }
  take(call.left_out());
  take(gives.left_out());
  if (items.empty()) return "Nothing is left out.";
  return "Left out, as secrets by their names, or because Tetragon has no way or no room for\n# "
         "them: " +
         in_comment(fmt::format("{}", fmt::join(items, ", ")));
}

}  // namespace

std::string tetragon_policy(const Probe& probe) {
  if (probe.arch != "amd64" && probe.arch != "arm64")
    throw Error(Error::Kind::usage, "Tetragon runs on amd64 and arm64, this is " + probe.arch);
  const FunctionProbe& function = probe.functions.at(0);
  const FunctionSites& sites = function.sites;
  const Chooser call(probe, function.params), gives(probe, function.results);
  std::string uprobes =
      uprobe(probe, {sites.body.value_or(sites.entry).file_offset}, "calls", call);
  if (!sites.returns.empty()) {
    std::vector<std::uint64_t> offsets;
    for (const CodeSite& site : sites.returns) offsets.push_back(site.file_offset);
    uprobes += uprobe(probe, offsets, "returns from", gives);
  }
  uprobes.pop_back();  // the template ends the line
  return fill_template(texts::kTetragon, {{"title", in_comment(function.go_name)},
                                          {"signature", in_comment(function.signature)},
                                          {"left_out", left_out(function, call, gives)},
                                          {"binary_name", in_comment(probe.binary)},
                                          {"btf_name", in_comment(btf_path(probe))},
                                          {"policy_name", policy_name(function.c_name)},
                                          {"uprobes", uprobes}});
}

}  // namespace gofixup::cli
