// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <string_view>

namespace gofixup {

// Whether all of `text` matches `glob`: `*` stands for any text, `?` for any one byte, `\` takes
// the next character as it is. Brackets are plain, because Go names are full of them; that is
// why this is not fnmatch().
inline bool glob_matches(std::string_view glob, std::string_view text) {
  std::size_t g = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    const bool is_escaped = g + 1 < glob.size() && glob[g] == '\\';
    if (!is_escaped && g < glob.size() && glob[g] == '*') {
      star = ++g;
      resume = t;
    } else if (g < glob.size() &&
               ((!is_escaped && glob[g] == '?') || glob[is_escaped ? g + 1 : g] == text[t])) {
      g += is_escaped ? 2 : 1;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

template <class Globs>
bool glob_matches_any(const Globs& globs, std::string_view text) {
  for (const std::string_view glob : globs)
    if (glob_matches(glob, text)) return true;
  return false;
}

}  // namespace gofixup
