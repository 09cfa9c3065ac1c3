// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    a calling convention of its own, and DWARF that is empty or wrong for blank
//           parameters and for all results.
// Trouble   PT_REGS_PARM1() and its like read another register.
// We make   a text per function that says where each parameter is at entry and each result at
//           return, by Go's rules for that release and architecture (abi/assign.hpp). Up to
//           Go 1.21 blank parameters are not listed; what registers they took is seen from
//           where DWARF says the next one is. Go 1.17's DWARF is too often wrong: no text.
// Example   main.f(n int, s string) (int, error)   becomes   ax;bx,cx->ax,bx,cx
#include <unordered_map>

#include "abi/locator.hpp"
#include "passes/passes.hpp"

namespace gofixup {

void locate_arguments(Model& model, const PassOptions&) {
  Locator locator(model);
  std::unordered_map<std::string, Name> texts;  // 52,000 functions of kubectl share 3,600
  std::uint32_t unknown = 0;
  for (Function& function : model.functions) {
    if (function.params.count + function.results.count == 0) continue;
    const std::optional<Places> places = locator.locate(function);
    if (!places) {
      ++unknown;
      continue;
    }
    std::string text = to_text(*places);
    const auto [at, is_new] = texts.try_emplace(std::move(text));
    if (is_new) at->second = model.keep(at->first);
    function.location = at->second;
  }
  if (unknown != 0)
    model.diagnostics.push_back(
        {Diagnostic::Code::location_unknown,
         {},
         "functions of Go 1.21 or older without a go.loc: there blank "
         "parameters are not listed, and the others do not tell their place",
         unknown});
}

}  // namespace gofixup
