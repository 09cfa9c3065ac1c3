// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "model/model.hpp"

namespace gofixup {

// Which types are written, in which order: everything that BTF names, and the nameless types
// those, the functions and the variables refer to; each after all it is made of, because the kernel
// resolves at most 32 levels of types it has not seen.
std::vector<TypeId> order_types(const Model& model);

// The type of array indices: the INT that readers take the pointer size from.
TypeId index_type(const Model& model);

}  // namespace gofixup
