// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// How Go spells types (cmd/compile/internal/types/fmt.go): what can be told from a name alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/type.hpp"

namespace gofixup {

// Whether the name spells the type out (`[]int`, `map[K]V`, `struct { ... }`) instead of naming
// it. Compiler-made `noalg.` forms count as spelled out.
bool is_spelled_out(Name name);

// The name without a `noalg.` or `go.shape.` prefix.
Name without_prefix(Name name);

// The name BTF gives to a type that Go declares itself (`int` → `GoInt`), empty for others.
std::string_view predeclared_btf_name(Name name);

// Bytes of a type that Go declares itself, 0 for others.
std::uint64_t predeclared_size(Name name, unsigned word_size);

// Whether all interfaces are laid out as the type of that name, or as its sibling (runtime2.go).
inline bool is_runtime_interface(Name name) {
  return name == "runtime.iface" || name == "runtime.eface";
}

// `func(int, ...string) (bool, error)` taken apart; none if the name is not of that form.
struct FuncSpelling {
  std::vector<Name> params, results;
};
std::optional<FuncSpelling> split_func(Name name);

}  // namespace gofixup
