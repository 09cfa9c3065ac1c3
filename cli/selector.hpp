// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <string>
#include <string_view>

#include "support/glob.hpp"

namespace gofixup::cli {

// What the user calls a type or function: its Go name or BTF name, exact or as a glob.
class Selector {
 public:
  explicit Selector(std::string wanted) : wanted_(std::move(wanted)) {}

  bool matches(std::string_view name) const {
    return !name.empty() && (name == wanted_ || glob_matches(wanted_, name));
  }

 private:
  std::string wanted_;
};

}  // namespace gofixup::cli
