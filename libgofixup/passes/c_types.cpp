// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "passes/c_types.hpp"

namespace gofixup {

TypeId c_type(Model& model, std::string_view btf_name, const Shape& shape) {
  for (std::size_t i = model.first_made(); i < model.type_count(); ++i)
    if (model.at(static_cast<TypeId>(i)).btf_name == btf_name) return static_cast<TypeId>(i);
  Type type;
  type.name = type.btf_name = btf_name;
  type.shape = shape;
  type.is_named_by_us = true;
  return model.add(type);
}

}  // namespace gofixup
