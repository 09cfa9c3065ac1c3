// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace gofixup::test {

// Appends numbers in one byte order.
class ByteWriter {
 public:
  explicit ByteWriter(bool is_big_endian) : is_big_endian_(is_big_endian) {}

  std::vector<std::uint8_t> bytes;

  std::uint64_t offset() const { return bytes.size(); }
  void number(std::uint64_t value, unsigned size) {
    const std::size_t at = bytes.size();
    bytes.resize(at + size);
    set(at, value, size);
  }
  void set(std::size_t at, std::uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i)
      bytes[at + (is_big_endian_ ? size - 1 - i : i)] =
          static_cast<std::uint8_t>(i < 8 ? value >> 8 * i : 0);
  }
  void uleb(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
    bytes.push_back(static_cast<std::uint8_t>(value));
  }
  void text(std::string_view value) {
    bytes.insert(bytes.end(), value.begin(), value.end());
    bytes.push_back(0);
  }
  void append(const std::vector<std::uint8_t>& more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
  }
  void align(std::size_t to) { bytes.resize((bytes.size() + to - 1) / to * to); }

 private:
  bool is_big_endian_;
};

}  // namespace gofixup::test
