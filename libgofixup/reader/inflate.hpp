// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Compressed debug sections: ELF's SHF_COMPRESSED (zlib, zstd) and the older .zdebug form
// (cmd/link up to Go 1.18).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace gofixup {

struct Inflated {
  std::unique_ptr<std::uint8_t[]> bytes;
  std::size_t size = 0;
};

// Both throw Error{malformed} when the stream is damaged or promises more than it can hold.
Inflated inflate_elf(std::span<const std::uint8_t> stored, bool is_elf64, bool is_big_endian);
Inflated inflate_gnu(std::span<const std::uint8_t> stored);

}  // namespace gofixup
