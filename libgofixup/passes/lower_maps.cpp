// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    maps as typedefs of a pointer to a struct the linker makes up: hash<K,V> with
//           buckets up to Go 1.23, map<K,V> with tables and groups from 1.24; channels as
//           typedefs of a pointer to hchan<T>.
// Trouble   the typedef of an unnamed map[K]V and its struct map<K,V> want the same BTF name.
// We make   pointers to those structs; a typedef only where Go has a name.
// Example   map main.Set              becomes  typedef main.Set → *struct map<string,bool>
//           map map[string]bool       becomes  *struct map<string,bool>
//           chan `<-chan int`         becomes  *struct hchan<int>
#include "model/go_names.hpp"
#include "passes/passes.hpp"

namespace gofixup {

namespace {

template <class S>
void lower_headers(Model& model, GoKind kind) {
  model.for_each<S>([&](TypeId id, S shape) {
    const Pointer pointer = std::get<Pointer>(model.at(shape.header).shape);
    if (pointer.target != TypeId::none) model.set_kind(pointer.target, kind);
    // Keeps its spelling, which a 32-bit target's go.type tag tells.
    if (is_spelled_out(model.at(id).name)) return model.replace(id, pointer);
    model.replace(id, Alias{shape.header});
    model.set_kind(id, kind);
  });
}

}  // namespace

void lower_maps(Model& model, const PassOptions&) { lower_headers<Map>(model, GoKind::map); }
void lower_chans(Model& model, const PassOptions&) { lower_headers<Chan>(model, GoKind::chan); }

}  // namespace gofixup
