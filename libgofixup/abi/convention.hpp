// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go's calling conventions: which registers, in which order, from which release on.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/model.hpp"

namespace gofixup {

// Register names are those a BPF program finds in the kernel's struct pt_regs where it has
// names (amd64 `ax`, riscv64 `a0`), else the architecture's own (`x0`, `r3`).
struct Convention {
  std::span<const std::string_view> integers;  // in order of assignment; empty: ABI0
  std::span<const std::string_view> floats;
  std::span<const std::uint16_t> integer_numbers, float_numbers;  // the same ones in DWARF
  std::uint32_t stack_offset = 0;  // of the first stack argument, from SP at entry, bytes
  std::uint32_t cfa_offset = 0;    // of the canonical frame address, from SP at entry, bytes
};

// ABIInternal of the binary: registers where its architecture and release have them (the
// producer says `regabi`), else everything on the stack.
Convention internal_convention(const BinaryInfo& binary);

// ABI0: everything on the stack. Assembly and cgo's _Cfunc_ functions use it in all releases.
Convention stack_convention(const BinaryInfo& binary);

}  // namespace gofixup
