// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/abbrev.hpp"

#include <dwarf.h>

#include <string>

#include "reader/cursor.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

// An attribute may take no byte in the DIE, so their number alone decides what a DIE costs.
// Compilers write less than 30.
constexpr std::size_t kMostAttributes = 256;

// Adds the form to the step; false if its length is in the data.
bool add_fixed(SkipStep& step, std::uint16_t form) {
  switch (form) {
    case DW_FORM_flag_present:
    case DW_FORM_implicit_const: return true;
    case DW_FORM_data1:
    case DW_FORM_flag:
    case DW_FORM_ref1: step.bytes += 1; return true;
    case DW_FORM_data2:
    case DW_FORM_ref2: step.bytes += 2; return true;
    case DW_FORM_data4:
    case DW_FORM_ref4: step.bytes += 4; return true;
    case DW_FORM_data8:
    case DW_FORM_ref8: step.bytes += 8; return true;
    case DW_FORM_addr: ++step.addresses; return true;
    case DW_FORM_ref_addr:  // in units of DWARF 2 an address, so those do not use steps
    case DW_FORM_sec_offset: ++step.offsets; return true;
    default: return false;
  }
}

}  // namespace

void AbbrevTable::plan_steps(Abbrev& abbrev) {
  constexpr unsigned kMostPerStep = 16;  // so that no counter overflows
  abbrev.first_step = static_cast<std::uint32_t>(steps_.size());
  SkipStep step;
  unsigned fixed = 0;
  const auto finish = [&](std::uint16_t form) {
    step.form = form;
    if (fixed != 0 || form != 0) steps_.push_back(step);
    step = {};
    fixed = 0;
  };
  for (const AttrSpec& spec : specs(abbrev)) {
    if (!add_fixed(step, spec.form))
      finish(spec.form);
    else if (++fixed == kMostPerStep)
      finish(0);
  }
  finish(0);
  abbrev.step_count = static_cast<std::uint32_t>(steps_.size()) - abbrev.first_step;
}

AbbrevTable::AbbrevTable(std::span<const std::uint8_t> section, std::uint64_t offset) {
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
      specs_.push_back(spec);
    }
    abbrev.count = static_cast<std::uint32_t>(specs_.size()) - abbrev.first;
    if (abbrev.tag == 0)
      throw Error(Error::Kind::malformed, "abbreviation " + std::to_string(code) + " has no tag");
    plan_steps(abbrev);
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

const AbbrevTable& AbbrevTables::at(std::uint64_t offset) {
  auto& table = tables_[offset];
  if (!table) {
    try {
      table = std::make_unique<AbbrevTable>(section_, offset);
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
