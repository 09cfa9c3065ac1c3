// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A Model as text, at any stage: for people, for --explain and for tests. Keyed by names, not
// by numbers, so that the text of one type does not depend on the rest of the program.
#pragma once

#include <functional>
#include <string>

#include "model/model.hpp"

namespace gofixup {

// How the type is referred to: its Go name, or for nameless ones what it is (`*main.T`).
std::string reference(const Model& model, TypeId id);

// One type, function or variable with all it says about itself, newline at the end. A struct has
// a line for each field: offset in bytes, name, type; an Enum one for each constant.
std::string dump(const Model& model, TypeId id);
std::string dump(const Model& model, const Function& function);
std::string dump(const Model& model, const Variable& variable);

// All named types, functions and variables whose Go name passes the filter (none: all), sorted by
// name.
std::string dump(const Model& model, const std::function<bool(Name)>& filter = {});

}  // namespace gofixup
