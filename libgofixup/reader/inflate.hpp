// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Compressed debug sections: ELF's SHF_COMPRESSED (zlib, zstd) and the older .zdebug form
// (cmd/link up to Go 1.18).
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "reader/file.hpp"

namespace gofixup {

// What there may be to inflate: all sections together, however many threads do it.
class InflateLimit {
 public:
  // `stored` is the size of the file or files in bytes.
  explicit InflateLimit(std::uint64_t stored) : left_(kTimes * stored + kAtLeast) {}
  // Throws Error{malformed} when more than the rest is asked for.
  void take(std::uint64_t size);

 private:
  // DWARF shrinks to a quarter, a tenth at best; deflate could grow a thousandfold and zstd more.
  static constexpr std::uint64_t kTimes = 16, kAtLeast = std::uint64_t{64} << 20;
  std::atomic<std::uint64_t> left_;
};

// Both throw Error{malformed} when the stream is damaged or promises more than it can hold.
Buffer inflate_elf(std::span<const std::uint8_t> stored, bool is_elf64, bool is_big_endian,
                   InflateLimit& limit);
Buffer inflate_gnu(std::span<const std::uint8_t> stored, InflateLimit& limit);

}  // namespace gofixup
