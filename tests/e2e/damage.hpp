// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Damaged copies of a program's bytes.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace gofixup::e2e {

// Offsets in the file of the sections whose names begin with .debug_ or .zdebug_: first and end.
// For 64-bit little-endian ELF, which is what the suite builds.
std::vector<std::pair<std::size_t, std::size_t>> debug_sections(const std::string& elf);

// `count` bytes within those sections get other values, chosen by the seed.
std::string flipped(std::string elf, unsigned seed, unsigned count);

}  // namespace gofixup::e2e
