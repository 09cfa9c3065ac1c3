// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    in func types of Go <= 1.23 results listed as further parameters, each of type
//           pointer-to-result, unmarked (cmd/link/internal/ld/dwarf.go before go1.24).
//           In Go 1.17 functions list none of their results, or only some.
// Trouble   func(int) error and func(int, *error) have the same entry; func() (a, b int) of Go
//           1.17 may look like func() (b int).
// We make   parameters and results told apart by the type's spelling. A func type with a name
//           of its own (main.Handler) spells nothing: its signature is unknown from here on.
//           Functions of Go 1.17 return nothing, rather than something wrong.
// Example   func(int) error {int, *error}   becomes   params {int} results {error}
#include <algorithm>

#include "model/go_names.hpp"
#include "passes/passes.hpp"

namespace gofixup {

namespace {

// The results of a spelled-out func type, or false if the entry does not match the spelling.
bool split_by_name(Model& model, Name name, FuncValue& func) {
  const auto spelling = split_func(name);
  if (!spelling) return false;
  const auto listed = model.params(func.params);
  const std::size_t inputs = spelling->params.size();
  if (listed.size() != inputs + spelling->results.size()) return false;
  std::vector<Param> results(listed.begin() + static_cast<std::ptrdiff_t>(inputs), listed.end());
  for (Param& result : results) {
    const auto* pointer = std::get_if<Pointer>(&model.at(result.type).shape);
    if (pointer == nullptr) return false;
    result.type = pointer->target;
  }
  func.params.count = static_cast<std::uint32_t>(inputs);
  func.results = model.keep(results);
  return true;
}

void drop_partial_results(Model& model) {
  const GoVersion go = model.binary.go;
  const auto has_results = [](const Function& f) { return f.results.count != 0; };
  if (go.major != 1 || go.minor > 17 || std::ranges::none_of(model.functions, has_results)) return;
  for (Function& function : model.functions) function.results = {};
  model.diagnostics.push_back(
      {Diagnostic::Code::results_unknown,
       {},
       "functions of Go 1.17 or older: its DWARF leaves most results out, so none is in the BTF",
       static_cast<std::uint32_t>(model.functions.size())});
}

}  // namespace

void recover_results(Model& model, const PassOptions&) {
  drop_partial_results(model);
  std::uint32_t unknown = 0;
  model.for_each<FuncValue>([&](TypeId id, FuncValue func) {
    if (!func.results_are_params) return;
    func.results_are_params = false;
    if (!split_by_name(model, model.at(id).name, func)) {
      func.is_unknown = true;
      ++unknown;
    }
    model.replace(id, func);
  });
  if (unknown != 0)
    model.diagnostics.push_back(
        {Diagnostic::Code::results_unknown,
         {},
         "named func types of Go 1.23 or older: their results cannot be told from parameters, so "
         "their code is a void pointer",
         unknown});
}

}  // namespace gofixup
