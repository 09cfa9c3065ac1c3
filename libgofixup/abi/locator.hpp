// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Which convention each function of a binary keeps, and so where its values are.
#pragma once

#include <optional>

#include "abi/assign.hpp"

namespace gofixup {

// The Model must outlive the Locator and still be in Go shapes, dictionaries added.
class Locator {
 public:
  explicit Locator(const Model& model);

  // None where it cannot be told: in Go 1.17, whose DWARF is too often wrong, and up to Go 1.21
  // where parameters that DWARF does not list leave a choice; where a C convention is not known.
  std::optional<Places> locate(const Function& function);

  // ABI0: assembly, and cgo's _Cfunc_ functions.
  static bool is_on_stack(const Function& function);
  // Whether parameters may be missing from the DWARF, so that functions with the same types may
  // still differ in their places: up to Go 1.21 (cmd/compile/internal/dwarfgen).
  bool has_hidden_params() const;

 private:
  std::optional<Places> locate_c(const Function& function);

  const Model& model_;
  Sizes sizes_;
  Convention internal_, stack_;
};

}  // namespace gofixup
