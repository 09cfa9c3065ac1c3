// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    recursive types of every form: type P *P, type F func(F) F, struct A {p *[2]A}.
// Trouble   a cycle that no pointer to a named struct breaks: the kernel refuses some (Loop
//           detected), bpftool's C dump and bpftrace run out of stack on all, libbpf before
//           1.7 cannot dedup them, cilium/ebpf's dedup overflows.
// We make   take away every pointer whose target, through typedefs, is a named struct. Every
//           other pointer inside a strongly connected component of the rest becomes void *, and
//           so does one from which readers would recurse hundreds of types deep.
// Example   typedef main.P → *main.P   becomes   typedef main.P → void *
#include <algorithm>
#include <string>
#include <vector>

#include "model/edges.hpp"
#include "model/graph.hpp"
#include "passes/passes.hpp"

namespace gofixup {

namespace {

void cut_cycles(Model& model) {
  for (const std::vector<TypeId>& ring : unbroken_cycles(model)) {
    const auto named = [&](auto from) {
      return std::find_if(from, ring.end(), [&](TypeId id) { return !model.at(id).name.empty(); });
    };
    const auto first = named(ring.begin());
    const auto second = first == ring.end() ? first : named(first + 1);
    for (const TypeId id : ring) {
      if (!holds<Pointer>(model.at(id))) continue;
      model.replace(id, Pointer{});
      const auto other = first != ring.end() && *first == id ? second : first;
      const Name name = other == ring.end() ? model.at(id).name : model.at(*other).name;
      model.diagnostics.push_back({Diagnostic::Code::cycle_cut, std::string(name),
                                   "a pointer became void *: this type refers to itself without "
                                   "a struct that C could name"});
    }
  }
}

// What is left is walked by recursion, so it must not be deep either: type A *B; type B *C and so
// on. Deeper than this only by structs within structs (Sizes).
class PointerDepths {
 public:
  explicit PointerDepths(Model& model) : model_(model), depth_(model.type_count()) {}

  void limit(TypeId root) {
    stack_.push_back(root);
    while (!stack_.empty()) {
      const TypeId id = stack_.back();
      const std::size_t before = stack_.size();
      const std::uint32_t below = depth_[index_of(id)] == 0 ? deepest_below(id) : 0;
      if (stack_.size() != before) continue;  // those first
      stack_.pop_back();
      if (depth_[index_of(id)] == 0) depth_[index_of(id)] = settle(id, below);
    }
  }

 private:
  static constexpr std::uint32_t kDeepest = 512;

  // Pushes what is not known yet.
  std::uint32_t deepest_below(TypeId id) {
    std::uint32_t deepest = 0;
    if (is_breaking_pointer(model_, id)) return 0;
    for_each_edge(model_, model_.at(id).shape, [&](TypeId to, Edge) {
      if (to == TypeId::none) return;
      if (depth_[index_of(to)] == 0) stack_.push_back(to);
      deepest = std::max(deepest, depth_[index_of(to)]);
    });
    return deepest;
  }

  std::uint32_t settle(TypeId id, std::uint32_t below) {
    if (below < kDeepest || !holds<Pointer>(model_.at(id))) return below + 1;
    const Name name = model_.at(std::get<Pointer>(model_.at(id).shape).target).name;
    model_.replace(id, Pointer{});
    model_.diagnostics.push_back({Diagnostic::Code::opaque_type, std::string(name),
                                  "a pointer to it became void *: readers would have to follow " +
                                      std::to_string(kDeepest) + " types from there"});
    return 1;
  }

  Model& model_;
  std::vector<std::uint32_t> depth_;  // 0: not known
  std::vector<TypeId> stack_;
};

}  // namespace

void cut_pointer_cycles(Model& model, const PassOptions&) {
  cut_cycles(model);
  PointerDepths depths(model);
  for (std::size_t i = 1, end = model.type_count(); i < end; ++i)
    if (may_recurse_at(model, static_cast<TypeId>(i))) depths.limit(static_cast<TypeId>(i));
}

}  // namespace gofixup
