// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/abbrev.hpp"

#include <dwarf.h>

#include <optional>
#include <string>
#include <utility>

#include "reader/cursor.hpp"
#include "reader/go_dwarf.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

// An attribute may take no byte in the DIE, so their number alone decides what a DIE costs.
// Compilers write less than 30.
constexpr std::size_t kMostAttributes = 256;

TakenAttr attr_of(std::uint16_t name) {
  switch (name) {
    case DW_AT_name: return TakenAttr::name;
    case DW_AT_type: return TakenAttr::type;
    case DW_AT_byte_size: return TakenAttr::byte_size;
    case DW_AT_data_member_location: return TakenAttr::member_location;
    case DW_AT_low_pc: return TakenAttr::low_pc;
    case DW_AT_high_pc: return TakenAttr::high_pc;
    case DW_AT_abstract_origin: return TakenAttr::abstract_origin;
    case DW_AT_count: return TakenAttr::count;
    case DW_AT_upper_bound: return TakenAttr::upper_bound;
    case DW_AT_import: return TakenAttr::import;
    case DW_AT_const_value: return TakenAttr::const_value;
    case DW_AT_location: return TakenAttr::location;
    case DW_AT_encoding: return TakenAttr::encoding;
    case DW_AT_variable_parameter: return TakenAttr::variable_parameter;
    case DW_AT_trampoline: return TakenAttr::trampoline;
    case DW_AT_external: return TakenAttr::external;
    case DW_AT_language: return TakenAttr::language;
    case DW_AT_producer: return TakenAttr::producer;
    case DW_AT_addr_base: return TakenAttr::addr_base;
    case DW_AT_str_offsets_base: return TakenAttr::str_offsets_base;
    case go::kAtKind: return TakenAttr::go_kind;
    case go::kAtKey: return TakenAttr::go_key;
    case go::kAtElem: return TakenAttr::go_elem;
    case go::kAtEmbeddedField: return TakenAttr::go_embedded_field;
    case go::kAtRuntimeType: return TakenAttr::go_runtime_type;
    default: return TakenAttr::other;
  }
}

// The bytes a value of that form takes; none where its length is in the data.
std::optional<std::uint8_t> size_of(std::uint16_t form, const FormSizes& sizes) {
  switch (form) {
    case DW_FORM_flag_present:
    case DW_FORM_implicit_const: return 0;
    case DW_FORM_data1:
    case DW_FORM_flag:
    case DW_FORM_ref1: return 1;
    case DW_FORM_data2:
    case DW_FORM_ref2: return 2;
    case DW_FORM_data4:
    case DW_FORM_ref4: return 4;
    case DW_FORM_data8:
    case DW_FORM_ref8: return 8;
    case DW_FORM_addr: return sizes.address;
    case DW_FORM_ref_addr: return sizes.reference;
    case DW_FORM_sec_offset: return sizes.offset;
    default: return std::nullopt;
  }
}

// How values of that form are numbers, if they are nothing else.
void plan_number(AttrSpec& spec, const FormSizes& sizes) {
  spec.number_size = size_of(spec.form, sizes).value_or(0);
  switch (spec.form) {
    case DW_FORM_ref1:
    case DW_FORM_ref2:
    case DW_FORM_ref4:
    case DW_FORM_ref8: spec.number_base = CountsFrom::unit; break;
    case DW_FORM_ref_addr: spec.number_base = CountsFrom::file; break;
    case DW_FORM_ref_udata: spec.number_base = CountsFrom::unit; [[fallthrough]];
    case DW_FORM_udata: spec.number_size = AttrSpec::kLeb128; break;
    default: break;
  }
}

constexpr std::uint16_t kMostPerStep = 0xff00;  // so that counters of bytes do not overflow

}  // namespace

void AbbrevTable::plan_taking(Abbrev& abbrev, const FormSizes& sizes) {
  abbrev.first_taken = static_cast<std::uint32_t>(taken_.size());
  std::uint16_t before = 0;
  const auto finish = [&](AttrSpec spec) {
    spec.bytes_before = std::exchange(before, std::uint16_t{0});
    taken_.push_back(spec);
  };
  AttrSpec nothing;
  nothing.form = DW_FORM_flag_present;
  for (const AttrSpec& spec : specs(abbrev)) {
    const auto size = size_of(spec.form, sizes);
    if (spec.attr != TakenAttr::other || !size)
      finish(spec);
    else if ((before = static_cast<std::uint16_t>(before + *size)) >= kMostPerStep)
      finish(nothing);
  }
  if (before != 0) finish(nothing);
  abbrev.taken_count = static_cast<std::uint32_t>(taken_.size()) - abbrev.first_taken;
}

void AbbrevTable::plan_steps(Abbrev& abbrev, const FormSizes& sizes) {
  abbrev.first_step = static_cast<std::uint32_t>(steps_.size());
  SkipStep step;
  const auto finish = [&](std::uint16_t form) {
    step.form = form;
    if (step.bytes != 0 || form != 0) steps_.push_back(step);
    step = {};
  };
  for (const AttrSpec& spec : specs(abbrev)) {
    const auto size = size_of(spec.form, sizes);
    if (!size)
      finish(spec.form);
    else if ((step.bytes = static_cast<std::uint16_t>(step.bytes + *size)) >= kMostPerStep)
      finish(0);
  }
  finish(0);
  abbrev.step_count = static_cast<std::uint32_t>(steps_.size()) - abbrev.first_step;
}

AbbrevTable::AbbrevTable(std::span<const std::uint8_t> section, std::uint64_t offset,
                         const FormSizes& sizes) {
  Cursor cursor(section, false);  // LEB128 and bytes only: byte order does not matter
  cursor.seek(offset);
  std::uint64_t entries = 0;
  while (const std::uint64_t code = cursor.uleb()) {
    Abbrev abbrev;
    abbrev.tag = static_cast<std::uint16_t>(cursor.uleb());
    abbrev.has_children = cursor.u8() != 0;
    abbrev.first = static_cast<std::uint32_t>(specs_.size());
    for (;;) {
      AttrSpec spec;
      spec.name = static_cast<std::uint16_t>(cursor.uleb());
      spec.form = static_cast<std::uint16_t>(cursor.uleb());
      if (spec.form == DW_FORM_implicit_const) spec.implicit_const = cursor.sleb();
      if (spec.name == 0 && spec.form == 0) break;
      if (specs_.size() - abbrev.first == kMostAttributes)
        throw Error(Error::Kind::malformed, "abbreviation " + std::to_string(code) +
                                                " has more than " +
                                                std::to_string(kMostAttributes) + " attributes");
      spec.attr = attr_of(spec.name);
      plan_number(spec, sizes);
      specs_.push_back(spec);
    }
    abbrev.count = static_cast<std::uint32_t>(specs_.size()) - abbrev.first;
    if (abbrev.tag == 0)
      throw Error(Error::Kind::malformed, "abbreviation " + std::to_string(code) + " has no tag");
    plan_steps(abbrev, sizes);
    plan_taking(abbrev, sizes);
    if (code <= 2 * ++entries + 64) {  // a table without gaps, or nearly
      if (code >= dense_.size()) dense_.resize(code + 1);
      dense_[code] = abbrev;
    } else {
      sparse_.emplace(code, abbrev);
    }
  }
  size_ = cursor.offset() - offset;
}

const Abbrev& AbbrevTable::rare(std::uint64_t code) const {
  const auto found = sparse_.find(code);
  if (found == sparse_.end())
    throw Error(Error::Kind::malformed, "abbreviation " + std::to_string(code) +
                                            " is used but not in the abbreviation table");
  return found->second;
}

const AbbrevTable& AbbrevTables::at(std::uint64_t offset, const FormSizes& sizes) {
  auto& table = tables_[{offset, sizes}];
  if (!table) {
    try {
      table = std::make_unique<AbbrevTable>(section_, offset, sizes);
      parsed_ += table->size();
      // Tables stand one behind the other. Where each unit begins in the middle of another's, as
      // many bytes are read as there are units times bytes.
      if (parsed_ > 4 * std::uint64_t{section_.size()})
        throw Error(Error::Kind::malformed, "the tables of many units overlap");
    } catch (Error& error) {
      throw error.add_context("in .debug_abbrev at " + std::to_string(offset));
    }
  }
  return *table;
}

}  // namespace gofixup
