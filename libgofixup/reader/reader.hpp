// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The entry to this stage: a Go ELF file in, a Model of Go shapes out.
#pragma once

#include <memory>
#include <string>

#include "model/model.hpp"
#include "reader/fragment.hpp"
#include "reader/image.hpp"

namespace gofixup {

// Reads all Go units of the image. Units of other languages are counted and left alone.
// Throws Error: not_go, no_dwarf, malformed.
Model read_dwarf(std::shared_ptr<Image> image, const ReadOptions& options);

}  // namespace gofixup
