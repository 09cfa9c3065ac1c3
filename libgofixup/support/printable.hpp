// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <string>

namespace gofixup {

// A text that names from a file are part of, for one line in front of people: control characters,
// which would end the line or command a terminal, become `?`.
inline std::string printable(std::string text) {
  unsigned char before = 0;
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_c1 = before == 0xc2 && byte >= 0x80 && byte < 0xa0;  // U+0080 to U+009F
    if (byte < 0x20 || byte == 0x7f || is_c1) c = '?';
    before = byte;
  }
  return text;
}

}  // namespace gofixup
