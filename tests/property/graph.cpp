// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The type graph as readers walk it, from the bytes alone: this must not share the model's code
// that made the graph what it is.
#include "property/checks.hpp"

namespace gofixup::property {

namespace {

// A PTR at which every reader stops: to a named STRUCT, through typedefs.
bool is_breaking(const BtfView& btf, const BtfType& type) {
  if (type.kind != BtfKind::ptr) return false;
  const BtfType& target = btf.at(btf.resolved(type.type));
  return target.kind == BtfKind::struct_ && !target.name.empty();
}

std::vector<std::vector<std::uint32_t>> edges_without_breaking(const BtfView& btf) {
  std::vector<std::vector<std::uint32_t>> edges(btf.type_count());
  for (std::uint32_t id = 1; id < btf.type_count(); ++id)
    if (!is_breaking(btf, btf.at(id))) edges[id] = btf.references(btf.at(id));
  return edges;
}

std::string spell_cycle(const BtfView& btf, const std::vector<std::uint32_t>& path,
                        std::uint32_t again) {
  std::string text = "a cycle without a pointer to a named struct:";
  bool is_on = false;
  for (const std::uint32_t id : path) {
    is_on = is_on || id == again;
    if (is_on) text += " " + btf.describe(id) + " ->";
  }
  return text + " " + btf.describe(again);
}

}  // namespace

Outcome types_are_leaf_first(Run& run) {
  const BtfView& btf = run.btf();
  const auto edges = edges_without_breaking(btf);
  for (std::uint32_t id = 1; id < btf.type_count(); ++id)
    for (const std::uint32_t target : edges[id])
      if (target >= id)
        return broken(btf.describe(id) + " comes before its " + btf.describe(target));
  return holds();
}

Outcome cycles_have_a_named_struct(Run& run) {
  const BtfView& btf = run.btf();
  const auto edges = edges_without_breaking(btf);
  enum class State : std::uint8_t { unseen, open, done };
  std::vector<State> states(btf.type_count());
  std::vector<std::uint32_t> path;
  std::vector<std::size_t> next;
  for (std::uint32_t root = 1; root < btf.type_count(); ++root) {
    if (states[root] != State::unseen) continue;
    path = {root};
    next = {0};
    states[root] = State::open;
    while (!path.empty()) {
      const std::uint32_t id = path.back();
      if (next.back() == edges[id].size()) {
        states[id] = State::done;
        path.pop_back();
        next.pop_back();
        continue;
      }
      const std::uint32_t target = edges[id][next.back()++];
      if (target >= btf.type_count()) return broken(btf.describe(id) + " refers to no type");
      if (states[target] == State::open) return broken(spell_cycle(btf, path, target));
      if (states[target] == State::done) continue;
      states[target] = State::open;
      path.push_back(target);
      next.push_back(0);
    }
  }
  return holds();
}

}  // namespace gofixup::property
