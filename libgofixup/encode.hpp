// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The whole way from a file to BTF: read, lower, emit.
#pragma once

#include <memory>
#include <string>

#include "emitter/emit_btf.hpp"
#include "passes/pipeline.hpp"
#include "reader/reader.hpp"

namespace gofixup {

struct Options {
  ReadOptions read;
  RunOptions run;
  BtfTarget target;
};

struct Encoded {
  Model model;  // lowered; its diagnostics tell what is not in the BTF
  Btf btf;
};

// Throws Error if the binary cannot be processed; what merely cannot be said in BTF is in the
// model's diagnostics.
Encoded encode(const std::shared_ptr<Image>& image, Options options);

}  // namespace gofixup
