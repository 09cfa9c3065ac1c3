// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    functions that exist twice under one name: an ABIInternal body and an ABI0 bridge,
//           or an assembly body and an ABIInternal bridge to it (symbol of one: NAME.abi0).
// Trouble   two FUNCs of one name; and only the compiled one of the two has parameters.
// We make   one function: address and symbol of the ABIInternal one, parameters of whichever
//           knows them.
// Example   runtime.memmove (assembly, memmove.abi0) + bridge (to, from, n)  becomes
//           runtime.memmove(to, from, n)
#include <unordered_set>

#include "passes/passes.hpp"
#include "support/hash.hpp"
#include "support/index_table.hpp"

namespace gofixup {

namespace {

bool has_no_params(const Function& function) {
  return function.params.count + function.results.count == 0;
}

// Without symbols (-ldflags="-s -w=0", or stripped by hand) the assembly half of a pair is the
// one of which nothing is known, where another of its name has parameters.
void guess_abi0(std::vector<Function>& functions) {
  std::unordered_set<Name> known;
  for (const Function& function : functions)
    if (!has_no_params(function)) known.insert(function.name);
  for (Function& function : functions)
    function.is_abi0 = has_no_params(function) && known.contains(function.name);
}

}  // namespace

void merge_abi_pairs(Model& model, const PassOptions&) {
  auto& functions = model.functions;
  IndexTable internal_by_name;
  if (!model.binary.has_symbols) guess_abi0(functions);
  bool has_abi0 = false;
  for (const Function& function : functions) has_abi0 = has_abi0 || function.is_abi0;
  if (!has_abi0) return;
  const auto find = [&](Name name) {
    return internal_by_name.find(hash_bytes(name),
                                 [&](std::uint32_t k) { return functions[k].name == name; });
  };
  for (std::size_t i = 0; i < functions.size(); ++i)
    if (!functions[i].is_abi0 && find(functions[i].name) == IndexTable::kNone)
      internal_by_name.insert(hash_bytes(functions[i].name), static_cast<std::uint32_t>(i));
  std::vector<bool> is_merged(functions.size());
  std::uint32_t merged = 0;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    Function& abi0 = functions[i];
    if (!abi0.is_abi0) continue;
    const std::uint32_t found = find(abi0.name);
    if (found == IndexTable::kNone) continue;
    Function& internal = functions[found];
    if (has_no_params(internal)) {
      internal.params = abi0.params;
      internal.results = abi0.results;
    }
    is_merged[i] = true;
    ++merged;
  }
  if (merged != 0)
    model.diagnostics.push_back({Diagnostic::Code::abi_pair_merged,
                                 {},
                                 "ABI0 halves of functions whose other half is in the BTF",
                                 merged});
  std::size_t next = 0;
  std::erase_if(functions, [&](const Function&) { return is_merged[next++]; });
}

}  // namespace gofixup
