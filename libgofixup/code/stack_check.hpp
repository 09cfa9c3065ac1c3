// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The check for stack space that Go's assembler puts at the start of functions.
#pragma once

#include <cstdint>
#include <span>

namespace gofixup {

// An instruction that names an address.
struct Branch {
  std::uint64_t address = 0, end = 0, target = 0;
};

// The first address behind the check; the entry itself where there is none. The branches are
// those of the whole function, which ends at `end`, ascending.
std::uint64_t behind_stack_check(std::span<const Branch> branches, std::uint64_t entry,
                                 std::uint64_t end);

}  // namespace gofixup
