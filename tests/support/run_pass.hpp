// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What every test of a pass does: run it by its name, and hold it to what all passes promise.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "model/inspect.hpp"
#include "passes/pipeline.hpp"
#include "support/catch.hpp"

namespace gofixup::test {

// Every type by number, the nameless ones too: what must not change when nothing changes.
inline std::string dump_by_number(const Model& model) {
  std::string text;
  for (std::size_t i = 1; i < model.type_count(); ++i)
    text += std::to_string(i) + " " + dump(model, static_cast<TypeId>(i));
  for (const Function& function : model.functions) text += dump(model, function);
  for (const Variable& variable : model.variables) text += dump(model, variable);
  return text;
}

inline const Pass& pass_named(std::string_view name) {
  const auto passes = all_passes();
  const auto found = std::find_if(passes.begin(), passes.end(),
                                  [&](const Pass& pass) { return pass.name == name; });
  REQUIRE(found != passes.end());
  return *found;
}

// Runs the pass and returns the dump. Its property must hold, and a second run must change
// nothing.
inline std::string run_pass(Model& model, std::string_view name, const PassOptions& options = {}) {
  CAPTURE(name);
  const Pass& pass = pass_named(name);
  pass.run(model, options);
  CHECK(pass.then_always(model));
  const std::string once = dump_by_number(model);
  std::string text = dump(model);
  pass.run(model, options);
  CHECK(dump_by_number(model) == once);
  return text;
}

inline std::size_t count_of(const Model& model, Diagnostic::Code code) {
  return static_cast<std::size_t>(
      std::count_if(model.diagnostics.begin(), model.diagnostics.end(),
                    [&](const Diagnostic& diagnostic) { return diagnostic.code == code; }));
}

}  // namespace gofixup::test
