// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "abi/locator.hpp"

#include "abi/sysv.hpp"
#include "model/machine.hpp"

namespace gofixup {

namespace {

bool is_c_call(Name name) {
  constexpr Name kCall = "_Cfunc_";  // begins with what is rarer than the point before it
  for (std::size_t at = name.find(kCall); at != Name::npos; at = name.find(kCall, at + 1))
    if (at != 0 && name[at - 1] == '.') return true;
  return false;
}

bool is_known(GoVersion version) { return version != GoVersion{}; }

}  // namespace

Locator::Locator(const Model& model)
    : model_(model),
      sizes_(model),
      internal_(internal_convention(model.binary)),
      stack_(stack_convention(model.binary)) {}

bool Locator::is_on_stack(const Function& function) {
  return function.is_abi0 || is_c_call(function.name);
}

bool Locator::has_hidden_params() const {
  return is_known(model_.binary.go) && model_.binary.go < GoVersion{1, 22};
}

// Of C's conventions only that one is known here. x32 has its registers and other pointers.
std::optional<Places> Locator::locate_c(const Function& function) {
  const bool is_sysv = model_.binary.machine == machine::kAmd64 && model_.binary.word_size == 8;
  if (!is_sysv || function.convention == CallingConvention::unknown) return std::nullopt;
  return assign_sysv(model_, sizes_, function.params, function.results);
}

std::optional<Places> Locator::locate(const Function& function) {
  if (function.convention != CallingConvention::go) return locate_c(function);
  if (is_known(model_.binary.go) && model_.binary.go < GoVersion{1, 18}) return std::nullopt;
  Places places = assign(model_, sizes_, is_on_stack(function) ? stack_ : internal_,
                         {function.params, function.results, has_hidden_params()});
  if (!places.are_certain) return std::nullopt;
  return places;
}

}  // namespace gofixup
