// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    array and pointer types with a name (type Hash [32]byte).
// Trouble   ARRAY and PTR carry no name in BTF; the kernel refuses one.
// We make   a typedef of that name on a nameless array or pointer.
// Example   array main.Hash [32]uint8   becomes   typedef main.Hash → [32]uint8
#include "model/go_names.hpp"
#include "passes/passes.hpp"

namespace gofixup {

namespace {

template <class S>
void split(Model& model) {
  model.for_each<S>([&](TypeId id, S shape) {
    const Name name = model.at(id).name;
    if (name.empty() || is_spelled_out(name)) return;
    const TypeId nameless = model.add({{}, shape, {}, {}, model.at(id).origin});
    model.replace(id, Alias{nameless});
  });
}

}  // namespace

void split_named(Model& model, const PassOptions&) {
  split<Array>(model);
  split<Pointer>(model);
}

}  // namespace gofixup
