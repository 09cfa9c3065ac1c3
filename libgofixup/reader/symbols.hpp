// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <vector>

#include "model/model.hpp"
#include "reader/budget.hpp"
#include "reader/image.hpp"

namespace gofixup {

// Tells each function of gc's the ELF symbol at its address, where that differs from its name, and
// whether it is the ABI0 one. Names begin with `local.` where cmd/link made a second, local
// symbol (programs that import `plugin`): those are never taken. The model keeps the names.
void attach_symbols(const Image& image, unsigned threads, const std::vector<Function*>& functions,
                    Budget& budget, Model& model);

}  // namespace gofixup
