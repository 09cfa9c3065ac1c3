// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Subprograms that have code. Source: cmd/compile/internal/dwarfgen, Go 1.17 to 1.27.
#include <dwarf.h>

#include <algorithm>

#include "reader/fragment.hpp"
#include "reader/locations.hpp"
#include "support/error.hpp"
#include "support/glob.hpp"

namespace gofixup {

namespace {

// A generic body's parameters refer to typedefs `.paramN` nested in the subprogram itself.
struct NestedTypes {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> targets;  // DIE → what it stands for

  // They stand in the order of their DIEs.
  std::uint64_t resolve(std::uint64_t reference) const {
    const auto found =
        std::lower_bound(targets.begin(), targets.end(), std::pair(reference, std::uint64_t{0}));
    return found != targets.end() && found->first == reference ? found->second : reference;
  }
};

// One parameter. The concrete entry of an inlined function leaves name, type and whether it is
// a result to the abstract one.
void fill_from_origin(const UnitReader& reader, const Unit& unit, Die& param) {
  const Die origin = reader.die_at(param.abstract_origin, unit);
  if (origin.tag != DW_TAG_formal_parameter)
    throw Error(Error::Kind::malformed,
                "at DIE " + hex(param.offset) + ": the abstract origin is not a parameter");
  if (!param.has_any(Die::kName)) param.name = origin.name;
  if (!param.has_any(Die::kType)) param.type = origin.type;
  param.is_result = param.is_result || origin.is_result;
}

std::string_view function_name(const UnitReader& reader, const Unit& unit, const Die& die) {
  if (die.has_any(Die::kName) || !die.has_any(Die::kOrigin)) return die.name;
  const Die origin = reader.die_at(die.abstract_origin, unit);
  if (origin.tag != DW_TAG_subprogram)
    throw Error(Error::Kind::malformed,
                "at DIE " + hex(die.offset) + ": the abstract origin is not a subprogram");
  return origin.name;
}

Range<EntryPiece> keep_location(const UnitReader& reader, const Unit& unit, const Die& param,
                                std::uint64_t low_pc, Fragment& fragment) {
  const auto pieces = entry_location(reader.sections, unit, param, low_pc);
  fragment.spend(*reader.sections.budget, pieces.size() * Budget::kListEntry);
  return append(fragment.pieces, pieces);
}

}  // namespace

void read_function(const UnitReader& reader, const Unit& unit, DieWalk& walk, const Die& die,
                   ParamLists& lists, Fragment& fragment) {
  const bool has_code = die.has_any(Die::kLowPc);
  if (die.is_trampoline && has_code && !reader.options.wrappers) ++fragment.wrappers_left_out;
  if (!has_code || (die.is_trampoline && !reader.options.wrappers)) {
    if (die.has_children) walk.skip_children();
    return;
  }
  Function function;
  function.name = function_name(reader, unit, die);
  if (!reader.options.functions_if.empty()) {
    if (glob_matches_any(reader.options.functions_if, function.name)) throw FunctionIsWanted{};
    ++fragment.functions_left_out;
    if (die.has_children) walk.skip_children();
    return;
  }
  function.address = die.low_pc;
  function.size = die.high_pc > die.low_pc ? die.high_pc - die.low_pc : 0;
  function.die = die.offset;
  function.is_wrapper = die.is_trampoline;
  auto& [params, results, listed] = lists;
  lists.clear();
  NestedTypes nested;
  if (die.has_children) {
    Die child;
    for (walk.next_child(child, {DW_TAG_formal_parameter, DW_TAG_typedef}); child.tag != 0;
         walk.next_child(child, {DW_TAG_formal_parameter, DW_TAG_typedef})) {
      if (child.has_children) walk.skip_children();
      fragment.spend(*reader.sections.budget, Budget::kEntry + child.name.size());
      if (child.tag == DW_TAG_typedef) {
        nested.targets.emplace_back(child.offset, child.type);
        continue;
      }
      if (child.has_any(Die::kOrigin)) fill_from_origin(reader, unit, child);
      if (child.is_result && listed.contains(child.name)) continue;
      if (child.type == 0)
        throw Error(Error::Kind::malformed,
                    "at DIE " + hex(child.offset) + ": a parameter without a type");
      Param param{child.name, type_reference(child.type), {}};
      if (reader.options.locations)
        param.entry = keep_location(reader, unit, child, die.low_pc, fragment);
      // Go itself numbers blank ones.
      if (child.is_result && !child.name.empty()) listed.add(child.name);
      (child.is_result ? results : params).push_back(param);
      check_param_count(die, params.size() + results.size());
    }
  }
  const auto keep = [&](std::vector<Param>& list) {
    for (Param& param : list) {
      const std::uint64_t type = nested.resolve(index_of(param.type));
      if (type == 0)
        throw Error(Error::Kind::malformed,
                    "at DIE " + hex(die.offset) + ": a parameter of a typedef of nothing");
      param.type = type_reference(type);
    }
    return append(fragment.params, list);
  };
  function.params = keep(params);
  function.results = keep(results);
  fragment.functions.push_back(function);
}

}  // namespace gofixup
