// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "fuzz/finding.hpp"

#include <algorithm>
#include <cstdio>

namespace gofixup::fuzz {

void found(const std::string& text) {
  std::fprintf(stderr, "finding: %s\n", text.c_str());
  throw Finding{text};
}

std::uint64_t ByteSource::number() {
  const std::uint8_t first = byte();
  if (first < 0xf0) return first;
  std::uint64_t value = 0;
  for (unsigned i = 0; i < 1u + first % 8; ++i) value = value << 8 | byte();
  // Beside a power of two, every other time.
  return (first & 8) == 0 ? value : (std::uint64_t{1} << value % 64) - (value >> 6 & 1);
}

std::string ByteSource::text(std::size_t longest) {
  std::string text;
  const std::size_t length = std::min<std::size_t>(byte(), longest);
  while (text.size() < length && !at_end()) text += static_cast<char>(byte());
  std::erase(text, '\0');
  return text;
}

}  // namespace gofixup::fuzz
