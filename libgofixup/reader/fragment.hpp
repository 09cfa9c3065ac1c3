// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What one unit yields. Units are read on their own, possibly in parallel, and joined in the
// order of the file, so the result does not depend on the number of threads.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/model.hpp"
#include "model/pool.hpp"
#include "reader/die.hpp"
#include "support/big_vector.hpp"
#include "support/name_set.hpp"
#include "support/slab.hpp"

namespace gofixup {

struct ReadOptions {
  unsigned threads = 0;   // 0: one per CPU
  bool wrappers = false;  // keep compiler-made wrappers
  // Read where DWARF says that parameters are. Always done up to Go 1.21, whose blank
  // parameters are to be seen in no other way.
  bool locations = false;
  bool variables = false, constants = false;
  bool interfaces = false;  // fill Model::interfaces
  // Globs on Go names. If there are any, functions are read only if one of them matches one.
  std::vector<std::string> functions_if;
};

// What a unit yields beside its pools.
struct UnitFindings {
  std::vector<Variable> variables;
  std::vector<Constant> constants;
  std::uint32_t wrappers_left_out = 0;
  std::uint32_t functions_left_out = 0;  // by ReadOptions::functions_if
  // With ReadOptions::interfaces. Addresses are still what DW_AT_go_runtime_type says, kinds what
  // DW_AT_go_kind says, sizes not known.
  std::vector<RuntimeType> runtime_types;
  std::uint64_t module_data = 0;  // address of runtime.firstmoduledata; 0: not in this unit
};

// In a fragment every TypeId is still the offset of a DIE in .debug_info, and every Range counts
// from the start of the fragment's own pools.
template <template <class> class List>
struct FragmentOf : UnitFindings {
  List<Type> types;
  List<Field> fields;
  List<Param> params;
  List<EntryPiece> pieces;
  List<Function> functions;
};

template <class T>
using Growing = BigVector<T>;

// One that is being read. Names are views into .debug_info and `texts`.
struct Fragment : FragmentOf<Growing> {
  std::deque<std::string> texts;  // names that were made up here

  // Empties it for the next one; its memory stays.
  void clear();
  // Takes room for a unit of so many bytes.
  void expect(std::uint64_t size);

  // Pays for what was read, now and then: all threads pay from one budget.
  void spend(Budget& budget, std::uint64_t cost) {
    constexpr std::uint64_t kOften = 1 << 16;
    owed += cost;
    if (owed >= kOften) budget.spend(std::exchange(owed, 0));
  }
  std::uint64_t owed = 0;
};

template <class T>
using Fixed = std::span<T>;

// One that waits for the others, in no more memory than it takes. It has its names itself, so that
// .debug_info, which is as big as all fragments, can go before they are joined.
struct PackedFragment : FragmentOf<Fixed> {
  std::vector<std::shared_ptr<const void>> items;  // what the spans lie in; goes when joined
  std::shared_ptr<std::byte> names;                // the Model keeps them alive
};

// What one thread needs to read units, one after the other.
struct Workplace {
  Fragment fragment;  // its memory serves all units
  Slab items, names;

  // Moves all of the fragment to where it waits.
  PackedFragment pack();
};

// A function that ReadOptions::functions_if asks for is there, so that all have to be read.
struct FunctionIsWanted {};

// All units of the file and its sections: what reading one unit needs to know.
struct UnitReader {
  const DebugSections& sections;
  UnitList& units;
  ReadOptions options;

  // Throws FunctionIsWanted.
  PackedFragment read(const Unit& unit, Workplace& at) const;

  // The DIE at an offset anywhere in .debug_info, to which `unit` refers.
  Die die_at(std::uint64_t offset, const Unit& unit) const;

 private:
  void fill(const Unit& unit, Fragment& fragment) const;
};

// The reference to a DIE, as a Fragment keeps it.
TypeId type_reference(std::uint64_t die_offset);

// The parameters of the DIE at hand. They outlive it so that their memory serves the next one.
struct ParamLists {
  std::vector<Param> params, results;
  // Where results are kept in memory (defer with recover) the compiler lists each twice, under one
  // name (cmd/compile/internal/dwarfgen, seen in Go 1.18 to 1.27).
  NameSet result_names;

  void clear() {
    params.clear();
    results.clear();
    result_names.clear();
  }
};

// Reads the type that `die` begins, with its children, from the walk. Fills fragment.types.
void read_type(const UnitReader& reader, DieWalk& walk, const Die& die, const Unit& unit,
               ParamLists& lists, Fragment& fragment);
// Whether a DIE of that tag is a type that read_type knows.
bool is_type_tag(std::uint16_t tag);

// Throws Error{malformed} for more parameters than BTF (and any compiler) counts.
void check_param_count(const Die& die, std::size_t count);

// A variable or constant of a package; its children, if it has any, are not read.
void read_variable(const UnitReader& reader, const Unit& unit, const Die& die, Fragment& fragment);
void read_constant(const Die& die, Fragment& fragment);

// Reads the function that `die` begins, with its children, from the walk.
void read_function(const UnitReader& reader, const Unit& unit, DieWalk& walk, const Die& die,
                   ParamLists& lists, Fragment& fragment);

}  // namespace gofixup
