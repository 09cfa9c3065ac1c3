// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The entry to this stage: a lowered Model in, BTF bytes out. No decisions about Go are made
// here; what needs deciding is a pass.
#pragma once

#include <cstdint>
#include <vector>

#include "model/model.hpp"
#include "support/big_vector.hpp"

namespace gofixup {

// Which DECL_TAGs to write. Kernels before 5.16 know none.
enum class Tags {
  all,    // go.name, go.kind, go.sym, go.loc
  names,  // all but go.loc
  loc,    // all but the go.name of functions: the smallest that still serves probes
  none,
};

struct BtfTarget {
  Tags tags = Tags::all;
  // Kernels before 5.13 know no FLOAT: without, float and double are INTs of those names, as
  // pahole makes them.
  bool floats = true;
};

using BtfBytes = BigVector<std::uint8_t>;

struct Btf {
  BtfBytes bytes;
  std::vector<std::uint32_t> type_ids;  // BTF type id by TypeId; 0: not in the BTF
  struct Counts {
    std::uint32_t types = 0;  // all BTF types, tags included
    std::uint32_t structs = 0, typedefs = 0, functions = 0, tags = 0;
    std::uint32_t variables = 0, sections = 0, enums = 0, constants = 0;
  } counts;
};

// The model must have passed the pipeline. `threads`: at most so many, 0: one per CPU; the bytes do
// not depend on it. Throws Error{internal} for a shape of the Go half.
Btf emit_btf(const Model& model, const BtfTarget& target, unsigned threads = 1);

}  // namespace gofixup
