// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Types as Go spells them, with the layout the compiler chose. For people.
#pragma once

#include <string>

#include "model/sizes.hpp"

namespace gofixup::cli {

// The model must still be in Go shapes (before fold_results). A struct has a line for each
// field with its offset and size, and tells holes and cache lines. `sizes` are the model's.
std::string go_type(const Model& model, Sizes& sizes, TypeId id);

}  // namespace gofixup::cli
