// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/fragment.hpp"

#include <dwarf.h>

#include <algorithm>
#include <limits>

#include "reader/gccgo.hpp"
#include "reader/go_dwarf.hpp"
#include "support/error.hpp"

namespace gofixup {

TypeId type_reference(std::uint64_t die_offset) {
  if (die_offset > std::numeric_limits<std::uint32_t>::max())
    throw Error(Error::Kind::malformed, "a reference beyond 4 GiB of .debug_info");
  return static_cast<TypeId>(die_offset);
}

void check_param_count(const Die& die, std::size_t count) {
  if (count > 0xffff)
    throw Error(Error::Kind::malformed,
                "at DIE " + hex(die.offset) + ": more than 65535 parameters and results");
}

Die UnitReader::die_at(std::uint64_t offset, const Unit& unit) const {
  const bool is_own = offset >= unit.offset && offset < unit.end;
  DieWalk walk(sections, is_own ? unit : units.holding(offset), offset);
  Die die;
  walk.next(die);
  return die;
}

namespace {

// What is neither a function nor a type: a variable, a constant, or not for us.
void read_global(const UnitReader& reader, const Unit& unit, DieWalk& walk, const Die& die,
                 Fragment& fragment) {
  if (die.tag == DW_TAG_variable && reader.options.variables)
    read_variable(reader, unit, die, fragment);
  if (die.tag == go::kTagConstant && reader.options.constants) read_constant(die, fragment);
  if (die.has_children) walk.skip_children();
}

// What the first word of interfaces can be told from: where the linker's tables are, and which
// type has which descriptor (cmd/link/internal/ld/dwarf.go, newtype).
void note_interfaces(const Die& die, const Unit& unit, const DebugSections& sections,
                     Fragment& fragment) {
  if (die.tag == DW_TAG_variable) {
    const bool is_address =
        die.expression.size() == 1u + unit.address_size && die.expression[0] == DW_OP_addr;
    if (is_address && die.name == "runtime.firstmoduledata")
      fragment.module_data =
          Cursor(die.expression.subspan(1), sections.is_big_endian).number(unit.address_size);
  } else if (die.runtime_type != 0 && is_type_tag(die.tag)) {
    RuntimeType entry;
    entry.address = die.runtime_type;
    entry.type = type_reference(die.offset);
    entry.name = die.name;
    entry.kind = die.go_kind;
    fragment.runtime_types.push_back(entry);
  }
}

}  // namespace

Fragment UnitReader::read(const Unit& unit, Slab& slab) const {
  if (unit.compiler == Compiler::gccgo) {
    Fragment fragment = gccgo::read_unit(*this, unit, slab);
    sections.budget->spend(Budget::kEntry * (fragment.types.size() + fragment.fields.size() +
                                             fragment.params.size() + fragment.functions.size()));
    return fragment;
  }
  Fragment fragment(slab);
  ParamLists lists;
  try {
    DieWalk walk(sections, unit);
    Die die;
    walk.next(die);
    if (!die.has_children) return fragment;
    while (!walk.at_end()) {
      walk.next(die);
      if (die.tag == 0) break;  // what follows is padding
      fragment.spend(*sections.budget, Budget::kEntry + die.name.size());
      if (options.interfaces) note_interfaces(die, unit, sections, fragment);
      if (die.tag == DW_TAG_subprogram)
        read_function(*this, unit, walk, die, lists, fragment);
      else if (is_type_tag(die.tag))
        read_type(*this, walk, die, unit, lists, fragment);
      else
        read_global(*this, unit, walk, die, fragment);
    }
    sections.budget->spend(std::exchange(fragment.owed, 0));
  } catch (Error& error) {
    throw error.add_context("in unit " + std::string(unit.name) + " at " + hex(unit.offset));
  }
  return fragment;
}

}  // namespace gofixup
