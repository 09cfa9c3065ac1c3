// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "abi/locator.hpp"

namespace gofixup {

namespace {

bool is_c_call(Name name) { return name.find("._Cfunc_") != Name::npos; }

bool is_known(GoVersion version) { return version != GoVersion{}; }

}  // namespace

Locator::Locator(const Model& model)
    : model_(model),
      sizes_(model),
      internal_(internal_convention(model.binary)),
      stack_(stack_convention(model.binary)) {}

std::optional<Places> Locator::locate(const Function& function) {
  const GoVersion version = model_.binary.go;
  if (is_known(version) && version < GoVersion{1, 18}) return std::nullopt;
  // Blank parameters have no DIE (cmd/compile/internal/dwarfgen).
  const bool has_hidden_params = is_known(version) && version < GoVersion{1, 22};
  const bool is_on_stack = function.is_abi0 || is_c_call(function.name);
  Places places = assign(model_, sizes_, is_on_stack ? stack_ : internal_,
                         {function.params, function.results, has_hidden_params});
  if (!places.are_certain) return std::nullopt;
  return places;
}

}  // namespace gofixup
