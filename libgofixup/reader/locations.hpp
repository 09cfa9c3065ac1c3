// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Location expressions and lists, as far as Go's parameters need them.
#pragma once

#include <cstdint>
#include <vector>

#include "model/type.hpp"
#include "reader/die.hpp"

namespace gofixup {

// Where the parameter is at the function's first instruction, piece by piece in the order of
// its fields. Empty: DWARF does not say, or in words that gc does not use for parameters.
std::vector<EntryPiece> entry_location(const DebugSections& sections, const Unit& unit,
                                       const Die& param, std::uint64_t low_pc);

}  // namespace gofixup
