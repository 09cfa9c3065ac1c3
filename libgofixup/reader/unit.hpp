// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The units of .debug_info: their headers and what their root DIE says about them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "reader/abbrev.hpp"
#include "reader/budget.hpp"
#include "reader/image.hpp"

namespace gofixup {

// Who wrote a unit: what its DIEs mean depends on it.
enum class Compiler : std::uint8_t { other, gc, gccgo, tinygo };

// By DW_AT_producer and DW_AT_language.
Compiler compiler_of(std::string_view producer, std::uint16_t language);

struct Unit {
  std::uint64_t offset = 0;     // of its header in .debug_info; what a host calls this unit
  std::uint64_t end = 0;        // offset behind its last byte
  std::uint64_t first_die = 0;  // offset of its root DIE
  std::uint16_t version = 0;
  std::uint8_t type = 0;          // DW_UT_*; DW_UT_compile for DWARF 4
  bool is_partial = false;        // DW_TAG_partial_unit: dwz put there what other units share
  bool is_in_supplement = false;  // see DebugSections
  std::uint8_t address_size = 0;
  std::uint8_t offset_size = 4;  // 8 in the 64-bit DWARF format
  const AbbrevTable* abbrevs = nullptr;
  std::uint64_t low_pc = 0;            // DW_AT_low_pc: what location lists count from
  std::uint64_t addr_base = 0;         // DW_AT_addr_base; 0: none
  std::uint64_t str_offsets_base = 0;  // DW_AT_str_offsets_base; 0: none
  std::uint16_t language = 0;          // DW_AT_language; 0: none
  std::string_view name;               // DW_AT_name
  std::string_view producer;           // DW_AT_producer
  Compiler compiler = Compiler::other;

  // Written by a compiler whose units we read: they become the model. A partial unit counts as
  // written by the compiler of the unit that imports it.
  bool is_go() const { return compiler == Compiler::gc || compiler == Compiler::gccgo; }
};

// The debug sections a run reads, and the abbreviation tables in them.
//
// Where dwz moved entries to a file that several programs share, that file's sections are
// appended to the program's, so that an offset tells one entry among all.
struct DebugSections {
  explicit DebugSections(Image& image);

  // Where the appended sections begin; `info` is 0 where there are none.
  struct Supplement {
    std::uint64_t info = 0, abbrev = 0, str = 0;
  };

  std::span<const std::uint8_t> info, abbrev, addr, str, line_str, str_offsets;
  std::span<const std::uint8_t> loc, loclists;     // only where locations are asked for
  std::span<const std::uint8_t> ranges, rnglists;  // only where gccgo wrote units
  bool is_big_endian = false;
  Supplement supplement;
  // Owns the joined sections, which names point into; null where nothing was joined.
  std::shared_ptr<const void> joined;
  AbbrevTables abbrevs;
  std::unique_ptr<Budget> budget;  // of all that is read
};

// Lists all units. Throws Error{malformed} where the headers do not add up.
std::vector<Unit> list_units(DebugSections& sections);

// Entry `index` of the unit's part of .debug_addr. Throws Error{malformed} outside of it.
std::uint64_t address_at(const DebugSections& sections, const Unit& unit, std::uint64_t index);

std::string hex(std::uint64_t number);  // "0x2b"

}  // namespace gofixup
