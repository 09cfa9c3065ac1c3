// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/inflate.hpp"

#include <elf.h>
#include <libdeflate.h>
#include <zstd.h>

#include "reader/cursor.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

// Deflate cannot do better than 1032:1, so a larger promise is a damaged or hostile header and
// not a reason to ask for the memory.
constexpr std::uint64_t kBestDeflateRatio = 1032;
// zstd has no such bound; DWARF offsets of the 32-bit format end here anyway.
constexpr std::uint64_t kLargestSection = std::uint64_t{1} << 32;

Buffer room_for(std::uint64_t size, std::uint64_t most, InflateLimit& limit) {
  if (size > most)
    throw Error(Error::Kind::malformed, "its compression header promises " + std::to_string(size) +
                                            " bytes, more than it can hold");
  limit.take(size);
  return buffer_of(size);
}

Buffer inflate_zlib(std::span<const std::uint8_t> stream, std::uint64_t size, InflateLimit& limit) {
  Buffer out = room_for(size, stream.size() * kBestDeflateRatio, limit);
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  if (!inflater) throw std::bad_alloc();
  const libdeflate_result result = libdeflate_zlib_decompress(
      inflater.get(), stream.data(), stream.size(), out.bytes.get(), out.size, nullptr);
  if (result != LIBDEFLATE_SUCCESS)
    throw Error(Error::Kind::malformed, "its compressed data is damaged");
  return out;
}

Buffer inflate_zstd(std::span<const std::uint8_t> stream, std::uint64_t size, InflateLimit& limit) {
  // What the stream itself says, so that the ELF header alone cannot ask for memory.
  const unsigned long long own = ZSTD_getFrameContentSize(stream.data(), stream.size());
  if (own == ZSTD_CONTENTSIZE_ERROR || (own != ZSTD_CONTENTSIZE_UNKNOWN && own != size))
    throw Error(Error::Kind::malformed, "its compressed data is damaged");
  Buffer out = room_for(size, kLargestSection, limit);
  const std::size_t made = ZSTD_decompress(out.bytes.get(), out.size, stream.data(), stream.size());
  if (ZSTD_isError(made) != 0 || made != size)
    throw Error(Error::Kind::malformed, "its compressed data is damaged");
  return out;
}

}  // namespace

void InflateLimit::take(std::uint64_t size) {
  if (left_.fetch_sub(size, std::memory_order_relaxed) >= size) return;
  left_.store(0, std::memory_order_relaxed);
  throw Error(Error::Kind::malformed,
              "inflated, it would have " + std::to_string(size) +
                  " bytes, and all sections more than " + std::to_string(kTimes) +
                  " times the file's size: damaged, or made to exhaust memory");
}

Buffer inflate_elf(std::span<const std::uint8_t> stored, bool is_elf64, bool is_big_endian,
                   InflateLimit& limit) {
  Cursor cursor(stored, is_big_endian);
  const std::uint32_t type = cursor.u32();
  if (is_elf64) cursor.skip(4);  // ch_reserved
  const std::uint64_t size = cursor.number(is_elf64 ? 8 : 4);
  cursor.skip(is_elf64 ? 8 : 4);  // ch_addralign
  const auto stream = stored.subspan(cursor.offset());
  if (type == ELFCOMPRESS_ZLIB) return inflate_zlib(stream, size, limit);
  if (type == 2 /* ELFCOMPRESS_ZSTD, newer than Debian 12's elf.h */)
    return inflate_zstd(stream, size, limit);
  throw Error(Error::Kind::malformed,
              "its compression type " + std::to_string(type) + " is neither zlib (1) nor zstd (2)");
}

Buffer inflate_gnu(std::span<const std::uint8_t> stored, InflateLimit& limit) {
  Cursor cursor(stored, /*is_big_endian=*/true);  // whatever the file's own byte order is
  if (cursor.u32() != 0x5a4c4942 /* "ZLIB" */)
    throw Error(Error::Kind::malformed, "it does not begin with \"ZLIB\"");
  const std::uint64_t size = cursor.u64();
  return inflate_zlib(stored.subspan(cursor.offset()), size, limit);
}

}  // namespace gofixup
