// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "model/graph.hpp"

#include <algorithm>

#include "model/edges.hpp"

namespace gofixup {

namespace {

// Tarjan's algorithm with a stack of its own: type graphs of real programs are deeper than
// thread stacks are.
class Components {
 public:
  explicit Components(const Model& model) : model_(model), nodes_(model.type_count()) {}

  std::vector<std::vector<TypeId>> cyclic() {
    for (std::size_t i = 1; i < nodes_.size(); ++i)
      if (nodes_[i].order == 0 && may_recurse_at(model_, static_cast<TypeId>(i)))
        visit(static_cast<std::uint32_t>(i));
    return std::move(found_);
  }

 private:
  struct Node {
    std::uint32_t order = 0;  // 1-based discovery order; 0: not seen
    std::uint32_t low = 0;
    bool is_open = false;
  };
  struct Frame {
    std::uint32_t node;
    std::uint32_t next_edge;  // in edges_
    std::uint32_t first_edge;
  };

  void open(std::uint32_t node) {
    nodes_[node] = {++order_, order_, true};
    open_.push_back(node);
    const auto first = static_cast<std::uint32_t>(edges_.size());
    const auto id = static_cast<TypeId>(node);
    if (!is_breaking_pointer(model_, id))
      for_each_edge(model_, model_.at(id).shape, [&](TypeId to, Edge) {
        if (to != TypeId::none) edges_.push_back(index_of(to));
      });
    frames_.push_back({node, first, first});
  }

  void visit(std::uint32_t root) {
    open(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.next_edge < edges_.size()) {
        const std::uint32_t from = frame.node, to = edges_[frame.next_edge++];
        if (nodes_[to].order == 0)
          open(to);
        else if (nodes_[to].is_open)
          nodes_[from].low = std::min(nodes_[from].low, nodes_[to].order);
        continue;
      }
      close(frame);
    }
  }

  void close(const Frame& frame) {
    const std::uint32_t node = frame.node;
    const bool is_self_loop =
        std::find(edges_.begin() + frame.first_edge, edges_.end(), node) != edges_.end();
    edges_.resize(frame.first_edge);
    frames_.pop_back();
    if (!frames_.empty()) {
      Node& parent = nodes_[frames_.back().node];
      parent.low = std::min(parent.low, nodes_[node].low);
    }
    if (nodes_[node].low != nodes_[node].order) return;
    std::vector<TypeId> component;
    std::uint32_t member = 0;
    do {
      member = open_.back();
      open_.pop_back();
      nodes_[member].is_open = false;
      component.push_back(static_cast<TypeId>(member));
    } while (member != node);
    if (component.size() == 1 && !is_self_loop) return;
    std::sort(component.begin(), component.end());
    found_.push_back(std::move(component));
  }

  const Model& model_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> edges_, open_;
  std::vector<Frame> frames_;
  std::vector<std::vector<TypeId>> found_;
  std::uint32_t order_ = 0;
};

}  // namespace

bool is_breaking_pointer(const Model& model, TypeId id) {
  const auto* pointer = std::get_if<Pointer>(&model.at(id).shape);
  if (pointer == nullptr) return false;
  TypeId target = pointer->target;
  // A ring of typedefs cannot be longer than the model.
  for (std::size_t steps = 0; target != TypeId::none && steps < model.type_count(); ++steps) {
    const Type& type = model.at(target);
    if (holds<Struct>(type) || holds<Opaque>(type)) return !type.name.empty();
    const auto* alias = std::get_if<Alias>(&type.shape);
    if (alias == nullptr) return false;
    target = alias->target;
  }
  return false;
}

bool may_recurse_at(const Model& model, TypeId id) {
  return holds<Pointer>(model.at(id)) && !is_breaking_pointer(model, id);
}

std::vector<std::vector<TypeId>> unbroken_cycles(const Model& model) {
  return Components(model).cyclic();
}

}  // namespace gofixup
