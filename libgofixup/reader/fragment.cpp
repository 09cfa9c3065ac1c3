// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/fragment.hpp"

#include <dwarf.h>

#include <algorithm>
#include <limits>
#include <type_traits>

#include "reader/gccgo/gccgo.hpp"
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

void Fragment::clear() {
  types.clear();
  fields.clear();
  params.clear();
  pieces.clear();
  functions.clear();
  texts.clear();
  owed = 0;
  static_cast<UnitFindings&>(*this) = {};
}

namespace {

template <class Visit>
void for_each_name(PackedFragment& fragment, const Visit& visit) {
  const auto visit_all = [&](auto& items) {
    for (auto& item : items) visit(item.name);
  };
  visit_all(fragment.types);
  visit_all(fragment.fields);
  visit_all(fragment.params);
  visit_all(fragment.functions);
  visit_all(fragment.variables);
  visit_all(fragment.constants);
  visit_all(fragment.runtime_types);
  for (Function& function : fragment.functions) visit(function.symbol);
}

// Copies the names to memory of the fragment's own.
void own_names(PackedFragment& fragment, Slab& slab) {
  std::size_t size = 0;
  for_each_name(fragment, [&](const Name& name) { size += name.size(); });
  fragment.names = slab.take(size);
  char* to = reinterpret_cast<char*>(fragment.names.get());
  for_each_name(fragment, [&](Name& name) {
    char* const end = std::copy(name.begin(), name.end(), to);
    name = {to, name.size()};
    to = end;
  });
}

// Moves a pool to where it waits, which `packed` owns.
template <class T>
void pack_pool(BigVector<T>& pool, std::span<T>& there, Slab& slab, PackedFragment& packed) {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
  constexpr std::size_t kLarge = std::size_t{256} << 10;  // bytes
  const std::size_t size = pool.size() * sizeof(T);
  if (size >= kLarge) {
    auto owner = std::make_shared<BigVector<T>>(std::move(pool));
    there = *owner;
    packed.items.push_back(std::move(owner));
  } else if (size != 0) {
    std::shared_ptr<std::byte> memory = slab.take(size);
    T* const first = reinterpret_cast<T*>(memory.get());
    std::uninitialized_copy(pool.begin(), pool.end(), first);
    there = {first, pool.size()};
    packed.items.push_back(std::move(memory));
  }
}

}  // namespace

PackedFragment Workplace::pack() {
  PackedFragment packed;
  static_cast<UnitFindings&>(packed) = std::move(static_cast<UnitFindings&>(fragment));
  pack_pool(fragment.types, packed.types, items, packed);
  pack_pool(fragment.fields, packed.fields, items, packed);
  pack_pool(fragment.params, packed.params, items, packed);
  pack_pool(fragment.pieces, packed.pieces, items, packed);
  pack_pool(fragment.functions, packed.functions, items, packed);
  own_names(packed, names);
  return packed;
}

// The linker puts all types into one unit. Room that stays unused takes no memory, and lists that
// have to move while they grow take it twice.
void Fragment::expect(std::uint64_t size) {
  constexpr std::uint64_t kSmall = std::uint64_t{1} << 20;
  if (size < kSmall) return;
  types.reserve(size / 48);
  fields.reserve(size / 48);
  params.reserve(size / 96);
}

// Units of gc's have one DIE after the other; what a DIE of gccgo's means, all of them tell.
void UnitReader::fill(const Unit& unit, Fragment& fragment) const {
  if (unit.compiler == Compiler::gccgo) {
    gccgo::read_unit(*this, unit, fragment);
    return fragment.spend(*sections.budget,
                          Budget::kEntry * (fragment.types.size() + fragment.fields.size() +
                                            fragment.params.size() + fragment.functions.size()));
  }
  ParamLists lists;
  DieWalk walk(sections, unit);
  Die die;
  walk.next(die);
  if (!die.has_children) return;
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
}

PackedFragment UnitReader::read(const Unit& unit, Workplace& at) const {
  at.fragment.clear();
  at.fragment.expect(unit.end - unit.offset);
  try {
    fill(unit, at.fragment);
    sections.budget->spend(std::exchange(at.fragment.owed, 0));
  } catch (Error& error) {
    throw error.add_context("in unit " + std::string(unit.name) + " at " + hex(unit.offset));
  }
  return at.pack();
}

}  // namespace gofixup
