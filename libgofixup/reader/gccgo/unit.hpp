// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// One unit of gccgo's, DIEs to Go shapes: what its parts share.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "reader/gccgo/names.hpp"
#include "reader/gccgo/shapes.hpp"

namespace gofixup::gccgo {

// Makes the Model's types of a unit's, as they are asked for. A type is known by the offset of its
// DIE; what Go has and gccgo has no DIE for takes that of one of the DIE's children.
class Types {
 public:
  Types(const UnitDies& dies, const Unit& unit, Fragment& fragment);

  // The type at that DIE, as a Fragment refers to it; it and what it is made of get read. none for
  // void.
  TypeId refer(std::uint64_t die);
  // The same for what holds a value: void is unsafe.Pointer's bytes to nobody, an error.
  TypeId must_refer(std::uint64_t die, std::uint64_t user);

  // Reads all named types, and what was asked for. To be called once, at the end.
  void finish();

 private:
  void read(TypeIndex index);
  void read_typedef(TypeIndex index);
  Shape shape_of(TypeIndex index, TypeIndex holder);
  Shape number_of(TypeIndex index, TypeIndex holder) const;
  Shape func_of(TypeIndex index);
  Shape pointer_of(TypeIndex index);
  Shape array_of(TypeIndex index);
  Shape interface_of(TypeIndex index);
  Layout layout_of(TypeIndex index, std::span<const std::string_view> names);
  void add(std::uint64_t die, Name name, const Shape& shape, GoKind kind = GoKind::none);

  const UnitDies& dies_;
  const Unit& unit_;
  Fragment& fragment_;
  std::vector<Type> made_;  // in the order in which they were referred to
  Names names_;
  std::vector<bool> is_wanted_;
  std::vector<bool> has_inner_;  // by type: what is known by DIEs of its children was read
  std::vector<TypeIndex> to_read_;
};

// Reads a function that has code, or leaves a wrapper out.
void read_function(const UnitReader& reader, const UnitDies& dies, const FunctionDie& function,
                   Types& types, Fragment& fragment);

}  // namespace gofixup::gccgo
