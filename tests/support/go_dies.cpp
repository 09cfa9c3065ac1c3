// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// DIEs as cmd/link/internal/ld/dwarf.go and cmd/internal/dwarf write them.
#include "support/dwarf_builder.hpp"

namespace gofixup::test {

namespace {

constexpr std::uint16_t kGoKind = 0x2900, kGoKey = 0x2901, kGoElem = 0x2902, kGoEmbedded = 0x2903,
                        kGoRuntimeType = 0x2904, kGoPackage = 0x2905;
constexpr std::uint8_t kLanguageGo = 0x16;

Attr name(std::string text) { return {DW_AT_name, 0, std::move(text)}; }
Attr type(std::string label) { return {DW_AT_type, 0, To{std::move(label)}}; }
Attr size(std::uint64_t bytes) { return {DW_AT_byte_size, DW_FORM_udata, bytes}; }
Attr kind(std::uint8_t number) { return {kGoKind, DW_FORM_data1, std::uint64_t{number}}; }
Attr runtime_type() { return {kGoRuntimeType, DW_FORM_addr, std::uint64_t{0}}; }

}  // namespace

UnitSpec go_unit(std::string unit_name, std::vector<Entry> children, std::string producer) {
  Entry root{DW_TAG_compile_unit,
             {name(unit_name),
              {DW_AT_language, DW_FORM_data1, std::uint64_t{kLanguageGo}},
              {DW_AT_stmt_list, DW_FORM_sec_offset, std::uint64_t{0}},
              {DW_AT_low_pc, DW_FORM_addr, std::uint64_t{0x401000}},
              {DW_AT_comp_dir, 0, std::string(".")},
              {DW_AT_producer, 0, std::move(producer)},
              {kGoPackage, 0, std::move(unit_name)},
              {DW_AT_addr_base, 0, TableStart{}},
              {DW_AT_str_offsets_base, 0, TableStart{}}},
             std::move(children),
             {}};
  return {std::move(root), 0, DW_UT_compile};
}

UnitSpec foreign_unit(std::uint16_t language, std::string producer, std::vector<Entry> children) {
  return {{DW_TAG_compile_unit,
           {{DW_AT_producer, 0, std::move(producer)},
            {DW_AT_language, DW_FORM_data2, std::uint64_t{language}},
            name("file.c")},
           std::move(children),
           {}},
          0,
          DW_UT_compile};
}

Entry base(std::string text, std::uint8_t encoding, std::uint64_t bytes, std::uint8_t number) {
  return {DW_TAG_base_type,
          {name(std::move(text)),
           {DW_AT_encoding, DW_FORM_data1, std::uint64_t{encoding}},
           size(bytes),
           kind(number),
           runtime_type()},
          {},
          {}};
}

Entry integer(std::string text) {
  struct Known {
    std::string_view name;
    std::uint8_t encoding, size, kind;
  };
  static constexpr Known kKnown[] = {
      {"bool", DW_ATE_boolean, 1, 1},     {"int", DW_ATE_signed, 8, 2},
      {"int8", DW_ATE_signed, 1, 3},      {"int16", DW_ATE_signed, 2, 4},
      {"int32", DW_ATE_signed, 4, 5},     {"int64", DW_ATE_signed, 8, 6},
      {"uint", DW_ATE_unsigned, 8, 7},    {"uint8", DW_ATE_unsigned, 1, 8},
      {"uint16", DW_ATE_unsigned, 2, 9},  {"uint32", DW_ATE_unsigned, 4, 10},
      {"uint64", DW_ATE_unsigned, 8, 11}, {"uintptr", DW_ATE_unsigned, 8, 12},
      {"float32", DW_ATE_float, 4, 13},   {"float64", DW_ATE_float, 8, 14},
  };
  for (const Known& known : kKnown)
    if (known.name == text) return base(std::move(text), known.encoding, known.size, known.kind);
  return {};
}

Entry member(std::string text, std::string of, std::uint64_t offset, bool is_embedded) {
  return {DW_TAG_member,
          {name(std::move(text)),
           {DW_AT_data_member_location, DW_FORM_udata, offset},
           type(std::move(of)),
           {kGoEmbedded, DW_FORM_flag, std::uint64_t{is_embedded}}},
          {},
          {}};
}

Entry structure(std::string text, std::uint64_t bytes, std::vector<Entry> members,
                std::uint8_t number) {
  return {DW_TAG_structure_type,
          {name(std::move(text)), size(bytes), kind(number), runtime_type()},
          std::move(members),
          {}};
}

Entry string_type(std::string text) {
  return structure(std::move(text), 16, {member("str", "*uint8", 0), member("len", "int", 8)}, 24);
}

Entry slice(std::string text, const std::string& element) {
  return structure(
             std::move(text), 24,
             {member("array", "*" + element, 0), member("len", "int", 8), member("cap", "int", 16)},
             23)
      .with({kGoElem, 0, To{element}});
}

Entry array(std::string text, std::string element, std::uint64_t count, std::uint64_t bytes) {
  return {DW_TAG_array_type,
          {name(std::move(text)), type(std::move(element)), size(bytes), kind(17)},
          {{DW_TAG_subrange_type, {type("uintptr"), {DW_AT_count, DW_FORM_udata, count}}, {}, {}}},
          {}};
}

Entry pointer(std::string text, std::string target) {
  return {DW_TAG_pointer_type, {name(std::move(text)), type(std::move(target)), kind(22)}, {}, {}};
}

Entry unsafe_pointer(std::string text) {
  return {DW_TAG_pointer_type, {name(std::move(text))}, {}, {}};
}

Entry type_def(std::string text, std::string target, std::uint8_t number) {
  Entry entry{DW_TAG_typedef, {name(std::move(text)), type(std::move(target))}, {}, {}};
  if (number != 0) entry.attrs.push_back(kind(number));
  return entry;
}

Entry map_type(std::string text, std::string key, std::string element, std::string header) {
  return type_def(std::move(text), std::move(header), 21)
      .with({kGoKey, 0, To{std::move(key)}})
      .with({kGoElem, 0, To{std::move(element)}});
}

Entry chan_type(std::string text, std::string element, std::string header) {
  return type_def(std::move(text), std::move(header), 18)
      .with({kGoElem, 0, To{std::move(element)}});
}

Entry func_type(std::string text, std::vector<Entry> params) {
  return {
      DW_TAG_subroutine_type, {name(std::move(text)), size(8), kind(19)}, std::move(params), {}};
}

Entry param(std::string text, std::string of, bool is_result) {
  Entry entry{DW_TAG_formal_parameter, {}, {}, {}};
  if (!text.empty()) entry.attrs.push_back(name(std::move(text)));
  entry.attrs.push_back({DW_AT_variable_parameter, DW_FORM_flag, std::uint64_t{is_result}});
  entry.attrs.push_back(type(std::move(of)));
  return entry;
}

Entry result(std::string text, std::string of) {
  return param(std::move(text), std::move(of), true);
}

Entry subprogram(std::string text, std::uint64_t low_pc, std::vector<Entry> children) {
  return {DW_TAG_subprogram,
          {name(std::move(text)),
           {DW_AT_low_pc, 0, At{low_pc}},
           {DW_AT_high_pc, DW_FORM_udata, std::uint64_t{16}},
           {DW_AT_frame_base, DW_FORM_block1, Bytes{0x9c}},
           {DW_AT_external, DW_FORM_flag, std::uint64_t{1}}},
          std::move(children),
          {}};
}

std::vector<Entry> predeclared() {
  std::vector<Entry> entries = {unsafe_pointer(), pointer("*uint8", "uint8")};
  for (const char* text : {"uintptr", "bool", "int", "int8", "int32", "int64", "uint", "uint8",
                           "uint64", "float32", "float64"})
    entries.push_back(integer(text));
  return entries;
}

std::vector<Entry> operator+(std::vector<Entry> a, std::vector<Entry> b) {
  for (Entry& entry : b) a.push_back(std::move(entry));
  return a;
}

}  // namespace gofixup::test
