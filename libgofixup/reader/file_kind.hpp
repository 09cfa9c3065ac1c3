// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What a file is that we cannot read, told from its bytes, for messages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace gofixup {

inline constexpr std::size_t kLongestMagic = 16;  // bytes at a file's start that tell its kind

bool is_elf(std::span<const std::uint8_t> start);
bool is_an_archive(std::span<const std::uint8_t> start);  // but not a thin one

// Of a file that is neither: "not an ELF file", and what it is and what to do where that shows.
std::string what_it_is(std::span<const std::uint8_t> start);

// Whether these bytes hold the mark of UPX, which leaves a stub and no sections of an ELF file. It
// stands behind the program headers of the stub, and again near the end.
bool has_mark_of_upx(std::span<const std::uint8_t> bytes);

}  // namespace gofixup
