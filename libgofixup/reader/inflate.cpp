// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/inflate.hpp"

#include <elf.h>
#include <zstd.h>

#include <algorithm>
#include <memory>
#include <new>
#include <string>

#ifdef GOFIXUP_HAS_ISAL
#include <isa-l/igzip_lib.h>
#else
#include <libdeflate.h>
#endif

#include "reader/cursor.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

using Form = StoredSection::Form;

// Deflate cannot do better than 1032:1, so a larger promise is a damaged or hostile header and
// not a reason to ask for the memory.
constexpr std::uint64_t kBestDeflateRatio = 1032;
// zstd has no such bound; DWARF offsets of the 32-bit format end here anyway.
constexpr std::uint64_t kLargestSection = std::uint64_t{1} << 32;

[[noreturn]] void is_damaged() {
  throw Error(Error::Kind::malformed, "its compressed data is damaged");
}

void must_be_possible(const StoredSection& section) {
  const std::uint64_t most =
      section.form == Form::zlib ? section.size * kBestDeflateRatio : kLargestSection;
  if (section.full_size > most)
    throw Error(Error::Kind::malformed, "its compression header promises " +
                                            std::to_string(section.full_size) +
                                            " bytes, more than it can hold");
}

void copy_plain(const File& file, const StoredSection& section, std::span<std::uint8_t> to,
                const Progress& progress) {
  constexpr std::uint64_t kPlainPiece = 1 << 20;
  for (std::uint64_t at = 0; at < to.size(); at += kPlainPiece) {
    const std::uint64_t size = std::min(kPlainPiece, to.size() - at);
    file.read(section.offset + at, to.subspan(at, size));
    progress(at + size);
  }
}

#ifdef GOFIXUP_HAS_ISAL

// Small enough that readers do not wait for long, and that what is read stays in the cache.
constexpr std::uint64_t kPiece = 1 << 17;

// As fast as libdeflate to a tenth, and the bytes can be read while more of them come.
void inflate_zlib(const File& file, const StoredSection& section, std::span<std::uint8_t> to,
                  const Progress& progress) {
  const auto state = std::make_unique_for_overwrite<inflate_state>();
  isal_inflate_init(state.get());
  state->crc_flag = ISAL_ZLIB;
  Buffer piece(std::min(kPiece, section.size));
  std::uint64_t used = 0, made = 0;
  while (state->block_state != ISAL_BLOCK_FINISH) {
    if (state->avail_in == 0) {
      const std::uint64_t size = std::min(kPiece, section.size - used);
      if (size == 0) is_damaged();  // it ends too early
      file.read(section.offset + used, {piece.data(), size});
      state->next_in = piece.data();
      state->avail_in = static_cast<std::uint32_t>(size);
      used += size;
    }
    // Its counters have 32 bits.
    const auto room =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(to.size() - made, 1 << 30));
    state->next_out = to.data() + made;
    state->avail_out = room;
    const std::uint32_t had = state->avail_in;
    if (isal_inflate(state.get()) != ISAL_DECOMP_OK) is_damaged();
    const std::uint32_t got = room - state->avail_out;
    // No input taken and nothing made: there is more than was promised.
    if (got == 0 && state->avail_in == had && state->block_state != ISAL_BLOCK_FINISH) is_damaged();
    made += got;
    progress(made);
  }
  if (made != to.size()) is_damaged();
}

#else

void inflate_zlib(const File& file, const StoredSection& section, std::span<std::uint8_t> to,
                  const Progress& progress) {
  const Buffer stream = file.read(section.offset, section.size);
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  if (!inflater) throw std::bad_alloc();
  const libdeflate_result result = libdeflate_zlib_decompress(
      inflater.get(), stream.data(), stream.size(), to.data(), to.size(), nullptr);
  if (result != LIBDEFLATE_SUCCESS) is_damaged();
  progress(to.size());
}

#endif

void inflate_zstd(const File& file, const StoredSection& section, std::span<std::uint8_t> to,
                  const Progress& progress) {
  const Buffer stream = file.read(section.offset, section.size);
  const std::size_t made = ZSTD_decompress(to.data(), to.size(), stream.data(), stream.size());
  if (ZSTD_isError(made) != 0 || made != to.size()) is_damaged();
  progress(made);
}

// What the stream itself says, so that the ELF header alone cannot ask for memory.
void zstd_must_agree(const File& file, const StoredSection& section) {
  constexpr std::uint64_t kLongestFrameHeader = 18;
  const Buffer start = file.read(section.offset, std::min(kLongestFrameHeader, section.size));
  const unsigned long long own = ZSTD_getFrameContentSize(start.data(), start.size());
  if (own == ZSTD_CONTENTSIZE_ERROR ||
      (own != ZSTD_CONTENTSIZE_UNKNOWN && own != section.full_size))
    is_damaged();
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

StoredSection elf_compressed(const File& file, std::uint64_t offset, std::uint64_t size,
                             bool is_elf64, bool is_big_endian) {
  const Buffer start = file.read(offset, std::min<std::uint64_t>(size, sizeof(Elf64_Chdr)));
  Cursor cursor(start, is_big_endian);
  StoredSection section;
  const std::uint32_t type = cursor.u32();
  if (is_elf64) cursor.skip(4);  // ch_reserved
  section.full_size = cursor.number(is_elf64 ? 8 : 4);
  cursor.skip(is_elf64 ? 8 : 4);  // ch_addralign
  section.offset = offset + cursor.offset();
  section.size = size - cursor.offset();
  constexpr std::uint32_t kZstd = 2;  // ELFCOMPRESS_ZSTD, newer than Debian 12's elf.h
  if (type != ELFCOMPRESS_ZLIB && type != kZstd)
    throw Error(Error::Kind::malformed, "its compression type " + std::to_string(type) +
                                            " is neither zlib (1) nor zstd (2)");
  section.form = type == kZstd ? Form::zstd : Form::zlib;
  if (section.form == Form::zstd) zstd_must_agree(file, section);
  must_be_possible(section);
  return section;
}

StoredSection gnu_compressed(const File& file, std::uint64_t offset, std::uint64_t size) {
  const Buffer start = file.read(offset, std::min<std::uint64_t>(size, 12));
  Cursor cursor(start, /*is_big_endian=*/true);  // whatever the file's own byte order is
  if (cursor.u32() != 0x5a4c4942 /* "ZLIB" */)
    throw Error(Error::Kind::malformed, "it does not begin with \"ZLIB\"");
  StoredSection section;
  section.full_size = cursor.u64();
  section.offset = offset + cursor.offset();
  section.size = size - cursor.offset();
  section.form = Form::zlib;
  must_be_possible(section);
  return section;
}

void inflate(const File& file, const StoredSection& section, std::span<std::uint8_t> to,
             const Progress& progress) {
  switch (section.form) {
    case Form::plain: return copy_plain(file, section, to, progress);
    case Form::zlib: return inflate_zlib(file, section, to, progress);
    case Form::zstd: return inflate_zstd(file, section, to, progress);
  }
}

}  // namespace gofixup
