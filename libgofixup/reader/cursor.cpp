// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/cursor.hpp"

#include "support/error.hpp"

namespace gofixup {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
              "Cursor swaps for big-endian files only; a big-endian host needs the reverse");

std::uint64_t Cursor::odd_number(unsigned size) {
  if (size != 3)
    throw Error(Error::Kind::malformed, "a number of " + std::to_string(size) + " bytes");
  const auto b = bytes(3);
  return is_big_endian_ ? std::uint64_t{b[0]} << 16 | std::uint64_t{b[1]} << 8 | b[2]
                        : std::uint64_t{b[2]} << 16 | std::uint64_t{b[1]} << 8 | b[0];
}

std::uint64_t Cursor::long_uleb() {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    const std::uint8_t byte = u8();
    const std::uint64_t bits = byte & 0x7f;
    if (shift < 64) value |= bits << shift;
    if (shift >= 64 ? bits != 0 : shift == 63 && bits > 1)
      throw Error(Error::Kind::malformed, "a LEB128 number of more than 64 bits");
    if (byte < 0x80) return value;
  }
}

std::int64_t Cursor::sleb() {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    const std::uint8_t byte = u8();
    if (shift < 64) value |= std::uint64_t{byte & 0x7fu} << shift;
    if (shift > 140) throw Error(Error::Kind::malformed, "a LEB128 number without an end");
    if (byte >= 0x80) continue;
    if (shift + 7 < 64 && (byte & 0x40) != 0) value |= ~std::uint64_t{0} << (shift + 7);
    return static_cast<std::int64_t>(value);
  }
}

void Cursor::overrun() const {
  throw Error(Error::Kind::malformed, "the data ends in the middle of an entry (section of " +
                                          std::to_string(end_ - begin_) + " bytes)");
}

}  // namespace gofixup
