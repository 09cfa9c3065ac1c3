// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    for every defined type a typedef and a definition of the same name, for every
//           interface even two typedefs; unnamed func types and interfaces likewise
//           (cmd/link/internal/ld/dwarf.go, newtype, Go 1.17 to 1.27).
// Trouble   one name for two types: cilium/ebpf's AnyTypeByName refuses it, and CO-RE sees two
//           candidates.
// We make   one type under that name. Typedefs whose name only spells their target out go too.
// Example   typedef main.T → struct main.T            becomes  struct main.T
//           typedef main.By → slice main.By           becomes  slice main.By
//           typedef interface {} → interface {}       becomes  interface {}
#include "model/go_names.hpp"
#include "passes/passes.hpp"

namespace gofixup {

namespace {

// The type that stands for this one when typedefs are merged.
TypeId definition(const Model& model, TypeId id) {
  while (const auto* alias = std::get_if<Alias>(&model.at(id).shape)) {
    const Name name = model.at(id).name;
    if (alias->target == TypeId::none) break;
    if (!is_spelled_out(name) && model.at(alias->target).name != name) break;
    id = alias->target;
  }
  return id;
}

// What the linker marks as a map, channel or interface is a plain typedef unless it is laid out as
// one.
void disbelieve_odd_marks(Model& model) {
  const auto check_header = [&](TypeId id, TypeId header) {
    const Type& type = model.at(definition(model, header));
    if (!holds<Pointer>(type) || type.name == model.at(id).name) model.replace(id, Alias{header});
  };
  model.for_each<Map>([&](TypeId id, Map map) { check_header(id, map.header); });
  model.for_each<Chan>([&](TypeId id, Chan chan) { check_header(id, chan.header); });
  model.for_each<Interface>([&](TypeId id, Interface interface) {
    const Type& type = model.at(definition(model, interface.layout));
    if (!holds<Struct>(type) || !is_runtime_interface(type.name))
      model.replace(id, Alias{interface.layout});
  });
}

}  // namespace

void merge_definitions(Model& model, const PassOptions&) {
  disbelieve_odd_marks(model);
  model.for_each<Alias>([&](TypeId id, Alias alias) {
    if (alias.target == TypeId::none) return;
    const Name name = model.at(id).name;
    const TypeId behind = definition(model, alias.target);
    if (is_spelled_out(name))
      model.redirect(id, alias.target);
    else if (model.at(behind).name == name)
      model.redirect(id, behind);
  });
  model.apply_redirects();
}

}  // namespace gofixup
