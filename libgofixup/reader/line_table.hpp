// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Line number programs, as far as finding the ends of prologues needs them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace gofixup {

// The addresses that the tables of .debug_line mark with prologue_end, ascending. Go's compiler
// marks one in each function with a frame (cmd/internal/obj/dwarf.go): on 386, amd64, arm64 and
// ppc64, and since Go 1.24 on riscv64 and loong64. Tables are read on up to `threads` threads
// (0: one per CPU). Throws Error{malformed}.
std::vector<std::uint64_t> prologue_ends(std::span<const std::uint8_t> debug_line,
                                         bool is_big_endian, unsigned word_size,
                                         unsigned threads = 0);

}  // namespace gofixup
