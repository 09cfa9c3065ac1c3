// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    60,000 functions, most with a parameter list that others have too; static assembly
//           linked twice gives two functions that differ in their address only.
// Trouble   libbpf's dedup would remove the repeated FUNC_PROTOs and FUNCs.
// We make   one signature per list of names and types, shared; one function per name,
//           signature and symbol.
// Example   main.f(n int) and main.g(n int)   share   (n int)
#include <algorithm>

#include "passes/passes.hpp"
#include "support/hash.hpp"
#include "support/index_table.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

std::uint64_t hash_of(const Model& model, const Signature& signature) {
  std::uint64_t hash = index_of(signature.result);
  for (const Param& param : model.params(signature.params))
    hash = mix(hash_bytes(param.name, hash), index_of(param.type));
  return hash;
}

Signature signature_of(const Function& function) { return {function.params, function.result}; }

class Prototypes {
 public:
  explicit Prototypes(Model& model) : model_(model), table_(model.functions.size()) {
    model.for_each<Signature>([&](TypeId id, Signature signature) {
      const std::uint64_t hash = hash_of(model, signature);
      if (find(signature, hash) == TypeId::none) table_.insert(hash, index_of(id));
    });
  }

  void prefetch(std::uint64_t hash) const { table_.prefetch(hash); }

  TypeId type_for(const Signature& signature, std::uint64_t hash) {
    const TypeId found = find(signature, hash);
    if (found != TypeId::none) return found;
    const TypeId made = model_.add({{}, signature, {}, {}, {}});
    table_.insert(hash, index_of(made));
    return made;
  }

 private:
  TypeId find(const Signature& wanted, std::uint64_t hash) const {
    const std::uint32_t found = table_.find(hash, [&](std::uint32_t i) {
      return same(std::get<Signature>(model_.at(static_cast<TypeId>(i)).shape), wanted);
    });
    return found == IndexTable::kNone ? TypeId::none : static_cast<TypeId>(found);
  }
  bool same(const Signature& a, const Signature& b) const {
    const auto x = model_.params(a.params), y = model_.params(b.params);
    return a.result == b.result &&
           std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const Param& p, const Param& q) {
             return p.type == q.type && p.name == q.name;
           });
  }

  Model& model_;
  IndexTable table_;
};

// hash(function) of all functions, made in parallel.
template <class Hash>
std::vector<std::uint64_t> hashes_of(const Model& model, unsigned threads, const Hash& hash) {
  std::vector<std::uint64_t> hashes(model.functions.size());
  parallel_pieces(hashes.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) hashes[i] = hash(model.functions[i]);
  });
  return hashes;
}

void drop_equal_functions(Model& model, unsigned threads) {
  auto& functions = model.functions;
  const auto hashes = hashes_of(model, threads, [](const Function& function) {
    return hash_bytes(function.symbol,
                      mix(hash_bytes(function.name), index_of(function.signature)));
  });
  IndexTable seen(functions.size());
  std::size_t next = 0;
  std::vector<bool> is_repeat(functions.size());
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const Function& function = functions[i];
    if (i + IndexTable::kAhead < hashes.size()) seen.prefetch(hashes[i + IndexTable::kAhead]);
    const std::uint32_t found = seen.find(hashes[i], [&](std::uint32_t k) {
      return functions[k].name == function.name && functions[k].symbol == function.symbol &&
             functions[k].signature == function.signature;
    });
    is_repeat[i] = found != IndexTable::kNone;
    if (!is_repeat[i]) seen.insert(hashes[i], static_cast<std::uint32_t>(i));
  }
  const auto repeats = static_cast<std::uint32_t>(
      std::erase_if(functions, [&](const Function&) { return is_repeat[next++]; }));
  if (repeats != 0)
    model.diagnostics.push_back({Diagnostic::Code::equal_merged,
                                 {},
                                 "functions equal in name, prototype and symbol to one in the BTF",
                                 repeats});
}

}  // namespace

void share_prototypes(Model& model, const PassOptions& options) {
  Prototypes prototypes(model);
  const auto hashes = hashes_of(model, options.threads, [&](const Function& function) {
    return hash_of(model, signature_of(function));
  });
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (i + IndexTable::kAhead < hashes.size()) prototypes.prefetch(hashes[i + IndexTable::kAhead]);
    Function& function = model.functions[i];
    function.signature = prototypes.type_for(signature_of(function), hashes[i]);
  }
  drop_equal_functions(model, options.threads);
}

}  // namespace gofixup
