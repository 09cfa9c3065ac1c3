// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <vector>

#include "reader/image.hpp"
#include "reader/unit.hpp"

namespace gofixup {

// Throws the Error that says why there is nothing of Go's to read, and what to do, as precisely
// as the file lets us say. `units` are those that there are.
[[noreturn]] void refuse(const Image& image, const std::vector<Unit>& units);

}  // namespace gofixup
