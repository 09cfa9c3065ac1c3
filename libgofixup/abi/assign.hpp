// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Where the arguments and results of a Go function are: the calculator.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "abi/convention.hpp"
#include "model/sizes.hpp"

namespace gofixup {

// Where one parameter or result is.
struct Place {
  enum class Where : std::uint8_t {
    nowhere,    // of size zero
    registers,  // one for each scalar of the type, in order
    stack,      // as a whole, laid out as its type says
  };
  struct Piece {
    std::string_view reg;
    bool is_blank = false;  // of a `_` field, which BTF leaves out
  };

  Where where = Where::nowhere;
  std::vector<Piece> pieces;  // registers
  std::uint64_t offset = 0;   // stack: from SP at entry, bytes
};

struct Places {
  std::vector<Place> params, results;
  // False: there are parameters that DWARF does not list, and what it says of the others does
  // not tell where they are.
  bool are_certain = true;
};

struct Signatures {
  Range<Param> params, results;
  // Some parameters are not listed (blank ones up to Go 1.21): where DWARF says that a listed
  // one is further on, registers were skipped for them.
  bool has_hidden_params = false;
};

// Assigns the function's parameters and results (cmd/compile/abi-internal.md). The model must
// still be in Go shapes.
Places assign(const Model& model, Sizes& sizes, const Convention& convention,
              const Signatures& signatures);

// The same as the text of a go.loc tag: parameters separated by `;`, `->`, the results.
std::string to_text(const Places& places);

}  // namespace gofixup
