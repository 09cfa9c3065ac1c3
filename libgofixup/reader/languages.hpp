// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <string>
#include <vector>

#include "reader/unit.hpp"

namespace gofixup {

// How many of the units that are not Go's are in which language, most first: "16 C, 1 assembler";
// empty where there are none.
std::string foreign_languages(const std::vector<Unit>& units);

}  // namespace gofixup
