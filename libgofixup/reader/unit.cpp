// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/unit.hpp"

#include <dwarf.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <memory>
#include <utility>

#include "reader/die.hpp"
#include "reader/go_dwarf.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

// Reads the header at the cursor and leaves it behind the unit. Returns false for the kinds of
// units that hold no code and no Go types (type units, split DWARF).
bool read_header(Cursor& cursor, DebugSections& sections, Unit& unit) {
  unit.offset = cursor.offset();
  std::uint64_t length = cursor.u32();
  if (length == 0xffffffff) {
    unit.offset_size = 8;
    length = cursor.u64();
  } else if (length >= 0xfffffff0) {
    throw Error(Error::Kind::malformed, "its length is a reserved value");
  }
  if (length > cursor.left())
    throw Error(Error::Kind::malformed, "it is longer than the rest of .debug_info");
  unit.end = cursor.offset() + length;
  unit.version = cursor.u16();
  if (unit.version < 2 || unit.version > 5)
    throw Error(Error::Kind::malformed,
                "it is of DWARF version " + std::to_string(unit.version) + "; 2 to 5 are known");
  unit.type = DW_UT_compile;
  std::uint64_t abbrev_offset = 0;
  if (unit.version == 5) {
    unit.type = cursor.u8();
    unit.address_size = cursor.u8();
    abbrev_offset = cursor.number(unit.offset_size);
  } else {
    abbrev_offset = cursor.number(unit.offset_size);
    unit.address_size = cursor.u8();
  }
  unit.is_in_supplement = sections.supplement.info != 0 && unit.offset >= sections.supplement.info;
  if (unit.is_in_supplement) abbrev_offset += sections.supplement.abbrev;
  if (unit.address_size != 4 && unit.address_size != 8)
    throw Error(Error::Kind::malformed,
                "its addresses are of " + std::to_string(unit.address_size) + " bytes");
  unit.first_die = cursor.offset();
  cursor.seek(unit.end);
  if (unit.type != DW_UT_compile && unit.type != DW_UT_partial) return false;
  unit.abbrevs = &sections.abbrevs.at(abbrev_offset,
                                      {unit.address_size, unit.offset_size,
                                       unit.version <= 2 ? unit.address_size : unit.offset_size});
  return true;
}

void read_root(const DebugSections& sections, Unit& unit) {
  if (unit.first_die >= unit.end) return;
  DieWalk walk(sections, unit);
  Die root;
  try {
    walk.next(root);
  } catch (const Error&) {
    // Other compilers may use forms we have not heard of; Go does not. What cannot be read to
    // its end is not ours unless it said so before.
    if (root.language == go::kLanguage) throw;
  }
  unit.is_partial = root.tag == DW_TAG_partial_unit;
  unit.language = root.language;
  unit.name = root.name;
  unit.producer = root.producer;
  unit.compiler = compiler_of(root.producer, root.language);
  unit.low_pc = root.low_pc;
  unit.addr_base = root.addr_base;
  unit.str_offsets_base = root.str_offsets_base;
}

}  // namespace

// TinyGo calls its units C99 (compiler/compiler.go), gcc's Go front end Go.
Compiler compiler_of(std::string_view producer, std::uint16_t language) {
  if (producer.starts_with("TinyGo")) return Compiler::tinygo;
  if (language != go::kLanguage) return Compiler::other;
  if (producer.starts_with("Go cmd/compile")) return Compiler::gc;
  return producer.starts_with("GNU Go") ? Compiler::gccgo : Compiler::other;
}

namespace {

// A string without an end would be looked through by each entry that refers to it.
std::span<const std::uint8_t> ended(std::span<const std::uint8_t> strings) {
  while (!strings.empty() && strings.back() != 0) strings = strings.first(strings.size() - 1);
  return strings;
}

using Bytes = std::vector<std::uint8_t>;

// Returns where the appended part begins.
std::uint64_t append(std::span<const std::uint8_t>& section, std::span<const std::uint8_t> more,
                     Bytes& joined) {
  const std::uint64_t begins_at = section.size();
  joined.reserve(section.size() + more.size());
  joined.assign(section.begin(), section.end());
  joined.insert(joined.end(), more.begin(), more.end());
  section = joined;
  return begins_at;
}

}  // namespace

DebugSections::DebugSections(Image& image) : DebugSections(image, image.section(".debug_info")) {}

DebugSections::DebugSections(Image& image, std::span<const std::uint8_t> info_bytes)
    : info(info_bytes),
      abbrev(image.section(".debug_abbrev")),
      str(ended(image.section(".debug_str"))),
      line_str(ended(image.section(".debug_line_str"))),
      str_offsets(image.section(".debug_str_offsets")),
      is_big_endian(image.is_big_endian()),
      abbrevs(abbrev),
      budget(std::make_unique<Budget>(Budget::for_file(image.size()))) {
  const std::shared_ptr<Image>& other = image.supplement();
  if (other == nullptr) return;
  struct Joined {
    Bytes info, abbrev, str;
  };
  auto owner = std::make_shared<Joined>();
  supplement.info = append(info, other->section(".debug_info"), owner->info);
  supplement.abbrev = append(abbrev, other->section(".debug_abbrev"), owner->abbrev);
  supplement.str = append(str, ended(other->section(".debug_str")), owner->str);
  joined = std::move(owner);
  abbrevs = AbbrevTables(abbrev);
}

UnitList::UnitList(DebugSections& sections, Arrival& arrival)
    : sections_(sections), arrival_(arrival), cursor_(sections.info, sections.is_big_endian) {}

// Returns false at the end.
bool UnitList::list_one() {
  constexpr std::uint64_t kLongestHeader = 12 + 2 + 1 + 1 + 8;
  while (!cursor_.at_end()) {
    const std::uint64_t start = cursor_.offset();
    arrival_.wait_for(start + std::min(kLongestHeader, cursor_.left()));
    try {
      Unit unit;
      if (!read_header(cursor_, sections_, unit)) continue;
      arrival_.wait_for(unit.end);
      read_root(sections_, unit);
      sections_.budget->spend(Budget::kUnit + unit.name.size() + unit.producer.size());
      units_.push_back(unit);
      return true;
    } catch (Error& error) {
      cursor_.seek(sections_.info.size());  // nobody shall meet it again
      throw error.add_context("in the unit at " + hex(start));
    }
  }
  arrival_.wait_for(arrival_.size());
  return false;
}

void UnitList::list_all() {
  while (list_one()) {
  }
  if (are_all_listed_) return;
  are_all_listed_ = true;
  mark_imported();
}

// dwz lets a unit begin with an import of each partial unit that it shares entries with, and these
// may import others.
void UnitList::mark_imported() {
  if (std::none_of(units_.begin(), units_.end(), [](const Unit& unit) { return unit.is_partial; }))
    return;
  std::vector<std::size_t> waiting;
  for (std::size_t i = 0; i < units_.size(); ++i)
    if (units_[i].is_go()) waiting.push_back(i);
  while (!waiting.empty()) {
    const Unit& unit = units_[waiting.back()];
    waiting.pop_back();
    DieWalk walk(sections_, unit);
    Die die;
    walk.next(die);
    if (!die.has_children) continue;
    for (walk.next(die); die.tag == DW_TAG_imported_unit; walk.next(die)) {
      const auto found = std::lower_bound(
          units_.begin(), units_.end(), die.import,
          [](const Unit& candidate, std::uint64_t root) { return candidate.first_die < root; });
      if (found == units_.end() || found->first_die != die.import || !found->is_partial)
        throw Error(Error::Kind::malformed,
                    "at DIE " + hex(die.offset) + ": what it imports is no partial unit");
      if (found->is_go()) continue;
      found->compiler = unit.compiler;
      waiting.push_back(static_cast<std::size_t>(found - units_.begin()));
    }
  }
}

const Unit* UnitList::first_go() {
  const std::scoped_lock lock(lock_);
  std::size_t i = 0;
  do {
    for (; i < units_.size(); ++i)
      if (units_[i].is_go() && !units_[i].is_partial) return &units_[i];
  } while (list_one());
  return nullptr;
}

// Whose a partial unit is, only all units together tell.
const Unit* UnitList::next_whole() {
  while (next_whole_ < units_.size() || list_one()) {
    const Unit& unit = units_[next_whole_++];
    if (unit.is_go() && !unit.is_partial) return &unit;
  }
  return nullptr;
}

const Unit* UnitList::next_partial() {
  list_all();
  while (next_partial_ < units_.size()) {
    const Unit& unit = units_[next_partial_++];
    if (unit.is_go() && unit.is_partial) return &unit;
  }
  return nullptr;
}

const Unit* UnitList::next_go() {
  const std::scoped_lock lock(lock_);
  const Unit* unit = next_whole();
  return unit != nullptr ? unit : next_partial();
}

const Unit& UnitList::holding(std::uint64_t offset) {
  const std::scoped_lock lock(lock_);
  while ((units_.empty() || units_.back().end <= offset) && list_one()) {
  }
  const auto after =
      std::upper_bound(units_.begin(), units_.end(), offset,
                       [](std::uint64_t wanted, const Unit& unit) { return wanted < unit.offset; });
  if (after == units_.begin())
    throw Error(Error::Kind::malformed, "a reference to " + hex(offset) + ", before all units");
  return *std::prev(after);
}

void UnitList::rewind() {
  const std::scoped_lock lock(lock_);
  next_whole_ = next_partial_ = 0;
}

void UnitList::stop() {
  const std::scoped_lock lock(lock_);
  cursor_.seek(sections_.info.size());
  next_whole_ = next_partial_ = units_.size();
}

std::vector<Unit> UnitList::take() {
  const std::scoped_lock lock(lock_);
  list_all();
  return {units_.begin(), units_.end()};
}

std::vector<Unit> list_units(DebugSections& sections) {
  Arrival arrival(sections.info.size());
  arrival.tell(sections.info.size());
  return UnitList(sections, arrival).take();
}

std::uint64_t address_at(const DebugSections& sections, const Unit& unit, std::uint64_t index) {
  Cursor cursor(sections.addr, sections.is_big_endian);
  cursor.seek(unit.addr_base);
  if (index >= cursor.left() / unit.address_size)
    throw Error(Error::Kind::malformed, "an address index lies outside .debug_addr");
  cursor.skip(index * unit.address_size);
  return cursor.number(unit.address_size);
}

std::string hex(std::uint64_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%" PRIx64, number);
  return text;
}

}  // namespace gofixup
