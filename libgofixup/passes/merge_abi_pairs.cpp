// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    functions that exist twice under one name: an ABIInternal body and an ABI0 bridge,
//           or an assembly body and an ABIInternal bridge to it (symbol of one: NAME.abi0).
// Trouble   two FUNCs of one name; and only the compiled one of the two has parameters.
// We make   one function: address and symbol of the ABIInternal one, parameters of whichever
//           knows them.
// Example   runtime.memmove (assembly, memmove.abi0) + bridge (to, from, n)  becomes
//           runtime.memmove(to, from, n)
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "passes/passes.hpp"
#include "support/hash.hpp"
#include "support/index_table.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

bool has_no_params(const Function& function) {
  return function.params.count + function.results.count == 0;
}

// Without symbols (-ldflags="-s -w=0", or stripped by hand) the assembly half of a pair is the
// one of which nothing is known, where another of its name has parameters.
void guess_abi0(std::span<Function> functions) {
  std::unordered_set<Name, SecretHash> known;
  for (const Function& function : functions)
    if (!has_no_params(function)) known.insert(function.name);
  for (Function& function : functions)
    function.is_abi0 = has_no_params(function) && known.contains(function.name);
}

// The ABIInternal function of each ABI0 one's name, the first if there are several. ABI0 functions
// are few, so they are in the table and the others are only looked up.
using Halves = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // ABI0, ABIInternal
Halves internal_halves(std::span<const Function> functions, unsigned threads) {
  IndexTable by_name;
  std::vector<std::uint32_t> all, first;  // ABI0 functions, and for each the first of its name
  const auto find = [&](Name name) {
    return by_name.find(hash_bytes(name),
                        [&](std::uint32_t k) { return functions[k].name == name; });
  };
  for (std::uint32_t i = 0; i < functions.size(); ++i) {
    if (!functions[i].is_abi0) continue;
    const std::uint32_t found = find(functions[i].name);
    if (found == IndexTable::kNone) by_name.insert(hash_bytes(functions[i].name), i);
    all.push_back(i);
    first.push_back(found == IndexTable::kNone ? i : found);
  }
  if (all.empty()) return {};
  std::vector<std::uint32_t> found(functions.size());
  parallel_pieces(functions.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      found[i] = functions[i].is_abi0 ? IndexTable::kNone : find(functions[i].name);
  });
  std::unordered_map<std::uint32_t, std::uint32_t> half_of;
  for (std::uint32_t i = 0; i < found.size(); ++i)
    if (found[i] != IndexTable::kNone) half_of.emplace(found[i], i);
  Halves halves;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (const auto half = half_of.find(first[i]); half != half_of.end())
      halves.emplace_back(all[i], half->second);
  return halves;
}

}  // namespace

void merge_abi_pairs(Model& model, const PassOptions& options) {
  auto& functions = model.functions;
  if (!model.binary.has_symbols) guess_abi0(functions);
  const Halves halves = internal_halves(functions, options.threads);
  if (halves.empty()) return;
  std::vector<bool> is_merged(functions.size());
  for (const auto& [abi0, half] : halves) {
    Function& internal = functions[half];
    if (has_no_params(internal)) {
      internal.params = functions[abi0].params;
      internal.results = functions[abi0].results;
    }
    is_merged[abi0] = true;
  }
  model.diagnostics.push_back({Diagnostic::Code::abi_pair_merged,
                               {},
                               "ABI0 halves of functions whose other half is in the BTF",
                               static_cast<std::uint32_t>(halves.size())});
  std::size_t next = 0;
  std::erase_if(functions, [&](const Function&) { return is_merged[next++]; });
}

}  // namespace gofixup
