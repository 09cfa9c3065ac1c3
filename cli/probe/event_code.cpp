// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "probe/event_code.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

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

template <class Fn>
std::string for_fields(const ProbeValues& list, Fn fn) {
  std::string text;
  for (const ProbeValue& value : list.values)
    for (const EventField& field : value.fields) text += fn(value, field);
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

// Exported, because encoding/binary fills no others; unique, as C's names are not in capitals.
class GoNames {
 public:
  std::string of(const std::string& c_name) {
    std::string name = c_name.substr(std::min(c_name.find_first_not_of('_'), c_name.size()));
    if (name.empty() || (name[0] >= '0' && name[0] <= '9')) name.insert(0, 1, 'X');
    if (name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
    const std::string base = name;
    for (unsigned i = 2; taken_.contains(name) || taken_.contains(name + "Len"); ++i)
      name = base + std::to_string(i);
    taken_.insert({name, name + "Len"});
    return name;
  }

 private:
  std::set<std::string> taken_ = {"Head"};
};

std::string go_member(const EventField& field, const std::string& name) {
  switch (field.kind) {
    case Kind::number:
      return field.count == 0 ? fmt::format("\t{} uint64\n", name)
                              : fmt::format("\t{} [{}]uint64\n", name, field.count);
    case Kind::bytes: return fmt::format("\t{} [{}]byte\n", name, round_up_8(field.count));
    case Kind::text:
    case Kind::buffer: break;
  }
  return fmt::format("\t{0}Len uint64\n\t{0} [{1}]byte\n", name, EventField::kTextSize);
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
  std::string text =
      for_fields(list, [](const ProbeValue&, const EventField& field) { return c_member(field); });
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
      text += fmt::format("\t{{\n\t{0} *p = {1};\n\n{2}\t}}\n", value.pointee, at_hand, behind);
  }
  return text;
}

std::string c_print(const ProbeValues& list) {
  return for_fields(
      list, [](const ProbeValue&, const EventField& field) { return c_print_field(field); });
}

std::string go_members(const ProbeValues& list) {
  GoNames names;
  return for_fields(list, [&](const ProbeValue&, const EventField& field) {
    return go_member(field, names.of(field.name));
  });
}

std::string go_print(const ProbeValues& list) {
  GoNames names;
  return for_fields(list, [&](const ProbeValue&, const EventField& field) {
    return go_print_field(field, names.of(field.name));
  });
}

std::uint64_t event_size(const ProbeValues& list) {
  std::uint64_t size = 0;
  for (const ProbeValue& value : list.values)
    for (const EventField& field : value.fields)
      size += 8 + EventField::kTextSize + 8 * field.count;
  return size;
}

}  // namespace gofixup::cli
