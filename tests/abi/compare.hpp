// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The calculator against DWARF: two independent words on where a parameter is at entry.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "abi/assign.hpp"
#include "model/model.hpp"

namespace gofixup::testing {

enum class Agreement {
  same,            // DWARF names the same registers or the same stack offset
  silent,          // DWARF says nothing (blank, unused)
  nothing_to_say,  // of size zero
  partly_dead,     // DWARF tells fewer pieces, those it tells are the same
  repeated,        // Go 1.18 to 1.21: pieces repeated, the first is the same
  spill_slot,      // Go 1.27: blank and dictionary parameters at their spill slot
  uncertain,       // Go <= 1.21: the calculator says that it cannot know
  different,
};

std::string to_string(Agreement agreement);

struct Comparison {
  std::map<Agreement, std::size_t> counts;
  std::vector<std::string> different;  // function, parameter, both words
};

// Compares every parameter of every function that uses the binary's internal convention. The
// model must have been read with locations and be in Go shapes.
Comparison compare(const Model& model);

}  // namespace gofixup::testing
