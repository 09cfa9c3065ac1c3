// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Returns on machines that Capstone came to know late (riscv64 in version 5, loong64 in 6), but
// whose instructions show their length at once and whose return is one pattern of bits.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "code/disassembler.hpp"

namespace gofixup {

// The returns in code that lies at `address`, ascending; none for all other machines.
std::optional<std::vector<std::uint64_t>> plain_returns(const Machine& machine,
                                                        std::span<const std::uint8_t> code,
                                                        std::uint64_t address);

}  // namespace gofixup
