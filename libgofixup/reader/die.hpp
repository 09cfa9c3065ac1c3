// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A walk over the DIEs of one unit, one after the other, without a tree: each attribute is
// either taken or stepped over. This loop is the reader's inner loop.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "reader/cursor.hpp"
#include "reader/unit.hpp"

namespace gofixup {

// What we take of a DIE. An attribute that is absent leaves its default.
struct Die {
  // Which attributes were there, for those whose default could also be their value.
  enum Has : std::uint16_t {
    kName = 1,
    kType = 2,
    kByteSize = 4,
    kLowPc = 8,
    kMemberLocation = 16,
    kCount = 32,
    kOrigin = 64,
    kGoKind = 128,
    kLocation = 256,
    kUpperBound = 512,
    kConstValue = 1024,
  };

  std::uint64_t offset = 0;  // in .debug_info
  std::uint16_t tag = 0;     // DW_TAG_*; 0: the end of a list of children
  bool has_children = false;
  std::uint16_t has = 0;

  std::string_view name;
  std::uint64_t type = 0;                 // offset in .debug_info of the DIE referred to
  std::uint64_t abstract_origin = 0;      // likewise
  std::uint64_t go_key = 0, go_elem = 0;  // likewise
  std::uint64_t runtime_type = 0;         // DW_AT_go_runtime_type
  std::uint64_t byte_size = 0;
  std::uint64_t count = 0;            // DW_AT_count
  std::uint64_t upper_bound = 0;      // DW_AT_upper_bound
  std::uint64_t member_location = 0;  // bytes
  std::uint64_t const_value = 0;      // DW_AT_const_value, sign extended
  std::uint64_t low_pc = 0;
  std::uint64_t high_pc = 0;  // an address; 0: not told
  // DW_AT_location: an expression, or the offset of a location list (kLocation without bytes).
  std::span<const std::uint8_t> expression;
  std::uint64_t location_list = 0;
  std::uint16_t encoding = 0;  // DW_ATE_*
  std::uint8_t go_kind = 0;    // reflect.Kind
  bool is_embedded = false;    // DW_AT_go_embedded_field
  bool is_result = false;      // DW_AT_variable_parameter
  bool is_trampoline = false;  // DW_AT_trampoline
  bool is_external = false;

  // Of root DIEs only.
  std::uint16_t language = 0;
  std::string_view producer;
  std::uint64_t addr_base = 0, str_offsets_base = 0;

  std::uint64_t import = 0;  // of DW_TAG_imported_unit: the offset of the unit's root DIE

  bool has_any(std::uint16_t which) const { return (has & which) != 0; }
};

// What only gcc's units have, or only their reader asks for.
struct DieExtra {
  std::string_view linkage_name;
  std::uint64_t specification = 0;               // offset in .debug_info of the DIE referred to
  std::uint64_t ranges = 0;                      // DW_AT_ranges, as it stands there
  std::uint16_t ranges_form = 0;                 // DW_FORM_*; 0: no DW_AT_ranges
  std::uint32_t file = 0, line = 0, column = 0;  // DW_AT_decl_*
  std::uint8_t inlined = 0;                      // DW_AT_inline
  bool is_artificial = false, is_declaration = false;
};

class DieWalk {
 public:
  // Starts at the unit's root DIE, or at the DIE at `offset`, which must lie in the unit.
  DieWalk(const DebugSections& sections, const Unit& unit);
  DieWalk(const DebugSections& sections, const Unit& unit, std::uint64_t offset);

  bool at_end() const { return cursor_.offset() >= unit_.end; }
  std::uint64_t offset() const { return cursor_.offset(); }

  // Reads the next DIE. A tag of 0 ends the children of the DIE above.
  void next(Die& die);
  // The same, with more of its attributes.
  void next(Die& die, DieExtra& extra);
  // Reads on to the next child of one of the wanted tags, over its siblings and their children;
  // a tag of 0: there are no more.
  void next_child(Die& die, std::initializer_list<std::uint16_t> wanted);
  // Reads over everything up to and with the end of the current list of children.
  void skip_children();

 private:
  void take_die(Die& die, std::uint64_t offset, const Abbrev* abbrev);
  void take(Die& die, const AttrSpec& spec);
  void take_rare(Die& die, const AttrSpec& spec);
  void take_number(Die& die, std::uint64_t& value, std::uint16_t has, const AttrSpec& spec);
  void take(Die& die, DieExtra& extra, const AttrSpec& spec);
  std::string_view text(const AttrSpec& spec);
  std::string_view other_text(const AttrSpec& spec);
  std::uint64_t number(const AttrSpec& spec);
  std::uint64_t other_number(const AttrSpec& spec);
  // Throws Error{malformed} where the file has none.
  const DebugSections::Supplement& supplement() const;
  // Where the sections of the unit's file begin among the joined ones.
  DebugSections::Supplement begin_of_file() const;
  void take_location(Die& die, const AttrSpec& spec);
  void take_high_pc(Die& die, const AttrSpec& spec);
  void skip(const Abbrev& abbrev);
  void skip(std::uint16_t form);
  void skip_indirect();
  std::string_view string_at(std::span<const std::uint8_t> section, std::uint64_t offset) const;
  std::string_view indexed_string(std::uint64_t index) const;
  std::uint64_t indexed_address(std::uint64_t index) const;

  const DebugSections& sections_;
  const Unit& unit_;
  const std::array<std::uint64_t, 3> bases_;  // by CountsFrom
  Cursor cursor_;
};

}  // namespace gofixup
