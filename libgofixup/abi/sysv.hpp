// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// C's calling convention, which functions compiled by gccgo have.
#pragma once

#include <optional>

#include "abi/assign.hpp"

namespace gofixup {

// By the System V ABI for amd64 (AMD64 psABI 1.0, section 3.2.3). Several results are one struct,
// laid out naturally, as gccgo returns them; one of more than 16 bytes lies where the register
// `ax` points to. none where the inside of a type is not known. The model must still be in Go
// shapes.
std::optional<Places> assign_sysv(const Model& model, Sizes& sizes, Range<Param> params,
                                  Range<Param> results);

}  // namespace gofixup
