// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    60,000 functions, most with a parameter list that others have too; static assembly
//           linked twice gives two functions that differ in their address only.
// Trouble   libbpf's dedup would remove the repeated FUNC_PROTOs and FUNCs.
// We make   one signature per list of names and types, shared; one function per name,
//           signature and symbol.
// Example   main.f(n int) and main.g(n int)   share   (n int)
#include <algorithm>

#include "passes/passes.hpp"
#include "support/first_equals.hpp"
#include "support/hash.hpp"
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

// Those that are there already, then those of the functions.
class Prototypes {
 public:
  explicit Prototypes(Model& model) : model_(model) {
    model.for_each<Signature>([&](TypeId id, const Signature&) { made_.push_back(id); });
  }

  void share(unsigned threads) {
    const std::vector<std::uint32_t> first = first_equals(
        made_.size() + model_.functions.size(), threads,
        [&](std::size_t i) { return hash_of(model_, at(i)); },
        [&](std::size_t i, std::size_t k) { return same(at(i), at(k)); });
    std::vector<std::uint32_t> news;  // functions
    for (std::size_t i = made_.size(); i < first.size(); ++i) {
      const std::size_t function = i - made_.size();
      if (first[i] == i) news.push_back(static_cast<std::uint32_t>(function));
      model_.functions[function].signature =
          first[i] == i             ? static_cast<TypeId>(model_.type_count() + news.size() - 1)
          : first[i] < made_.size() ? made_[first[i]]
                                    : model_.functions[first[i] - made_.size()].signature;
    }
    Model::Sizes sizes;
    sizes.types = news.size();
    const std::span<Type> types = model_.extend(sizes).types;
    parallel_pieces(news.size(), threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        types[i] = {{}, signature_of(model_.functions[news[i]]), {}, {}, {}};
    });
  }

 private:
  Signature at(std::size_t i) const {
    return i < made_.size() ? std::get<Signature>(model_.at(made_[i]).shape)
                            : signature_of(model_.functions[i - made_.size()]);
  }
  bool same(const Signature& a, const Signature& b) const {
    const auto x = model_.params(a.params), y = model_.params(b.params);
    return a.result == b.result &&
           std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const Param& p, const Param& q) {
             return p.type == q.type && p.name == q.name;
           });
  }

  Model& model_;
  std::vector<TypeId> made_;
};

void drop_equal_functions(Model& model, unsigned threads) {
  auto& functions = model.functions;
  const std::vector<std::uint32_t> first = first_equals(
      functions.size(), threads,
      [&](std::size_t i) {
        return hash_bytes(functions[i].symbol,
                          mix(hash_bytes(functions[i].name), index_of(functions[i].signature)));
      },
      [&](std::size_t i, std::size_t k) {
        return functions[k].name == functions[i].name &&
               functions[k].symbol == functions[i].symbol &&
               functions[k].signature == functions[i].signature;
      });
  std::size_t next = 0;
  const auto repeats = static_cast<std::uint32_t>(std::erase_if(functions, [&](const Function&) {
    const std::size_t i = next++;
    return first[i] != i;
  }));
  if (repeats != 0)
    model.diagnostics.push_back({Diagnostic::Code::equal_merged,
                                 {},
                                 "functions equal in name, prototype and symbol to one in the BTF",
                                 repeats});
}

}  // namespace

void share_prototypes(Model& model, const PassOptions& options) {
  Prototypes(model).share(options.threads);
  drop_equal_functions(model, options.threads);
}

}  // namespace gofixup
