// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Source: what gccgo 12 and 14 write (gcc/dwarf2out.cc; gcc/go/gofrontend).
#include "reader/gccgo/dies.hpp"

#include <dwarf.h>

#include <algorithm>

#include "support/error.hpp"

namespace gofixup::gccgo {

namespace {

bool is_type(std::uint16_t tag) {
  switch (tag) {
    case DW_TAG_const_type:
    case DW_TAG_volatile_type:
    case DW_TAG_restrict_type:
    case DW_TAG_enumeration_type:
    case DW_TAG_union_type:
    case DW_TAG_unspecified_type: return true;
    default: return is_type_tag(tag);
  }
}

bool is_qualifier(std::uint16_t tag) {
  return tag == DW_TAG_const_type || tag == DW_TAG_volatile_type || tag == DW_TAG_restrict_type;
}

Position position(const DieExtra& extra) { return {extra.file, extra.line, extra.column}; }

// gcc says of [0]T that its last index is -1.
std::uint64_t count_of(const Die& range) {
  if (range.has_any(Die::kCount)) return range.count;
  return range.has_any(Die::kUpperBound) ? range.upper_bound + 1 : 0;
}

}  // namespace

UnitDies::UnitDies(const UnitReader& reader, const Unit& unit) {
  DieWalk walk(reader.sections, unit);
  Die die;
  DieExtra extra;
  walk.next(die, extra);  // the unit itself
  std::vector<Open> open;
  if (die.has_children) open.emplace_back();
  while (!open.empty() && !walk.at_end()) {
    walk.next(die, extra);
    if (die.tag == 0) {
      close(open.back());
      open.pop_back();
    } else {
      add(reader, unit, die, extra, open);
    }
  }
  for (Open& left : open) close(left);
  note_values();
}

void UnitDies::add(const UnitReader& reader, const Unit& unit, const Die& die,
                   const DieExtra& extra, std::vector<Open>& open) {
  Open next;
  if (is_type(die.tag)) {
    next.owner = Owner::type;
    next.index = types_.size();
    types_.push_back({die.tag, die.offset, die.name, die.type, die.byte_size,
                      die.has_any(Die::kByteSize), die.encoding, position(extra), 0, 0});
    if (die.tag != DW_TAG_subroutine_type) values_.push_back(die.type);
  } else if (die.tag == DW_TAG_subprogram) {
    next.owner = Owner::function;
    next.index = functions_.size();
    FunctionDie function;
    function.die = die.offset;
    function.name = die.name;
    function.linkage_name = extra.linkage_name;
    function.type = die.type;
    function.has_code = die.has_any(Die::kLowPc);
    function.is_imported = extra.is_declaration || extra.inlined == DW_INL_declared_inlined;
    function.address = die.low_pc;
    function.at = position(extra);
    function.origin = die.abstract_origin != 0 ? die.abstract_origin : extra.specification;
    if (die.high_pc > die.low_pc) function.size = die.high_pc - die.low_pc;
    if (const auto address = first_address(reader, unit, extra); address && !function.has_code) {
      function.has_code = true;
      function.address = *address;
    }
    functions_.push_back(function);
  } else {
    add_part(die, extra, open);
  }
  if (die.has_children) open.push_back(std::move(next));
}

void UnitDies::add_part(const Die& die, const DieExtra& extra, std::vector<Open>& open) {
  switch (die.tag) {
    case DW_TAG_variable:
      values_.push_back(die.type);
      if (open.size() == 1) return globals_.push_back({die, position(extra), extra.is_artificial});
      break;
    case DW_TAG_member:
    case DW_TAG_formal_parameter: values_.push_back(die.type); break;
    case DW_TAG_subrange_type: break;
    default: return;
  }
  if (open.back().owner != Owner::none)
    open.back().parts.push_back({die.tag, die.offset, die.name, die.type, die.member_location,
                                 count_of(die), die.abstract_origin, position(extra)});
}

void UnitDies::close(Open& open) {
  if (open.owner == Owner::none) return;
  const auto first = static_cast<std::uint32_t>(parts_.size());
  const auto count = static_cast<std::uint32_t>(open.parts.size());
  parts_.insert(parts_.end(), open.parts.begin(), open.parts.end());
  if (open.owner == Owner::type) {
    types_[open.index].first_part = first;
    types_[open.index].part_count = count;
  } else {
    functions_[open.index].first_part = first;
    functions_[open.index].part_count = count;
  }
}

void UnitDies::note_values() {
  is_value_.resize(types_.size());
  for (const std::uint64_t die : values_)
    if (die != 0)
      if (const TypeIndex index = at(die); index != kVoid) is_value_[index] = true;
  values_ = {};
}

TypeIndex UnitDies::at(std::uint64_t die) const {
  for (std::size_t steps = 0; die != 0; ++steps) {
    const auto found = std::lower_bound(
        types_.begin(), types_.end(), die,
        [](const TypeDie& type, std::uint64_t wanted) { return type.die < wanted; });
    if (found == types_.end() || found->die != die)
      throw Error(Error::Kind::malformed,
                  "a reference to DIE " + hex(die) +
                      ", where no type of this unit begins (dwz and -flto move types elsewhere)");
    if (!is_qualifier(found->tag)) return static_cast<TypeIndex>(found - types_.begin());
    if (steps == types_.size())
      throw Error(Error::Kind::malformed, "at DIE " + hex(die) + ": a ring of const types");
    die = found->type;
  }
  return kVoid;
}

const FunctionDie* UnitDies::function_at(std::uint64_t die) const {
  const auto found = std::lower_bound(
      functions_.begin(), functions_.end(), die,
      [](const FunctionDie& function, std::uint64_t wanted) { return function.die < wanted; });
  return found == functions_.end() || found->die != die ? nullptr : &*found;
}

}  // namespace gofixup::gccgo
