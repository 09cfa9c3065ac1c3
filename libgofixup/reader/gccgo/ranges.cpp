// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A function whose cold part gcc moved away has ranges instead of one stretch of code; the first
// is the one it begins with (gcc/dwarf2out.cc, gen_subprogram_die).
#include <dwarf.h>

#include "reader/gccgo/dies.hpp"

namespace gofixup::gccgo {

namespace {

// DWARF 5, section 2.17.3.
std::optional<std::uint64_t> first_of_list(Cursor cursor, const UnitReader& reader,
                                           const Unit& unit) {
  std::uint64_t base = unit.low_pc;
  for (;;) {
    switch (cursor.u8()) {
      case DW_RLE_base_addressx: base = address_at(reader.sections, unit, cursor.uleb()); break;
      case DW_RLE_base_address: base = cursor.number(unit.address_size); break;
      case DW_RLE_offset_pair: return base + cursor.uleb();
      case DW_RLE_start_end:
      case DW_RLE_start_length: return cursor.number(unit.address_size);
      case DW_RLE_startx_endx:
      case DW_RLE_startx_length: return address_at(reader.sections, unit, cursor.uleb());
      default: return {};
    }
  }
}

// DWARF 4: pairs of addresses, from the unit's own address on.
std::optional<std::uint64_t> first_of_pairs(Cursor cursor, const Unit& unit) {
  const std::uint64_t selector = unit.address_size == 4 ? 0xffffffff : ~std::uint64_t{0};
  std::uint64_t base = unit.low_pc;
  for (;;) {
    const std::uint64_t begin = cursor.number(unit.address_size);
    const std::uint64_t end = cursor.number(unit.address_size);
    if (begin == 0 && end == 0) return {};
    if (begin != selector) return base + begin;
    base = end;
  }
}

}  // namespace

std::optional<std::uint64_t> first_address(const UnitReader& reader, const Unit& unit,
                                           const DieExtra& extra) {
  if (extra.ranges_form != DW_FORM_sec_offset && extra.ranges_form != DW_FORM_data4) return {};
  Cursor cursor(unit.version < 5 ? reader.sections.ranges : reader.sections.rnglists,
                reader.sections.is_big_endian);
  cursor.seek(extra.ranges);
  return unit.version < 5 ? first_of_pairs(cursor, unit) : first_of_list(cursor, reader, unit);
}

}  // namespace gofixup::gccgo
