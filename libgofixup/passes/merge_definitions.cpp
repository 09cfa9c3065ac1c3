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
#include <map>

#include "model/go_names.hpp"
#include "model/sizes.hpp"
#include "passes/passes.hpp"

namespace gofixup {

namespace {

// In damaged DWARF a second `int` may be anything.
bool are_one(const Type& a, const Type& b) {
  const auto *x = std::get_if<Number>(&a.shape), *y = std::get_if<Number>(&b.shape);
  return a.shape.index() == b.shape.index() && (x == nullptr || x->kind == y->kind);
}

// Two sets of Go types in one file have two of each.
void merge_predeclared(Model& model) {
  Sizes sizes(model);
  std::map<Name, TypeId> first;
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    const auto id = static_cast<TypeId>(i);
    const Type& type = model.at(id);
    if (holds<Gone>(type) || predeclared_btf_name(type.name).empty()) continue;
    const TypeId kept = first.emplace(type.name, id).first->second;
    if (are_one(type, model.at(kept)) && sizes.size_of(id) == sizes.size_of(kept))
      model.redirect(id, kept);
  }
  model.apply_redirects();
}

}  // namespace

void merge_definitions(Model& model, const PassOptions&) {
  model.for_each<Alias>([&](TypeId id, Alias alias) {
    if (alias.target == TypeId::none) return;
    const Name name = model.at(id).name;
    if (model.at(alias.target).name == name || is_spelled_out(name))
      model.redirect(id, alias.target);
  });
  model.apply_redirects();
  merge_predeclared(model);
}

}  // namespace gofixup
