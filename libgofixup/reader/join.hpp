// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "model/model.hpp"
#include "reader/fragment.hpp"

namespace gofixup {

// Appends the fragments to the model in their order and turns DIE offsets into TypeIds. Empties
// the fragments. Throws Error{malformed} for a reference to what is not a type, and for layouts
// that contradict themselves. `info_size` is that of .debug_info in bytes. The model must have no
// types yet.
void join(std::vector<PackedFragment>& fragments, std::uint64_t info_size, Budget& budget,
          unsigned threads, Model& model);

}  // namespace gofixup
