// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "emitter/type_order.hpp"

#include <algorithm>

#include "model/edges.hpp"
#include "model/graph.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

class LeafFirst {
 public:
  explicit LeafFirst(const Model& model) : model_(model), state_(model.type_count()) {}

  void add(TypeId root) {
    if (root == TypeId::none) return;
    stack_.push_back(root);
    while (!stack_.empty()) {
      const TypeId id = stack_.back();
      State& state = state_[index_of(id)];
      if (state == State::open) {
        order_.push_back(id);
        state = State::done;
      }
      if (state == State::done) {
        stack_.pop_back();
        continue;
      }
      state = State::open;
      if (!is_breaking_pointer(model_, id)) push_edges(id);
    }
  }

  std::vector<TypeId> take() { return std::move(order_); }

 private:
  enum class State : std::uint8_t { unseen, open, done };

  // In reverse, so that what comes first in a type comes first in the BTF.
  void push_edges(TypeId id) {
    const std::size_t first = stack_.size();
    for_each_edge(model_, model_.at(id).shape, [&](TypeId to, Edge) {
      if (to == TypeId::none || state_[index_of(to)] == State::done) return;
      GOFIXUP_CHECK(state_[index_of(to)] != State::open);
      stack_.push_back(to);
    });
    std::reverse(stack_.begin() + static_cast<std::ptrdiff_t>(first), stack_.end());
  }

  const Model& model_;
  std::vector<State> state_;
  std::vector<TypeId> stack_, order_;
};

}  // namespace

std::vector<TypeId> order_types(const Model& model) {
  LeafFirst order(model);
  order.add(index_type(model));
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    const Type& type = model.at(static_cast<TypeId>(i));
    if (holds<Struct>(type) || holds<Alias>(type) || holds<Opaque>(type))
      order.add(static_cast<TypeId>(i));
  }
  for (const Function& function : model.functions) order.add(function.signature);
  for (const Variable& variable : model.variables) order.add(variable.type);
  model.for_each<Enum>([&](TypeId id, const Enum&) { order.add(id); });
  return order.take();
}

TypeId index_type(const Model& model) {
  const std::string_view name = model.binary.word_size == 4 ? "unsigned int" : "long unsigned int";
  TypeId found = TypeId::none;
  model.for_each<Base>([&](TypeId id, Base) {
    if (model.at(id).btf_name == name) found = id;
  });
  return found;
}

}  // namespace gofixup
