// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Functions with what each half of the pipeline knows of them: Go's spelling and the places of
// values from before lowering, names and types of the BTF from after it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "abi/assign.hpp"
#include "encode.hpp"

namespace gofixup::cli {

// One parameter or result.
struct ValueView {
  std::string name;        // as in the source; `_p0` … for nameless ones, `_r0` … for results
  std::string go_type;     // as Go spells it
  TypeId type{};           // in the lowered model; its BTF id is in Btf::type_ids (0 for void)
  std::uint64_t size = 0;  // bytes
  Place place;             // at entry; of a result at the return. nowhere if not located
};

struct FunctionView {
  const Function* function = nullptr;  // in Functions::encoded
  bool is_located = false;             // false: no go.loc, and `place` says nothing
  std::vector<ValueView> params, results;
};

struct Functions {
  Encoded encoded;
  std::vector<FunctionView> views;  // in the order of the BTF; names are those of the BTF
};

// All functions of the image that go into its BTF. Throws Error.
Functions view_functions(const std::shared_ptr<Image>& image, const Options& options);

}  // namespace gofixup::cli
