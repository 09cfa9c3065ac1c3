// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Questions about the type graph as BTF's readers walk it (C half only).
#pragma once

#include <vector>

#include "model/model.hpp"

namespace gofixup {

// Whether the id is a pointer at which every reader of BTF stops: its target, through
// typedefs, is a named struct.
bool is_breaking_pointer(const Model& model, TypeId id);

// Whether it is a pointer that readers follow. Every way of theirs that comes back or is long has
// one: what holds itself by value is no type (Sizes), and signatures lie behind pointers.
bool may_recurse_at(const Model& model, TypeId id);

// The strongly connected components that hold a cycle through a pointer once all breaking pointers
// are taken away; members in ascending order. Empty: the BTF can be walked by anybody.
std::vector<std::vector<TypeId>> unbroken_cycles(const Model& model);

}  // namespace gofixup
