// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A bounds-checked reading position in a section. Running off the end is an Error, so nothing
// that reads through a Cursor can be led outside its section by a damaged file.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace gofixup {

static_assert(std::endian::native == std::endian::little, "big-endian hosts are not supported");

inline std::uint16_t swapped(std::uint16_t v) { return __builtin_bswap16(v); }
inline std::uint32_t swapped(std::uint32_t v) { return __builtin_bswap32(v); }
inline std::uint64_t swapped(std::uint64_t v) { return __builtin_bswap64(v); }

class Cursor {
 public:
  Cursor(std::span<const std::uint8_t> bytes, bool is_big_endian)
      : begin_(bytes.data()),
        at_(bytes.data()),
        end_(bytes.data() + bytes.size()),
        is_big_endian_(is_big_endian) {}

  std::uint64_t offset() const { return static_cast<std::uint64_t>(at_ - begin_); }
  std::uint64_t left() const { return static_cast<std::uint64_t>(end_ - at_); }
  bool at_end() const { return at_ == end_; }
  bool is_big_endian() const { return is_big_endian_; }

  void seek(std::uint64_t offset) {
    if (offset > static_cast<std::uint64_t>(end_ - begin_)) overrun();
    at_ = begin_ + offset;
  }
  void skip(std::uint64_t count) {
    if (count > left()) overrun();
    at_ += count;
  }

  std::uint8_t u8() {
    if (at_ == end_) overrun();
    return *at_++;
  }
  std::uint16_t u16() { return fixed<std::uint16_t>(); }
  std::uint32_t u32() { return fixed<std::uint32_t>(); }
  std::uint64_t u64() { return fixed<std::uint64_t>(); }
  // A number of 1, 2, 3, 4 or 8 bytes.
  std::uint64_t number(unsigned size) {
    switch (size) {
      case 1: return u8();
      case 2: return u16();
      case 4: return u32();
      case 8: return u64();
      default: return odd_number(size);
    }
  }

  std::uint64_t uleb() {
    if (at_ != end_ && *at_ < 0x80) return *at_++;
    if (left() >= 2 && at_[1] < 0x80) {
      const std::uint64_t value = (at_[0] & 0x7fu) | std::uint64_t{at_[1]} << 7;
      at_ += 2;
      return value;
    }
    return long_uleb();
  }
  std::int64_t sleb();

  // A NUL-terminated string, without its NUL.
  std::string_view string() {
    // Most names end within a few words, and a call of memchr() takes longer.
    constexpr unsigned kFew = 3 * 8;  // bytes
    if (left() >= kFew)
      for (unsigned before = 0; before < kFew; before += 8)
        if (const unsigned length = length_in_word(at_ + before); length < 8) {
          const char* text = reinterpret_cast<const char*>(at_);
          at_ += before + length + 1;
          return {text, before + length};
        }
    const void* nul = at_ == end_ ? nullptr : std::memchr(at_, 0, left());
    if (nul == nullptr) overrun();
    const char* text = reinterpret_cast<const char*>(at_);
    at_ = static_cast<const std::uint8_t*>(nul) + 1;
    return {text, static_cast<std::size_t>(static_cast<const char*>(nul) - text)};
  }

  std::span<const std::uint8_t> bytes(std::uint64_t count) {
    if (count > left()) overrun();
    const std::uint8_t* first = at_;
    at_ += count;
    return {first, static_cast<std::size_t>(count)};
  }

 private:
  template <class T>
  T fixed() {
    if (left() < sizeof(T)) overrun();
    T value;
    std::memcpy(&value, at_, sizeof(T));
    at_ += sizeof(T);
    return is_big_endian_ ? swapped(value) : value;
  }
  // The number of bytes before the first NUL among the next 8; 8: there is none.
  static unsigned length_in_word(const std::uint8_t* at) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    const std::uint64_t nuls = (word - 0x0101010101010101u) & ~word & 0x8080808080808080u;
    return nuls == 0 ? 8 : static_cast<unsigned>(std::countr_zero(nuls)) / 8;
  }

  std::uint64_t odd_number(unsigned size);
  std::uint64_t long_uleb();
  [[noreturn]] void overrun() const;

  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  bool is_big_endian_;
};

}  // namespace gofixup
