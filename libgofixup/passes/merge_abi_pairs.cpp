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
#include "support/parallel.hpp"

namespace gofixup {

namespace {

bool has_no_params(const Function& function) {
  return function.params.count + function.results.count == 0;
}

// Without symbols (-ldflags="-s -w=0", or stripped by hand) the assembly half of a pair is the
// one of which nothing is known, where another of its name has parameters.
void guess_abi0(std::span<Function> functions) {
  std::unordered_set<Name> known;
  for (const Function& function : functions)
    if (!has_no_params(function)) known.insert(function.name);
  for (Function& function : functions)
    function.is_abi0 = has_no_params(function) && known.contains(function.name);
}

// The ABIInternal function of each ABI0 one's name; kNone where there is none. ABI0 functions are
// few, so they are in the table and the others are only looked up.
std::vector<std::uint32_t> internal_halves(std::span<const Function> functions, unsigned threads) {
  std::vector<std::uint64_t> hashes(functions.size());
  parallel_pieces(functions.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) hashes[i] = hash_bytes(functions[i].name);
  });
  IndexTable abi0_by_name;
  const auto find = [&](std::size_t i) {
    return abi0_by_name.find(
        hashes[i], [&](std::uint32_t k) { return functions[k].name == functions[i].name; });
  };
  for (std::size_t i = 0; i < functions.size(); ++i)
    if (functions[i].is_abi0 && find(i) == IndexTable::kNone)
      abi0_by_name.insert(hashes[i], static_cast<std::uint32_t>(i));
  std::vector<std::uint32_t> halves(functions.size(), IndexTable::kNone);
  for (std::size_t i = 0; i < functions.size(); ++i) {
    if (functions[i].is_abi0) continue;
    const std::uint32_t abi0 = find(i);
    if (abi0 != IndexTable::kNone && halves[abi0] == IndexTable::kNone)
      halves[abi0] = static_cast<std::uint32_t>(i);
  }
  for (std::size_t i = 0; i < functions.size(); ++i)
    if (functions[i].is_abi0) halves[i] = halves[find(i)];
  return halves;
}

}  // namespace

void merge_abi_pairs(Model& model, const PassOptions& options) {
  auto& functions = model.functions;
  if (!model.binary.has_symbols) guess_abi0(functions);
  bool has_abi0 = false;
  for (const Function& function : functions) has_abi0 = has_abi0 || function.is_abi0;
  if (!has_abi0) return;
  const std::vector<std::uint32_t> halves = internal_halves(functions, options.threads);
  std::vector<bool> is_merged(functions.size());
  std::uint32_t merged = 0;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    if (halves[i] == IndexTable::kNone) continue;
    const Function& abi0 = functions[i];
    Function& internal = functions[halves[i]];
    if (has_no_params(internal)) {
      internal.params = abi0.params;
      internal.results = abi0.results;
    }
    is_merged[i] = true;
    ++merged;
  }
  if (merged == 0) return;
  model.diagnostics.push_back({Diagnostic::Code::abi_pair_merged,
                               {},
                               "ABI0 halves of functions whose other half is in the BTF",
                               merged});
  std::size_t next = 0;
  std::erase_if(functions, [&](const Function&) { return is_merged[next++]; });
}

}  // namespace gofixup
