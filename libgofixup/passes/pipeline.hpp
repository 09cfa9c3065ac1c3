// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The ordered table of passes, and the runner that does for all of them what none should do for
// itself: time, check, watch.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "passes/passes.hpp"

namespace gofixup {

struct Pass {
  std::string_view name;     // also what --explain and the tests call it
  std::string_view summary;  // one line
  void (*run)(Model&, const PassOptions&);
  bool (*then_always)(const Model&);  // holds after this pass and after every later one
};

std::span<const Pass> all_passes();

struct RunOptions {
  PassOptions passes;
  bool verify_each = false;     // check every property after every pass; Error{internal} if broken
  std::string_view stop_after;  // name of the last pass to run; empty: all
  // Called before the first pass (with null) and after each.
  std::function<void(const Pass*, const Model&)> watch;
};

void run_passes(Model& model, const RunOptions& options);

}  // namespace gofixup
