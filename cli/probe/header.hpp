// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include "probe/model.hpp"

namespace gofixup::cli {

// The C header: where to attach, for programs on both sides; and for BPF programs the types,
// a struct of the arguments and one of the results, and what fills them. `guard` is a C
// identifier.
std::string probe_header(const Probe& probe, const std::string& guard);

}  // namespace gofixup::cli
