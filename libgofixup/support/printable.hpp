// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace gofixup {

// A text that names from a file are part of, for people: control characters, which would command a
// terminal, become `?`, but for those that `kept` has.
inline std::string printable(std::string text, std::string_view kept = {}) {
  unsigned char before = 0;
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_c1 = before == 0xc2 && byte >= 0x80 && byte < 0xa0;  // U+0080 to U+009F
    const bool is_control = byte < 0x20 || byte == 0x7f || is_c1;
    if (is_control && kept.find(c) == std::string_view::npos) c = '?';
    before = byte;
  }
  return text;
}

// The same for a text of several lines. (A line break within a name stays one.)
inline std::string printable_lines(std::string text) { return printable(std::move(text), "\n\t"); }

}  // namespace gofixup
