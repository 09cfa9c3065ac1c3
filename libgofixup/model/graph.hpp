// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Questions about the type graph as BTF's readers walk it (C half only).
#pragma once

#include <vector>

#include "model/model.hpp"

namespace gofixup {

// Whether the id is a pointer at which every reader of BTF stops: its target, through
// typedefs, is a named struct.
bool is_breaking_pointer(const Model& model, TypeId id);

// The strongly connected components that hold a cycle once all breaking pointers are taken
// away; members in ascending order. Empty: the BTF can be walked by anybody.
std::vector<std::vector<TypeId>> unbroken_cycles(const Model& model);

}  // namespace gofixup
