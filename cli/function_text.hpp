// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Functions for people and for programs: signature, where the values are, where probes go.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "c_spelling.hpp"
#include "code/sites.hpp"
#include "function_view.hpp"

namespace gofixup::cli {

// `main.(*Server).Handle(s *main.Server, request int) int`.
std::string go_signature(const FunctionView& view);

// A block of lines, Go's signature first, an empty line at the end.
std::string function_text(const FunctionView& view, const std::optional<FunctionSites>& sites);

// One object of `gofixup functions --json`; gofixup(1) has the members.
nlohmann::ordered_json function_json(const FunctionView& view,
                                     const std::optional<FunctionSites>& sites, const Btf& btf,
                                     CSpelling& c_type);

}  // namespace gofixup::cli
