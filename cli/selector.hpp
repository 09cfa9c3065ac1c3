// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <string>
#include <string_view>

#include "support/error.hpp"
#include "support/glob.hpp"

namespace gofixup::cli {

// What the user calls a type or function: its Go name or BTF name, exact or as a glob.
class Selector {
 public:
  explicit Selector(std::string wanted) : wanted_(std::move(wanted)) {}

  bool matches(std::string_view name) const {
    return !name.empty() && (name == wanted_ || glob_matches(wanted_, name));
  }

  // Nothing matched.
  [[noreturn]] void refuse() const {
    throw Error(Error::Kind::not_found,
                "no type and no function is called " + wanted_ +
                    "; Go names carry the whole import path, and * stands for any text");
  }

 private:
  std::string wanted_;
};

}  // namespace gofixup::cli
