// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "probe/event_code.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <set>

#include "probe/template.hpp"

namespace gofixup::cli {

namespace {

using Kind = EventField::Kind;

std::uint64_t round_up_8(std::uint64_t size) { return (size + 7) / 8 * 8; }

// What the printing functions of the templates call it.
const char* format_of(ScalarKind kind, std::uint64_t size) {
  switch (kind) {
    case ScalarKind::signed_int: return "signed";
    case ScalarKind::boolean: return "bool";
    case ScalarKind::pointer: return "pointer";
    case ScalarKind::floating: return size == 4 ? "float32" : "float64";
    case ScalarKind::unsigned_int: break;
  }
  return "unsigned";
}

// The texts of all fields; those behind a pointer go in between `guard(name of the pointer)` and
// a closing brace.
template <class Fn, class Guard>
std::string for_fields(const ProbeValues& list, Fn fn, Guard guard) {
  std::string text;
  for (const ProbeValue& value : list.values) {
    std::string pointer, behind;
    for (const EventField& field : value.fields) {
      if (!field.is_behind && field.path.empty()) pointer = field.name;
      (field.is_behind ? behind : text) += fn(field);
    }
    if (behind.empty() || pointer.empty())
      text += behind;
    else
      text += "\t" + guard(pointer) + " {\n" + indented(behind) + "\t}\n";
  }
  return text;
}

// ---- C: filling ------------------------------------------------------------------------------

// How the BPF program reads a field, or a part of it. `value` is C for the value, or for a
// variable that has the pointer: CO-RE would look for the struct that the pointer is in as well.
class Reader {
 public:
  Reader(std::string value, const EventField& field) : value_(std::move(value)), field_(field) {}

  std::string number(const std::string& part = "") const {
    if (!field_.is_behind) return value_ + field_.path + part;
    return fmt::format("BPF_CORE_READ_USER({}, {}{})", value_, field_.path.substr(1), part);
  }
  std::string address() const {
    return field_.is_behind ? fmt::format("&{}->{}", value_, field_.path.substr(1))
                            : "&" + value_ + field_.path;
  }

 private:
  std::string value_;
  const EventField& field_;
};

std::string fill_float(const EventField& field, const Reader& reader, const std::string& to) {
  return fmt::format("\t{0} = 0;\n\t{1}(&{0}, {2});\n", to,
                     field.is_behind ? "bpf_core_read_user" : "__builtin_memcpy",
                     field.is_behind ? fmt::format("{}, {}", field.size, reader.address())
                                     : fmt::format("{}, {}", reader.address(), field.size));
}

std::string fill_number(const EventField& field, const Reader& reader, const std::string& to) {
  if (field.count != 0)
    return fmt::format("#pragma unroll\n\tfor (int i = 0; i < {}; i++)\n\t\t{}[i] = {};\n",
                       field.count, to, reader.number("[i]"));
  if (field.scalar == ScalarKind::floating) return fill_float(field, reader, to);
  const char* cast = field.scalar == ScalarKind::pointer ? "(unsigned long)" : "";
  return fmt::format("\t{} = {}{};\n", to, cast, reader.number());
}

std::string fill_field(const EventField& field, const Reader& reader) {
  const std::string to = "call->event." + field.name;
  switch (field.kind) {
    case Kind::number: return fill_number(field, reader, to);
    case Kind::bytes:
      return fmt::format(
          "\t__builtin_memset({0}, 0, sizeof({0}));\n"
          "\t__builtin_memcpy({0}, {1}, {2});\n",
          to, reader.number(), field.count);
    case Kind::text:
    case Kind::buffer: break;
  }
  return fmt::format("\t{0}_len = {1};\n\tgo_string_read({0}, sizeof({0}), {2}, {0}_len);\n", to,
                     reader.number(".len"),
                     reader.number(field.kind == Kind::text ? ".str" : ".array"));
}

// ---- Go's names ------------------------------------------------------------------------------

// In capitals, because encoding/binary fills no others; unique all the same.
class GoNames {
 public:
  std::string of(const std::string& c_name) {
    std::string base;
    bool is_start = true;
    for (const char c : c_name) {
      if (c != '_') base += is_start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      is_start = c == '_';
    }
    if (base.empty() || (base[0] >= '0' && base[0] <= '9')) base.insert(0, 1, 'X');
    std::string name = base;
    for (unsigned i = 2; taken_.contains(name) || taken_.contains(name + "Len"); ++i)
      name = base + std::to_string(i);
    taken_.insert({name, name + "Len"});
    return name;
  }

 private:
  std::set<std::string> taken_ = {"Head"};
};

struct GoMember {
  std::string name, type;
};

void add_go_members(const EventField& field, const std::string& name,
                    std::vector<GoMember>& members) {
  switch (field.kind) {
    case Kind::number:
      members.push_back(
          {name, field.count == 0 ? "uint64" : fmt::format("[{}]uint64", field.count)});
      return;
    case Kind::bytes:
      members.push_back({name, fmt::format("[{}]byte", round_up_8(field.count))});
      return;
    case Kind::text:
    case Kind::buffer: break;
  }
  members.push_back({name + "Len", "uint64"});
  members.push_back({name, fmt::format("[{}]byte", EventField::kTextSize)});
}

std::string go_print_field(const EventField& field, const std::string& name) {
  const std::string what = quoted(field.go_path);
  switch (field.kind) {
    case Kind::number: break;
    case Kind::bytes:
      return fmt::format("\tprintBytes({}, {}, e.{}[:])\n", what, field.count, name);
    case Kind::text: return fmt::format("\tprintText({}, e.{}Len, e.{}[:])\n", what, name, name);
    case Kind::buffer:
      return fmt::format("\tprintBytes({}, e.{}Len, e.{}[:{}])\n", what, name, name,
                         EventField::kTextSize - 1);
  }
  const char* format = format_of(field.scalar, field.size);
  if (field.count == 0) return fmt::format("\tprintNumber({}, \"{}\", e.{})\n", what, format, name);
  return fmt::format(
      "\tfor i, number := range e.{} {{\n"
      "\t\tprintNumber(fmt.Sprintf(\"%s[%d]\", {}, i), \"{}\", number)\n\t}}\n",
      name, what, format);
}

std::string c_print_field(const EventField& field) {
  const std::string what = quoted(field.go_path), member = "e->" + field.name;
  switch (field.kind) {
    case Kind::number: break;
    case Kind::bytes:
      return fmt::format("\tprint_bytes({0}, {1}, {2}, {1});\n", what, field.count, member);
    case Kind::text: return fmt::format("\tprint_text({0}, {1}_len, {1});\n", what, member);
    case Kind::buffer:
      return fmt::format("\tprint_bytes({0}, {1}_len, {1}, sizeof({1}) - 1);\n", what, member);
  }
  const char* format = format_of(field.scalar, field.size);
  if (field.count == 0)
    return fmt::format("\tprint_number({}, \"{}\", {});\n", what, format, member);
  std::string text;
  for (std::uint64_t i = 0; i < field.count; ++i)
    text += fmt::format("\tprint_number({}, \"{}\", {}[{}]);\n",
                        quoted(fmt::format("{}[{}]", field.go_path, i)), format, member, i);
  return text;
}

std::string c_member(const EventField& field) {
  const bool is_signed = field.scalar == ScalarKind::signed_int;
  switch (field.kind) {
    case Kind::number:
      return fmt::format("\t{} {}{};\n", is_signed ? "__s64" : "__u64", field.name,
                         field.count == 0 ? "" : fmt::format("[{}]", field.count));
    case Kind::bytes: return fmt::format("\t__u8 {}[{}];\n", field.name, round_up_8(field.count));
    case Kind::text:
    case Kind::buffer: break;
  }
  return fmt::format("\t__u64 {0}_len;\n\t{1} {0}[{2}];\n", field.name,
                     field.kind == Kind::text ? "char" : "__u8", EventField::kTextSize);
}

}  // namespace

std::string c_members(const ProbeValues& list) {
  std::string text;
  for (const ProbeValue& value : list.values)
    for (const EventField& field : value.fields) text += c_member(field);
  if (!list.unsent.empty())
    text += fmt::format("\t// not sent: {}\n",
                        in_comment(fmt::format("{}", fmt::join(list.unsent, ", "))));
  return text;
}

std::string c_fill(const ProbeValues& list, const std::string& values) {
  std::string text;
  for (const ProbeValue& value : list.values) {
    const std::string at_hand = "call->" + values + "." + value.name;
    std::string behind;
    for (const EventField& field : value.fields)
      if (field.is_behind)
        behind += fill_field(field, Reader("p", field));
      else
        text += fill_field(field, Reader(at_hand, field));
    if (!behind.empty())
      text += fmt::format("\t{{\n\t\t{0} *p = {1};\n\n{2}\t}}\n", value.pointee, at_hand,
                          indented(behind));
  }
  return text;
}

std::string c_print(const ProbeValues& list) {
  return for_fields(list, c_print_field,
                    [](const std::string& pointer) { return "if (e->" + pointer + ")"; });
}

std::string go_members(const ProbeValues& list) {
  GoNames names;
  std::vector<GoMember> members = {{"Head", "eventHead"}};
  for (const ProbeValue& value : list.values)
    for (const EventField& field : value.fields)
      add_go_members(field, names.of(field.name), members);
  std::size_t width = 0;
  for (const GoMember& member : members) width = std::max(width, member.name.size());
  std::string text;
  for (const GoMember& member : members)
    text += fmt::format("\t{:<{}} {}\n", member.name, width, member.type);
  return text;
}

std::string go_print(const ProbeValues& list) {
  GoNames names;
  std::map<std::string, std::string> go_names;
  for (const ProbeValue& value : list.values)
    for (const EventField& field : value.fields) go_names[field.name] = names.of(field.name);
  return for_fields(
      list, [&](const EventField& field) { return go_print_field(field, go_names.at(field.name)); },
      [&](const std::string& pointer) { return "if e." + go_names.at(pointer) + " != 0"; });
}

std::uint64_t event_size(const ProbeValues& list) {
  std::uint64_t size = 0;
  for (const ProbeValue& value : list.values)
    for (const EventField& field : value.fields)
      size += 8 + EventField::kTextSize + 8 * field.count;
  return size;
}

}  // namespace gofixup::cli
