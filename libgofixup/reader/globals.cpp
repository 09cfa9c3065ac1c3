// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Variables and integer constants of packages. Source: cmd/link/internal/ld/dwarf.go and
// cmd/internal/dwarf (PutIntConst, PutGlobal), Go 1.18 to 1.27.
#include <dwarf.h>

#include "reader/fragment.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

void must_have_type(const Die& die, const char* what) {
  if (!die.has_any(Die::kType) || !die.has_any(Die::kName))
    throw Error(Error::Kind::malformed,
                "at DIE " + hex(die.offset) + ": a " + what + " without a name or a type");
}

// The address that the whole expression is; none for any other place.
std::optional<std::uint64_t> address_of(const UnitReader& reader, const Unit& unit,
                                        std::span<const std::uint8_t> expression) {
  Cursor cursor(expression, reader.sections.is_big_endian);
  std::optional<std::uint64_t> address;
  if (cursor.at_end()) return address;
  const std::uint8_t operation = cursor.u8();
  if (operation == DW_OP_addr)
    address = cursor.number(unit.address_size);
  else if (operation == DW_OP_addrx)
    address = address_at(reader.sections, unit, cursor.uleb());
  return cursor.at_end() ? address : std::nullopt;
}

}  // namespace

void read_variable(const UnitReader& reader, const Unit& unit, const Die& die, Fragment& fragment) {
  must_have_type(die, "variable");
  Variable variable;
  variable.name = die.name;
  variable.type = type_reference(die.type);
  variable.address = address_of(reader, unit, die.expression);
  variable.die = die.offset;
  variable.is_external = die.is_external;
  fragment.variables.push_back(variable);
}

void read_constant(const Die& die, Fragment& fragment) {
  must_have_type(die, "constant");
  if (!die.has_any(Die::kConstValue))
    throw Error(Error::Kind::malformed,
                "at DIE " + hex(die.offset) + ": a constant without a value");
  fragment.constants.push_back({die.name, type_reference(die.type), die.const_value, die.offset});
}

}  // namespace gofixup
