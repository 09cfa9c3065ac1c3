// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <string>
#include <string_view>

namespace gofixup {

// The text with the first number behind `last` that makes a name which is free; `last` becomes it.
template <class IsTaken>
std::string next_numbered(std::string_view text, unsigned& last, const IsTaken& is_taken) {
  std::string name;
  do {
    name = std::string(text) + std::to_string(++last);
  } while (is_taken(name));
  return name;
}

}  // namespace gofixup
