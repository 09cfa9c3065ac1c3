// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What passes establish, as questions about a Model. Slow ones are fine: only tests and
// --verify-each ask.
#pragma once

#include "model/model.hpp"

namespace gofixup::properties {

inline bool always(const Model&) { return true; }

bool no_alias_of_its_own_name(const Model& model);
bool predeclared_types_are_settled(const Model& model);
bool results_are_told(const Model& model);
bool variables_are_placed(const Model& model);
bool constants_are_grouped(const Model& model);
bool results_are_folded(const Model& model);
bool arrays_and_pointers_are_nameless(const Model& model);
bool no_blank_fields(const Model& model);
bool sizes_fit(const Model& model);
bool chains_are_short(const Model& model);
bool no_pointers_in_32bit(const Model& model);
bool cycles_are_broken(const Model& model);
bool names_are_legal(const Model& model);
bool globals_are_legal(const Model& model);
bool functions_have_prototypes(const Model& model);

template <class... S>
bool no_shape_left(const Model& model) {
  bool is_left = false;
  (model.for_each<S>([&](TypeId, const S&) { is_left = true; }), ...);
  return !is_left;
}

}  // namespace gofixup::properties
