// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The linker's tables of type descriptors and itabs, as they lie in the loaded segments.
#pragma once

#include <cstdint>

#include "model/model.hpp"
#include "reader/budget.hpp"
#include "reader/image.hpp"

namespace gofixup {

// Completes model.interfaces, whose types still carry what the DWARF says: turns that into
// addresses, takes kinds and sizes from the descriptors, adds the itabs. A descriptor
// that contradicts the DWARF counts as one that the DWARF does not know, with a diagnostic.
// `module_data` is the address of runtime.firstmoduledata, 0 where the DWARF does not tell. Throws
// Error{malformed} where the file does not hold the tables: a debug file alone, a plugin, an
// archive.
void read_interfaces(const Image& image, std::uint64_t module_data, Budget& budget, Model& model);

}  // namespace gofixup
