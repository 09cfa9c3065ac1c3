// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    every slice type as a struct {array, len, cap}; a defined one (main.By) often
//           without a []T of the same element beside it.
// Trouble   the same three words under many names: a reader of []byte would not know main.By.
// We make   a struct for each []T, made from the element where DWARF has only a defined slice;
//           defined slices are typedefs of it.
// Example   slice main.By (element uint8)   becomes
//           typedef main.By → struct []uint8 {array *uint8; len int; cap int}
#include <map>
#include <string>

#include "model/go_names.hpp"
#include "passes/passes.hpp"

namespace gofixup {

void lower_slices(Model& model, const PassOptions&) {
  std::map<TypeId, TypeId> by_element;
  const auto is_plain = [&](TypeId id) { return model.at(id).name.starts_with("[]"); };
  model.for_each<Slice>([&](TypeId id, Slice slice) {
    if (is_plain(id)) by_element.emplace(slice.element, id);
  });
  model.for_each<Slice>([&](TypeId id, Slice slice) {
    if (is_spelled_out(model.at(id).name)) {
      model.replace(id, Struct{slice.layout});
      model.set_kind(id, GoKind::slice);
      return;
    }
    TypeId& plain = by_element[slice.element];
    if (plain == TypeId::none) {
      Type type;
      const Name element = slice.element == TypeId::none ? Name{} : model.at(slice.element).name;
      type.name = model.keep("[]" + std::string(element));
      type.shape = Struct{slice.layout};
      type.kind = GoKind::slice;
      plain = model.add(type);
    }
    model.replace(id, Alias{plain});
    model.set_kind(id, GoKind::slice);
  });
}

}  // namespace gofixup
