// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include "model/model.hpp"
#include "reader/budget.hpp"

namespace gofixup {

// Holds the types against each other, when all of them are there. Throws Error{malformed} where
// they contradict each other, or cost more to spell out or to go through than the budget and BTF's
// readers allow. A string or slice that is none becomes a plain struct.
void check_joined(Budget& budget, unsigned threads, Model& model);

}  // namespace gofixup
