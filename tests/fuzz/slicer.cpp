// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "fuzz/slicer.hpp"

#include <dwarf.h>

#include <algorithm>

#include "reader/die.hpp"
#include "support/bytes.hpp"
#include "support/error.hpp"

namespace gofixup::fuzz {

namespace {

// The forms of Go's linker (cmd/internal/dwarf/dwarf.go). False for others.
bool step_over(Cursor& cursor, std::uint16_t form, const Unit& unit) {
  switch (form) {
    case DW_FORM_string: cursor.string(); return true;
    case DW_FORM_block1: cursor.skip(cursor.u8()); return true;
    case DW_FORM_udata:
    case DW_FORM_addrx: cursor.uleb(); return true;
    case DW_FORM_sdata: cursor.sleb(); return true;
    case DW_FORM_flag:
    case DW_FORM_data1: cursor.skip(1); return true;
    case DW_FORM_data2: cursor.skip(2); return true;
    case DW_FORM_data4:
    case DW_FORM_ref_addr:
    case DW_FORM_sec_offset: cursor.skip(4); return true;
    case DW_FORM_data8: cursor.skip(8); return true;
    case DW_FORM_addr: cursor.skip(unit.address_size); return true;
    case DW_FORM_flag_present: return true;
    default: return false;
  }
}

}  // namespace

Slicer::Slicer(Image& image, DebugSections& sections, const std::vector<Unit>& units)
    : image_(image), sections_(sections) {
  for (const Unit& unit : units)
    if (unit.is_go()) list(unit);
}

void Slicer::list(const Unit& unit) {
  DieWalk walk(sections_, unit);
  Die die;
  walk.next(die);
  if (!die.has_children) return;
  while (!walk.at_end()) {
    TopDie top{walk.offset(), 0, &unit, false, {}};
    walk.next(die);
    if (die.tag == 0) return;
    if (die.has_children) walk.skip_children();
    top.end = walk.offset();
    top.is_main = die.name.find("main.") != std::string_view::npos;
    dies_.emplace(top.offset, std::move(top));
  }
}

std::vector<std::uint64_t> Slicer::starts(std::size_t nth) const {
  std::vector<std::uint64_t> offsets;
  std::size_t count = 0;
  for (const auto& [offset, die] : dies_)
    if (die.is_main || ++count % nth == 0) offsets.push_back(offset);
  return offsets;
}

void Slicer::note_references(TopDie& die) const {
  Cursor cursor(sections_.info.first(die.end), sections_.is_big_endian);
  cursor.seek(die.offset);
  while (!cursor.at_end()) {
    const std::uint64_t code = cursor.uleb();
    if (code == 0) continue;
    const Abbrev& abbrev = die.unit->abbrevs->at(code);
    for (const AttrSpec& spec : die.unit->abbrevs->specs(abbrev)) {
      if (spec.form == DW_FORM_ref_addr) die.references.push_back(cursor.offset());
      if (!step_over(cursor, spec.form, *die.unit))
        throw Error(Error::Kind::malformed, "a form that Go does not use");
    }
  }
}

std::uint64_t Slicer::target_of(std::uint64_t reference) const {
  return Cursor(sections_.info.subspan(reference), sections_.is_big_endian).u32();
}

// The top-level DIE that holds the offset and, in turn, all that it refers to.
bool Slicer::collect(std::uint64_t offset, std::size_t most,
                     std::set<std::uint64_t>& wanted) const {
  std::vector<std::uint64_t> open = {offset};
  std::size_t size = 0;
  while (!open.empty()) {
    auto found = dies_.upper_bound(open.back());
    open.pop_back();
    if (found == dies_.begin()) return false;
    TopDie die = std::prev(found)->second;
    if (!wanted.insert(die.offset).second) continue;
    size += die.end - die.offset;
    if (size > most) return false;
    note_references(die);
    for (const std::uint64_t reference : die.references)
      if (const std::uint64_t target = target_of(reference); target != 0) open.push_back(target);
  }
  return true;
}

std::optional<SectionFile> Slicer::slice(std::uint64_t start, std::size_t most) const {
  std::set<std::uint64_t> wanted;
  if (!collect(start, most, wanted)) return {};
  const Unit& unit = *dies_.at(*wanted.begin()).unit;
  SectionFile file;
  file.flags = static_cast<std::uint8_t>(
      SectionFile::kHasOwnRoot | (unit.address_size == 8 ? SectionFile::kIs64Bit : 0) |
      (sections_.is_big_endian ? SectionFile::kIsBigEndian : 0) |
      (unit.version == 5 ? SectionFile::kIsDwarf5 : 0) | SectionFile::kGlobals);
  std::map<std::uint64_t, std::uint64_t> moved;  // where each begins, from old to new
  std::uint64_t next = file.own_root_size();
  for (const std::uint64_t offset : wanted) {
    moved[offset] = next;
    next += dies_.at(offset).end - offset;
  }
  test::ByteWriter info(sections_.is_big_endian);
  for (const std::uint64_t offset : wanted) {
    TopDie die = dies_.at(offset);
    note_references(die);
    const std::uint64_t base = info.offset();
    const auto bytes = sections_.info.subspan(offset, die.end - offset);
    info.bytes.insert(info.bytes.end(), bytes.begin(), bytes.end());
    for (const std::uint64_t reference : die.references) {
      const std::uint64_t target = target_of(reference);
      if (target == 0) continue;
      const auto& [old_begin, new_begin] = *std::prev(moved.upper_bound(target));
      info.set(base + reference - offset, new_begin + (target - old_begin), 4);
    }
  }
  info.bytes.push_back(0);
  file.sections[kInfo] = info.bytes;
  const auto abbrev = sections_.abbrev;
  file.sections[kAbbrev].assign(abbrev.begin(), abbrev.end());
  const auto addr = image_.section(".debug_addr");
  if (unit.addr_base != 0 && unit.addr_base < addr.size()) {
    const auto part = addr.subspan(unit.addr_base - 8,
                                   std::min<std::size_t>(264, addr.size() - unit.addr_base + 8));
    file.sections[5].assign(part.begin(), part.end());
  }
  return file;
}

}  // namespace gofixup::fuzz
