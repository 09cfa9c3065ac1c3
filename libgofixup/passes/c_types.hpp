// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <string_view>

#include "model/model.hpp"

namespace gofixup {

// The type of that BTF name, added where the model has none. For types that only C has: Go
// gives them no name, and legalize_names leaves them alone.
TypeId c_type(Model& model, std::string_view btf_name, const Shape& shape);

inline TypeId unsigned_char(Model& model) {
  return c_type(model, "unsigned char", Base{1, Base::Encoding::unsigned_int});
}

}  // namespace gofixup
