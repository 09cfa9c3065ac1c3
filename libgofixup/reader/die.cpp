// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/die.hpp"

#include <dwarf.h>

#include <algorithm>
#include <cstring>

#include "reader/go_dwarf.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

[[noreturn]] void unknown_form(std::uint16_t form) {
  throw Error(Error::Kind::malformed, "an attribute has the unknown form " + hex(form));
}

}  // namespace

DieWalk::DieWalk(const DebugSections& sections, const Unit& unit)
    : DieWalk(sections, unit, unit.first_die) {}

DieWalk::DieWalk(const DebugSections& sections, const Unit& unit, std::uint64_t offset)
    : sections_(sections),
      unit_(unit),
      bases_{0, unit.offset, begin_of_file().info},
      cursor_(sections.info.first(unit.end), sections.is_big_endian) {
  if (offset < unit.first_die || offset >= unit.end)
    throw Error(Error::Kind::malformed, "a DIE at " + hex(offset) + " lies outside its unit");
  cursor_.seek(offset);
}

void DieWalk::next(Die& die) {
  const std::uint64_t offset = cursor_.offset();
  try {
    const std::uint64_t code = cursor_.uleb();
    take_die(die, offset, code == 0 ? nullptr : &unit_.abbrevs->at(code));
  } catch (Error& error) {
    throw error.add_context("at DIE " + hex(offset));
  }
}

void DieWalk::next(Die& die, DieExtra& extra) {
  die = Die{};
  extra = DieExtra{};
  die.offset = cursor_.offset();
  try {
    const std::uint64_t code = cursor_.uleb();
    if (code == 0) return;
    const Abbrev& abbrev = unit_.abbrevs->at(code);
    die.tag = abbrev.tag;
    die.has_children = abbrev.has_children;
    for (const AttrSpec& spec : unit_.abbrevs->specs(abbrev)) take(die, extra, spec);
  } catch (Error& error) {
    throw error.add_context("at DIE " + hex(die.offset));
  }
}

void DieWalk::next_child(Die& die, std::initializer_list<std::uint16_t> wanted) {
  const std::uint64_t start = cursor_.offset();
  std::uint64_t offset = start;
  try {
    for (;; offset = cursor_.offset()) {
      const std::uint64_t code = cursor_.uleb();
      const Abbrev* abbrev = code == 0 ? nullptr : &unit_.abbrevs->at(code);
      if (abbrev == nullptr || std::find(wanted.begin(), wanted.end(), abbrev->tag) != wanted.end())
        return take_die(die, offset, abbrev);
      skip(*abbrev);
      if (abbrev->has_children) skip_children();
    }
  } catch (Error& error) {
    throw error.add_context("at DIE " + hex(offset));
  }
}

void DieWalk::skip_children() {
  const std::uint64_t start = cursor_.offset();
  try {
    for (unsigned depth = 1; depth > 0;) {
      const std::uint64_t code = cursor_.uleb();
      if (code == 0) {
        --depth;
        continue;
      }
      const Abbrev& abbrev = unit_.abbrevs->at(code);
      skip(abbrev);
      if (abbrev.has_children) ++depth;
    }
  } catch (Error& error) {
    throw error.add_context("among the children at " + hex(start));
  }
}

// The DIE at `offset`, the cursor behind its abbreviation code; null: the end of a list.
void DieWalk::take_die(Die& die, std::uint64_t offset, const Abbrev* abbrev) {
  die = Die{};
  die.offset = offset;
  if (abbrev == nullptr) return;
  die.tag = abbrev->tag;
  die.has_children = abbrev->has_children;
  for (const AttrSpec& spec : unit_.abbrevs->taken(*abbrev)) {
    cursor_.skip(spec.bytes_before);
    take(die, spec);
  }
}

inline void DieWalk::take_number(Die& die, std::uint64_t& value, std::uint16_t has,
                                 const AttrSpec& spec) {
  value = number(spec);
  die.has |= has;
}

inline void DieWalk::take(Die& die, const AttrSpec& spec) {
  switch (spec.attr) {
    case TakenAttr::name:
      die.name = text(spec);
      die.has |= Die::kName;
      break;
    case TakenAttr::type: take_number(die, die.type, Die::kType, spec); break;
    case TakenAttr::location: take_location(die, spec); break;
    case TakenAttr::variable_parameter: die.is_result = number(spec) != 0; break;
    case TakenAttr::member_location:
      take_number(die, die.member_location, Die::kMemberLocation, spec);
      break;
    case TakenAttr::other: skip(spec.form); break;
    default: take_rare(die, spec);
  }
}

// Apart, so that the frequent ones stay small.
void DieWalk::take_rare(Die& die, const AttrSpec& spec) {
  switch (spec.attr) {
    case TakenAttr::byte_size: take_number(die, die.byte_size, Die::kByteSize, spec); break;
    case TakenAttr::low_pc: take_number(die, die.low_pc, Die::kLowPc, spec); break;
    case TakenAttr::abstract_origin:
      take_number(die, die.abstract_origin, Die::kOrigin, spec);
      break;
    case TakenAttr::count: take_number(die, die.count, Die::kCount, spec); break;
    case TakenAttr::const_value: take_number(die, die.const_value, Die::kConstValue, spec); break;
    case TakenAttr::upper_bound: take_number(die, die.upper_bound, Die::kUpperBound, spec); break;
    case TakenAttr::go_kind:
      die.go_kind = static_cast<std::uint8_t>(number(spec));
      die.has |= Die::kGoKind;
      break;
    case TakenAttr::high_pc: take_high_pc(die, spec); break;
    case TakenAttr::encoding: die.encoding = static_cast<std::uint16_t>(number(spec)); break;
    case TakenAttr::go_key: die.go_key = number(spec); break;
    case TakenAttr::go_elem: die.go_elem = number(spec); break;
    case TakenAttr::go_runtime_type: die.runtime_type = number(spec); break;
    case TakenAttr::go_embedded_field: die.is_embedded = number(spec) != 0; break;
    case TakenAttr::trampoline: die.is_trampoline = number(spec) != 0; break;
    case TakenAttr::external: die.is_external = number(spec) != 0; break;
    case TakenAttr::language: die.language = static_cast<std::uint16_t>(number(spec)); break;
    case TakenAttr::producer: die.producer = text(spec); break;
    case TakenAttr::addr_base: die.addr_base = number(spec); break;
    case TakenAttr::str_offsets_base: die.str_offsets_base = number(spec); break;
    case TakenAttr::import: die.import = number(spec); break;
    default: skip(spec.form);
  }
}

void DieWalk::take(Die& die, DieExtra& extra, const AttrSpec& spec) {
  const auto small = [&] { return static_cast<std::uint32_t>(number(spec)); };
  switch (spec.name) {
    case DW_AT_linkage_name: extra.linkage_name = text(spec); break;
    case DW_AT_specification: extra.specification = number(spec); break;
    case DW_AT_ranges:
      extra.ranges_form = spec.form;
      extra.ranges = number(spec);
      break;
    case DW_AT_decl_file: extra.file = small(); break;
    case DW_AT_decl_line: extra.line = small(); break;
    case DW_AT_decl_column: extra.column = small(); break;
    case DW_AT_inline: extra.inlined = static_cast<std::uint8_t>(small()); break;
    case DW_AT_artificial: extra.is_artificial = number(spec) != 0; break;
    case DW_AT_declaration: extra.is_declaration = number(spec) != 0; break;
    default: take(die, spec);
  }
}

inline std::string_view DieWalk::text(const AttrSpec& spec) {
  return spec.form == DW_FORM_string ? cursor_.string() : other_text(spec);
}

std::string_view DieWalk::other_text(const AttrSpec& spec) {
  switch (spec.form) {
    case DW_FORM_strp:
      return string_at(sections_.str, begin_of_file().str + cursor_.number(unit_.offset_size));
    case DW_FORM_GNU_strp_alt:
    case DW_FORM_strp_sup:
      return string_at(sections_.str, supplement().str + cursor_.number(unit_.offset_size));
    case DW_FORM_line_strp: return string_at(sections_.line_str, cursor_.number(unit_.offset_size));
    case DW_FORM_strx: return indexed_string(cursor_.uleb());
    case DW_FORM_strx1: return indexed_string(cursor_.u8());
    case DW_FORM_strx2: return indexed_string(cursor_.u16());
    case DW_FORM_strx3: return indexed_string(cursor_.number(3));
    case DW_FORM_strx4: return indexed_string(cursor_.u32());
    default: skip(spec.form); return {};
  }
}

const DebugSections::Supplement& DieWalk::supplement() const {
  if (sections_.supplement.info == 0)
    throw Error(Error::Kind::malformed, "refers to a supplementary file, and the file names none");
  return sections_.supplement;
}

DebugSections::Supplement DieWalk::begin_of_file() const {
  return unit_.is_in_supplement ? sections_.supplement : DebugSections::Supplement{};
}

inline std::uint64_t DieWalk::number(const AttrSpec& spec) {
  if (spec.number_size == 0) return other_number(spec);
  const std::uint64_t base = bases_[static_cast<std::size_t>(spec.number_base)];
  return base + (spec.number_size == AttrSpec::kLeb128 ? cursor_.uleb()
                                                       : cursor_.number(spec.number_size));
}

std::uint64_t DieWalk::other_number(const AttrSpec& spec) {
  switch (spec.form) {
    case DW_FORM_GNU_ref_alt: return supplement().info + cursor_.number(unit_.offset_size);
    case DW_FORM_ref_sup4: return supplement().info + cursor_.u32();
    case DW_FORM_ref_sup8: return supplement().info + cursor_.u64();
    case DW_FORM_sdata: return static_cast<std::uint64_t>(cursor_.sleb());
    case DW_FORM_addrx: return indexed_address(cursor_.uleb());
    case DW_FORM_addrx1: return indexed_address(cursor_.u8());
    case DW_FORM_addrx2: return indexed_address(cursor_.u16());
    case DW_FORM_addrx3: return indexed_address(cursor_.number(3));
    case DW_FORM_addrx4: return indexed_address(cursor_.u32());
    case DW_FORM_flag_present: return 1;
    case DW_FORM_implicit_const: return static_cast<std::uint64_t>(spec.implicit_const);
    default: skip(spec.form); return 0;
  }
}

void DieWalk::take_location(Die& die, const AttrSpec& spec) {
  switch (spec.form) {
    case DW_FORM_block1: die.expression = cursor_.bytes(cursor_.u8()); break;
    case DW_FORM_exprloc: die.expression = cursor_.bytes(cursor_.uleb()); break;
    case DW_FORM_data4:  // before DWARF 4
    case DW_FORM_sec_offset:
      die.location_list = cursor_.number(spec.form == DW_FORM_data4 ? 4 : unit_.offset_size);
      break;
    default: skip(spec.form); return;
  }
  die.has |= Die::kLocation;
}

// An address up to DWARF 4 as Go writes it, a length from low_pc in DWARF 5.
void DieWalk::take_high_pc(Die& die, const AttrSpec& spec) {
  const std::uint64_t value = number(spec);
  const bool is_address = spec.form == DW_FORM_addr || spec.form == DW_FORM_addrx;
  die.high_pc = is_address ? value : die.low_pc + value;
}

void DieWalk::skip(const Abbrev& abbrev) {
  for (const SkipStep& step : unit_.abbrevs->steps(abbrev)) {
    cursor_.skip(step.bytes);
    switch (step.form) {  // the most frequent without a call
      case 0: break;
      case DW_FORM_string: cursor_.string(); break;
      case DW_FORM_udata: cursor_.uleb(); break;
      default: skip(step.form);
    }
  }
}

void DieWalk::skip(std::uint16_t form) {
  switch (form) {
    case DW_FORM_string: cursor_.string(); break;
    case DW_FORM_flag_present:
    case DW_FORM_implicit_const: break;
    case DW_FORM_data1:
    case DW_FORM_flag:
    case DW_FORM_ref1:
    case DW_FORM_strx1:
    case DW_FORM_addrx1: cursor_.skip(1); break;
    case DW_FORM_data2:
    case DW_FORM_ref2:
    case DW_FORM_strx2:
    case DW_FORM_addrx2: cursor_.skip(2); break;
    case DW_FORM_strx3:
    case DW_FORM_addrx3: cursor_.skip(3); break;
    case DW_FORM_data4:
    case DW_FORM_ref4:
    case DW_FORM_ref_sup4:
    case DW_FORM_strx4:
    case DW_FORM_addrx4: cursor_.skip(4); break;
    case DW_FORM_data8:
    case DW_FORM_ref8:
    case DW_FORM_ref_sup8:
    case DW_FORM_ref_sig8: cursor_.skip(8); break;
    case DW_FORM_data16: cursor_.skip(16); break;
    case DW_FORM_sdata: cursor_.sleb(); break;
    case DW_FORM_udata:
    case DW_FORM_ref_udata:
    case DW_FORM_strx:
    case DW_FORM_addrx:
    case DW_FORM_loclistx:
    case DW_FORM_rnglistx: cursor_.uleb(); break;
    case DW_FORM_addr: cursor_.skip(unit_.address_size); break;
    case DW_FORM_ref_addr:
      cursor_.skip(unit_.version <= 2 ? unit_.address_size : unit_.offset_size);
      break;
    case DW_FORM_sec_offset:
    case DW_FORM_strp:
    case DW_FORM_line_strp:
    case DW_FORM_strp_sup:
    case DW_FORM_GNU_ref_alt:
    case DW_FORM_GNU_strp_alt: cursor_.skip(unit_.offset_size); break;
    case DW_FORM_block1: cursor_.skip(cursor_.u8()); break;
    case DW_FORM_block2: cursor_.skip(cursor_.u16()); break;
    case DW_FORM_block4: cursor_.skip(cursor_.u32()); break;
    case DW_FORM_block:
    case DW_FORM_exprloc: cursor_.skip(cursor_.uleb()); break;
    case DW_FORM_indirect: skip_indirect(); break;
    default: unknown_form(form);
  }
}

// The form stands in the data, and may say so again: a loop, so that no file chooses how deep we
// recurse.
void DieWalk::skip_indirect() {
  std::uint16_t form = DW_FORM_indirect;
  while (form == DW_FORM_indirect) form = static_cast<std::uint16_t>(cursor_.uleb());
  skip(form);
}

std::string_view DieWalk::string_at(std::span<const std::uint8_t> section,
                                    std::uint64_t offset) const {
  // Many entries may refer to one string. Go's longest names have some thousand bytes.
  constexpr std::uint64_t kLongest = 1 << 16;
  Cursor cursor(section, false);
  cursor.seek(offset);
  const bool is_cut = cursor.left() > kLongest;
  Cursor string(section.subspan(offset, is_cut ? kLongest : cursor.left()), false);
  const bool has_end = !is_cut || std::memchr(section.data() + offset, 0, kLongest) != nullptr;
  if (!has_end)
    throw Error(Error::Kind::malformed,
                "a string of more than " + std::to_string(kLongest) + " bytes");
  return string.string();
}

std::string_view DieWalk::indexed_string(std::uint64_t index) const {
  // The root DIE's own strings may come before its DW_AT_str_offsets_base; the header of a
  // .debug_str_offsets contribution is 8 bytes (16 in the 64-bit format).
  const std::uint64_t base =
      unit_.str_offsets_base != 0 ? unit_.str_offsets_base : std::uint64_t{2} * unit_.offset_size;
  Cursor cursor(sections_.str_offsets, sections_.is_big_endian);
  cursor.seek(base);
  if (index > cursor.left() / unit_.offset_size)
    throw Error(Error::Kind::malformed, "a string index lies outside .debug_str_offsets");
  cursor.skip(index * unit_.offset_size);
  return string_at(sections_.str, cursor.number(unit_.offset_size));
}

std::uint64_t DieWalk::indexed_address(std::uint64_t index) const {
  // Only where addresses matter is .debug_addr inflated: the root DIE is read without.
  if (unit_.addr_base == 0 || sections_.addr.empty()) return 0;
  return address_at(sections_, unit_, index);
}

}  // namespace gofixup
