// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/gccgo/gccgo.hpp"

#include "reader/gccgo/unit.hpp"
#include "support/error.hpp"

namespace gofixup::gccgo {

namespace {

// Variables of the package; type descriptors and their like are the compiler's.
void read_variables(const UnitReader& reader, const Unit& unit, const UnitDies& dies, Types& types,
                    Fragment& fragment) {
  for (const GlobalDie& global : dies.globals()) {
    const bool is_of_package = !global.is_artificial && global.die.has_any(Die::kName) &&
                               global.die.has_any(Die::kLocation);
    if (!is_of_package) continue;
    Die die = global.die;
    die.type = index_of(types.must_refer(die.type, die.offset));
    read_variable(reader, unit, die, fragment);
  }
}

}  // namespace

void read_unit(const UnitReader& reader, const Unit& unit, Fragment& fragment) {
  const UnitDies dies(reader, unit);
  Types types(dies, unit, fragment);
  for (const FunctionDie& function : dies.functions())
    if (function.has_code) read_function(reader, dies, function, types, fragment);
  if (reader.options.variables) read_variables(reader, unit, dies, types, fragment);
  types.finish();
}

}  // namespace gofixup::gccgo
