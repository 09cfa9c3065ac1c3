// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Which package a type belongs to. gccgo writes it before names that begin with a small letter
// (`.main.point`), and leaves it out of the others: `T` may be of any package.
#pragma once

#include "reader/gccgo/dies.hpp"

namespace gofixup::gccgo {

class Packages {
 public:
  explicit Packages(const UnitDies& dies);

  // Of a typedef; empty where the unit does not tell.
  std::string_view of(TypeIndex index) const { return of_type_[index]; }

 private:
  struct Method {
    std::string_view package, receiver;  // receiver: empty for what is no method
  };

  Method take_apart(const FunctionDie& function) const;
  void ask_receivers(const UnitDies& dies);
  void ask_positions(const UnitDies& dies);
  void note_own(const Position& at);
  bool is_behind_own(const Position& at) const;

  std::vector<std::string_view> of_type_;
  std::string_view own_;                                            // the unit's package
  std::vector<std::pair<std::uint32_t, std::uint32_t>> own_lines_;  // file, first line that is own
};

}  // namespace gofixup::gccgo
