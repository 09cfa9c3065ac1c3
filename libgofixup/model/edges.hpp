// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The one list of the edges a shape holds. Redirect, reachability, cycle search, verify and
// dump use it, so a new shape is added here and nowhere else.
#pragma once

#include <type_traits>
#include <variant>

#include "model/model.hpp"

namespace gofixup {

static_assert(std::variant_size_v<Shape> == 18, "a new shape: list its edges below");

// How a type holds another one.
enum class Edge {
  value,    // its bytes lie inside, or it is the same type under another name
  pointer,  // a Pointer's target
  call,     // a parameter or result of a signature
  note,     // a description only (key, element); its bytes are described elsewhere
};

// Calls fn(TypeId&, Edge) for every TypeId in the shape itself, not in the pools it refers to.
template <class ShapeOrConst, class Fn>
void for_each_own_edge(ShapeOrConst& shape, Fn fn) {
  std::visit(
      [&](auto& s) {
        using S = std::remove_cvref_t<decltype(s)>;
        if constexpr (std::is_same_v<S, Slice>) {
          fn(s.element, Edge::note);
        } else if constexpr (std::is_same_v<S, Map>) {
          fn(s.key, Edge::note);
          fn(s.element, Edge::note);
          fn(s.header, Edge::value);
        } else if constexpr (std::is_same_v<S, Chan>) {
          fn(s.element, Edge::note);
          fn(s.header, Edge::value);
        } else if constexpr (std::is_same_v<S, Interface>) {
          fn(s.layout, Edge::value);
        } else if constexpr (std::is_same_v<S, FuncValue> || std::is_same_v<S, Signature>) {
          fn(s.result, Edge::call);
        } else if constexpr (std::is_same_v<S, Pointer>) {
          fn(s.target, Edge::pointer);
        } else if constexpr (std::is_same_v<S, Array>) {
          fn(s.element, Edge::value);
        } else if constexpr (std::is_same_v<S, Alias>) {
          fn(s.target, Edge::value);
        } else if constexpr (std::is_same_v<S, Enum>) {
          fn(s.of, Edge::note);
        }
      },
      shape);
}

// The layout of a shape that has one, else null.
inline const Layout* layout_of(const Shape& shape) {
  if (const auto* s = std::get_if<Struct>(&shape)) return &s->layout;
  if (const auto* s = std::get_if<Slice>(&shape)) return &s->layout;
  if (const auto* s = std::get_if<String>(&shape)) return &s->layout;
  return nullptr;
}

// Calls fn(TypeId, Edge) for every edge of the type, none included.
template <class Fn>
void for_each_edge(const Model& model, const Shape& shape, Fn fn) {
  for_each_own_edge(shape, [&](const TypeId& id, Edge edge) { fn(id, edge); });
  if (const Layout* layout = layout_of(shape))
    for (const Field& field : model.fields(*layout)) fn(field.type, Edge::value);
  const auto call = [&](Range<Param> range) {
    for (const Param& param : model.params(range)) fn(param.type, Edge::call);
  };
  if (const auto* s = std::get_if<Signature>(&shape)) call(s->params);
  if (const auto* s = std::get_if<FuncValue>(&shape)) {
    call(s->params);
    call(s->results);
  }
}

}  // namespace gofixup
