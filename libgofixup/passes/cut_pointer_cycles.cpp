// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    recursive types of every form: type P *P, type F func(F) F, struct A {p *[2]A}.
// Trouble   a cycle that no pointer to a named struct breaks: the kernel refuses some (Loop
//           detected), bpftool's C dump and bpftrace run out of stack on all, libbpf before
//           1.7 cannot dedup them, cilium/ebpf's dedup overflows.
// We make   take away every pointer whose target, through typedefs, is a named struct. Every
//           other pointer inside a strongly connected component of the rest becomes void *.
// Example   typedef main.P → *main.P   becomes   typedef main.P → void *
#include <algorithm>

#include "model/graph.hpp"
#include "passes/passes.hpp"

namespace gofixup {

void cut_pointer_cycles(Model& model, const PassOptions&) {
  for (const std::vector<TypeId>& ring : unbroken_cycles(model)) {
    for (const TypeId id : ring) {
      if (!holds<Pointer>(model.at(id))) continue;
      model.replace(id, Pointer{});
      const auto named = std::find_if(ring.begin(), ring.end(), [&](TypeId other) {
        return !model.at(other).name.empty() && other != id;
      });
      const Name name = named == ring.end() ? model.at(id).name : model.at(*named).name;
      model.diagnostics.push_back({Diagnostic::Code::cycle_cut, std::string(name),
                                   "a pointer became void *: this type refers to itself without "
                                   "a struct that C could name"});
    }
  }
}

}  // namespace gofixup
