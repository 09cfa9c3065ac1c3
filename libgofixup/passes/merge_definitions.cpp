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

void merge_definitions(Model& model, const PassOptions&) {
  model.for_each<Alias>([&](TypeId id, Alias alias) {
    if (alias.target == TypeId::none) return;
    const Name name = model.at(id).name;
    if (model.at(alias.target).name == name || is_spelled_out(name))
      model.redirect(id, alias.target);
  });
  model.apply_redirects();
}

}  // namespace gofixup
