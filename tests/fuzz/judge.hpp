// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What is asked of every Model, wherever it came from: that it goes through all passes, each of
// which keeps its promise, to BTF that our own second reader, libbpf and the kernel take.
#pragma once

#include <functional>
#include <vector>

#include "emitter/emit_btf.hpp"
#include "fuzz/finding.hpp"
#include "passes/pipeline.hpp"

namespace gofixup::fuzz {

struct Switches {
  RunOptions run;
  BtfTarget target;
  bool runs_passes_twice = false;  // each must change nothing the second time
  bool dedups = false;             // libbpf must find nothing to remove
  bool encodes_again = false;      // with threads; the bytes must be the same
};
Switches switches_from(ByteSource& source);

// `make` gives the Model, anew at each call; a refusal of its own (Error) passes through.
void judge(const std::function<Model()>& make, const Switches& switches);

// Throws a Finding for BTF that our second reader or libbpf refuses, and, with
// GOFIXUP_FUZZ_KERNEL in the environment, the kernel (native byte order only).
void must_be_sound(std::span<const std::uint8_t> bytes, bool is_big_endian, bool dedups);

}  // namespace gofixup::fuzz
