// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Compressed debug sections: ELF's SHF_COMPRESSED (zlib, zstd) and the older .zdebug form
// (cmd/link up to Go 1.18).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
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

// Where the bytes of a section are in its file, and how many they become.
struct StoredSection {
  enum class Form : std::uint8_t { plain, zlib, zstd };

  std::uint64_t offset = 0, size = 0;  // of the plain bytes or the stream, in the file
  std::uint64_t full_size = 0;         // bytes when inflated
  Form form = Form::plain;
};

// Both read what stands before the stream of the section [offset, offset + size), and throw
// Error{malformed} where it is damaged or promises more than the stream can hold.
StoredSection elf_compressed(const File& file, std::uint64_t offset, std::uint64_t size,
                             bool is_elf64, bool is_big_endian);
StoredSection gnu_compressed(const File& file, std::uint64_t offset, std::uint64_t size);

// Called with the number of bytes that are there, now and then.
using Progress = std::function<void(std::uint64_t there)>;

// Fills `to`, of `full_size` bytes, from its front. Throws Error{malformed} when the stream is
// damaged, Error{io}.
void inflate(const File& file, const StoredSection& section, std::span<std::uint8_t> to,
             const Progress& progress);

}  // namespace gofixup
