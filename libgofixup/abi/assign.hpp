// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Where the arguments and results of a Go function are: the calculator.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "abi/convention.hpp"
#include "model/sizes.hpp"
#include "support/hash.hpp"

namespace gofixup {

// Where one parameter or result is.
struct Place {
  enum class Where : std::uint8_t {
    nowhere,    // of size zero
    registers,  // one for each scalar of the type, in order
    stack,      // as a whole, laid out as its type says
    memory,     // as a whole, where the register of the only piece points to
  };
  struct Piece {
    std::string_view reg;
    bool is_blank = false;  // of a `_` field, which BTF leaves out
    std::uint8_t byte = 0;  // of the register, where the scalar begins (C packs them)
  };

  Where where = Where::nowhere;
  std::vector<Piece> pieces;  // registers
  std::uint64_t offset = 0;   // stack: from SP at entry; memory: from that address; bytes
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

// What of a type decides about its place: types of one class are passed alike under every
// convention. Each type is looked at once; there are some hundred classes in a large program.
class ValueClasses {
 public:
  ValueClasses(const Model& model, Sizes& sizes) : model_(model), sizes_(sizes) {}

  std::uint32_t of(TypeId id);

 private:
  const Model& model_;
  Sizes& sizes_;
  std::vector<std::uint32_t> by_type_;  // 0: not known yet
  std::unordered_map<std::string, std::uint32_t, SecretHash> classes_;
};

// A place as go.loc spells it, its pieces one by one: {"ax", "bx"}, {"di", "di:4"}, {"sp+8"},
// {"*ax"}; empty for what is nowhere.
std::vector<std::string> texts_of(const Place& place);

// The same as the text of a go.loc tag: parameters separated by `;`, `->`, the results.
std::string to_text(const Places& places);

}  // namespace gofixup
