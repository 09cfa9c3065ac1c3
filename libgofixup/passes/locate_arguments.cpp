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
#include "support/hash.hpp"

namespace gofixup {

namespace {

// Functions whose values are passed alike share one text: kubectl's 85,000 have 3,600.
class Texts {
 public:
  explicit Texts(Model& model)
      : model_(model), locator_(model), sizes_(model), classes_(model, sizes_) {}

  // None where the places cannot be told.
  std::optional<Name> of(const Function& function) {
    if (function.convention != CallingConvention::go || locator_.has_hidden_params())
      return make(function);
    key_.assign({Locator::is_on_stack(function), function.params.count});
    for (const Range<Param> list : {function.params, function.results})
      for (const Param& param : model_.params(list)) key_.push_back(classes_.of(param.type));
    const std::string_view bytes(reinterpret_cast<const char*>(key_.data()),
                                 key_.size() * sizeof(key_[0]));
    const auto found = by_classes_.find(bytes);
    if (found != by_classes_.end()) return found->second;
    return by_classes_.emplace(bytes, make(function)).first->second;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return hash_bytes(text); }
  };

  std::optional<Name> make(const Function& function) {
    const std::optional<Places> places = locator_.locate(function);
    if (!places) return std::nullopt;
    const auto [at, is_new] = texts_.try_emplace(to_text(*places));
    if (is_new) at->second = model_.keep(at->first);
    return at->second;
  }

  Model& model_;
  Locator locator_;
  Sizes sizes_;
  ValueClasses classes_;
  std::vector<std::uint32_t> key_;  // of the function at hand
  std::unordered_map<std::string, std::optional<Name>, Hash, std::equal_to<>> by_classes_;
  std::unordered_map<std::string, Name> texts_;
};

}  // namespace

void locate_arguments(Model& model, const PassOptions&) {
  Texts texts(model);
  std::uint32_t unknown = 0, unknown_c = 0;
  for (Function& function : model.functions) {
    if (function.params.count + function.results.count == 0) continue;
    const std::optional<Name> text = texts.of(function);
    if (text)
      function.location = *text;
    else
      ++(function.convention == CallingConvention::go ? unknown : unknown_c);
  }
  if (unknown != 0)
    model.diagnostics.push_back(
        {Diagnostic::Code::location_unknown,
         {},
         "functions of Go 1.21 or older without a go.loc: there blank "
         "parameters are not listed, and the others do not tell their place",
         unknown});
  if (unknown_c != 0)
    model.diagnostics.push_back(
        {Diagnostic::Code::location_unknown,
         {},
         "functions compiled by gccgo without a go.loc: the optimizer changed their parameters, "
         "or the machine is not amd64",
         unknown_c});
}

}  // namespace gofixup
