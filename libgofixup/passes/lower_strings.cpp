// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    string and every defined string type as a struct {str, len} under its own name.
// Trouble   a reader of strings would have to know each of them.
// We make   one struct for string; defined string types are typedefs of it.
// Example   string main.Name   becomes   typedef main.Name → struct string {str; len}
#include "passes/passes.hpp"

namespace gofixup {

void lower_strings(Model& model, const PassOptions&) {
  TypeId predeclared = model.find("string");
  model.for_each<String>([&](TypeId id, String string) {
    if (predeclared == TypeId::none) {
      Type type = model.at(id);
      type.name = "string";
      type.shape = Struct{string.layout};
      type.kind = GoKind::string;
      type.origin = {};
      predeclared = model.add(type);
    }
    if (id != predeclared) return model.replace(id, Alias{predeclared});
    model.replace(id, Struct{string.layout});
    model.set_kind(id, GoKind::string);
  });
}

}  // namespace gofixup
