// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The units of .debug_info: their headers and what their root DIE says about them.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "reader/abbrev.hpp"
#include "reader/arrival.hpp"
#include "reader/budget.hpp"
#include "reader/cursor.hpp"
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
  // Waits for all of .debug_info.
  explicit DebugSections(Image& image);
  // `info` is where .debug_info is or will be. Nothing of it is read, but where there is a
  // supplement, whose part is appended to it: then all has to be there.
  DebugSections(Image& image, std::span<const std::uint8_t> info);

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

// The units, listed one after the other while .debug_info comes in. All members may be called by
// any thread, and throw Error{malformed} where the headers do not add up, Arrival::GivenUp.
class UnitList {
 public:
  // Both must outlive it.
  UnitList(DebugSections& sections, Arrival& arrival);

  // The first that is Go's; null where none is.
  const Unit* first_go();
  // One that is Go's, all of it there, that nobody was given; null when there are no more.
  const Unit* next_go();
  // The one that holds the offset, which may still have to come.
  const Unit& holding(std::uint64_t offset);
  // Lets next_go() begin with the first unit again.
  void rewind();
  // Lets next_go() find no more, for those who would go on in vain.
  void stop();
  // All of them, in the order of the file. What the others returned is gone.
  std::vector<Unit> take();

 private:
  bool list_one();
  void list_all();
  void mark_imported();
  const Unit* next_whole();
  const Unit* next_partial();

  DebugSections& sections_;
  Arrival& arrival_;
  Cursor cursor_;
  std::mutex lock_;
  std::deque<Unit> units_;  // units stay where they are
  std::size_t next_whole_ = 0, next_partial_ = 0;
  bool are_all_listed_ = false;
};

// Lists all units of sections that are there.
std::vector<Unit> list_units(DebugSections& sections);

// Entry `index` of the unit's part of .debug_addr. Throws Error{malformed} outside of it.
std::uint64_t address_at(const DebugSections& sections, const Unit& unit, std::uint64_t index);

std::string hex(std::uint64_t number);  // "0x2b"

}  // namespace gofixup
