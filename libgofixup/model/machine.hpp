// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// ELF's e_machine of the machines Go compiles for, from the ELF specification: only the reader
// includes libelf, and elf.h of Debian 12 does not know all of them.
#pragma once

#include <cstdint>

namespace gofixup::machine {

inline constexpr std::uint16_t k386 = 3, kMips = 8, kPpc64 = 21, kS390 = 22, kArm = 40, kAmd64 = 62,
                               kArm64 = 183, kRiscv = 243, kLoong = 258;

}  // namespace gofixup::machine
