// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What the first word of an interface value points at. All addresses are those the linker chose:
// a position-independent program is loaded elsewhere, by the same distance for all of them.
#pragma once

#include <cstdint>
#include <vector>

#include "model/type.hpp"

namespace gofixup {

// A type descriptor (internal/abi.Type; runtime._type up to Go 1.20) in the binary.
struct RuntimeType {
  std::uint64_t address = 0;
  TypeId type{};           // follows the type through the passes; none: the DWARF has none like it
  Name name;               // the Go spelling
  std::uint64_t size = 0;  // bytes of a value
  std::uint8_t kind = 0;   // reflect.Kind
  bool is_direct = false;  // an interface's data word is the value itself, not its address
};

// An itab that the linker made: the first word of values of an interface with methods. Others
// are made while the program runs, at addresses nobody can foretell.
struct Itab {
  std::uint64_t address = 0;
  std::uint64_t interface = 0, type = 0;  // addresses of descriptors
};

struct InterfaceTables {
  std::vector<RuntimeType> types;  // by address, each once; all that the itabs name among them
  std::vector<Itab> itabs;         // by address, each once
};

}  // namespace gofixup
