// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "passes/unicode.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gofixup {

namespace {

// The blocks of punctuation, symbols and spaces (Unicode 15, categories P, S, Z, C), with the
// letters of Latin-1 left out.
constexpr auto kSeparators = std::to_array<std::pair<std::uint32_t, std::uint32_t>>({
    {0x80, 0xa9},     {0xab, 0xb1},     {0xb4, 0xb4},       {0xb6, 0xb8},     {0xbb, 0xbb},
    {0xbf, 0xbf},     {0xd7, 0xd7},     {0xf7, 0xf7},       {0x2000, 0x206f}, {0x20a0, 0x20cf},
    {0x2100, 0x2101}, {0x2190, 0x2bff}, {0x2e00, 0x2e7f},   {0x3000, 0x3004}, {0x3008, 0x3020},
    {0xe000, 0xf8ff}, {0xfe10, 0xfe6f}, {0xff01, 0xff0f},   {0xff1a, 0xff20}, {0xff3b, 0xff40},
    {0xff5b, 0xff65}, {0xfff0, 0xffff}, {0x1f000, 0x1faff},
});

}  // namespace

CodePoint decode_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const unsigned length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0x80) return {first, 1, true};
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return {};
  std::uint32_t value = first & (0xffu >> (length + 1));
  for (unsigned i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3fu);
  }
  constexpr std::array<std::uint32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kSmallest[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
    return {};
  return {value, static_cast<std::uint8_t>(length), true};
}

bool is_letter_or_digit(std::uint32_t code_point) {
  return std::none_of(kSeparators.begin(), kSeparators.end(), [&](const auto& block) {
    return code_point >= block.first && code_point <= block.second;
  });
}

}  // namespace gofixup
