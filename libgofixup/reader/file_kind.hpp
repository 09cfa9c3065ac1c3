// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What a file is that we cannot read, told from its bytes, for messages.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace gofixup {

// Of a file that is not ELF: "not an ELF file", and what it is and what to do where that shows.
std::string what_it_is(std::span<const std::uint8_t> file);

// Whether the ELF file was packed by UPX, which leaves a stub and no sections.
bool is_packed_by_upx(std::span<const std::uint8_t> file);

}  // namespace gofixup
