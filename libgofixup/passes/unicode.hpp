// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <string_view>

namespace gofixup {

struct CodePoint {
  std::uint32_t value = 0;
  std::uint8_t length = 1;  // bytes; 1 where the text is not UTF-8
  bool is_valid = false;
};

// The first code point of a text that is not empty.
CodePoint decode_utf8(std::string_view text);

// Whether a code point beyond ASCII can be part of a Go identifier. Punctuation and symbols
// (which only import paths and struct tags contain) are not; everything else counts as one.
bool is_letter_or_digit(std::uint32_t code_point);

}  // namespace gofixup
