// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    names of functions and variables like those of types (legalize_names.cpp).
// Trouble   the same.
// We make   an identifier from the Go name (btf_names.hpp), unique among FUNC and VAR; functions of
//           one Go name share it. Variables give way to functions, so that asking for them changes
//           no other name.
// Example   main.(*Server).Handle   becomes   main_ptr_Server_Handle
#include <algorithm>

#include "passes/passes.hpp"
#include "passes/unique_names.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

void name_functions(Model& model, unsigned threads) {
  const bool are_named = std::none_of(model.functions.begin(), model.functions.end(),
                                      [](const Function& f) { return f.btf_name.empty(); });
  if (!are_named) FunctionNames(model, threads).give_to(model, threads);
}

void name_variables(Model& model, unsigned threads) {
  if (model.variables.empty()) return;
  UniqueNames names(threads);
  for (const Function& function : model.functions) names.reserve(function.btf_name);
  for (const Variable& variable : model.variables) names.add("", variable.name);
  names.settle(/*same_go_name_is_same=*/false);
  names.give_to(model);
  for (std::size_t i = 0; i < model.variables.size(); ++i)
    model.variables[i].btf_name = names.at(i);
}

}  // namespace

FunctionNames::FunctionNames(const Model& model, unsigned threads)
    : names_(threads, model.functions.size()) {
  for (const Function& function : model.functions) names_.add("", function.name);
  names_.settle(/*same_go_name_is_same=*/true);
}

void FunctionNames::give_to(Model& model, unsigned threads) {
  names_.give_to(model);
  parallel_pieces(model.functions.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) model.functions[i].btf_name = names_.at(i);
  });
}

void legalize_globals(Model& model, const PassOptions& options) {
  name_functions(model, options.threads);
  name_variables(model, options.threads);
}

}  // namespace gofixup
