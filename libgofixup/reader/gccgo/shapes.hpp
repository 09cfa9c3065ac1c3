// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What Go kind a DIE of gccgo's stands for. The front end makes C structs of Go's types and
// leaves no mark on them but the names of the members, which no Go program can declare
// (gcc/go/gofrontend/types.cc, the get_backend functions; seen in 12 and 14).
#pragma once

#include "reader/gccgo/dies.hpp"

namespace gofixup::gccgo {

enum class Kind : std::uint8_t {
  number,
  complex,
  string,
  slice,
  iface,
  eface,
  method_table,  // what an iface's first word points at
  func,          // a pointer to __go_descriptor
  map,           // a pointer to runtime.hmap
  chan,          // a pointer to __go_channel
  pointer,
  unsafe_pointer,
  array,
  structure,
  opaque,  // nothing that gccgo writes for Go
};

// The DIE behind all typedefs; kVoid for what has none. Throws Error{malformed} for a ring.
TypeIndex underlying(const UnitDies& dies, TypeIndex index);

// Of a type that is no typedef.
Kind kind_of(const UnitDies& dies, TypeIndex index);

// Whether the typedef is one that Go predeclares (`uintptr`, `error`). Everything else that
// begins with a small letter has its package before it.
bool is_predeclared(const TypeDie& type);

// The subroutine type behind a func value, or behind a pointer to code; kVoid: there is none.
TypeIndex signature_of_func(const UnitDies& dies, TypeIndex pointer);
TypeIndex signature_of_code(const UnitDies& dies, std::uint64_t pointer_die);
// The methods of an interface: the members of its method table but the first; empty where it
// cannot be found.
std::span<const Part> methods_of(const UnitDies& dies, TypeIndex iface);

// The results of a function that returns that type: the members of the struct that several
// results are, else the type itself.
std::vector<Param> results_of(const UnitDies& dies, std::uint64_t type_die);

}  // namespace gofixup::gccgo
