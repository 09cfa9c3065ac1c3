// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    a calling convention of its own, and DWARF that is empty or wrong for blank
//           parameters and for all results.
// Trouble   PT_REGS_PARM1() and its like read another register.
// We make   a text per function that says where each parameter is at entry and each result at
//           return, by Go's rules for that release and architecture (abi/assign.hpp). Up to
//           Go 1.21 blank parameters are not listed; what registers they took is seen from
//           where DWARF says the next one is. Go 1.17's DWARF is too often wrong: no text.
// Example   main.f(n int, s string) (int, error)   becomes   ax;bx,cx->ax,bx,cx
#include <algorithm>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "abi/locator.hpp"
#include "passes/passes.hpp"
#include "support/hash.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

// Functions whose values are passed alike share one text: kubectl's 85,000 have 3,600.
class Texts {
 public:
  explicit Texts(const Model& model)
      : model_(model), locator_(model), sizes_(model), classes_(model, sizes_) {}

  // What the texts live in.
  std::shared_ptr<const void> store() const { return texts_; }

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
  std::optional<Name> make(const Function& function) {
    const std::optional<Places> places = locator_.locate(function);
    if (!places) return std::nullopt;
    return *texts_->insert(to_text(*places)).first;
  }

  const Model& model_;
  Locator locator_;
  Sizes sizes_;
  ValueClasses classes_;
  std::vector<std::uint32_t> key_;  // of the function at hand
  std::unordered_map<std::string, std::optional<Name>, SecretHash, std::equal_to<>> by_classes_;
  std::shared_ptr<std::unordered_set<std::string, SecretHash>> texts_ =
      std::make_shared<std::unordered_set<std::string, SecretHash>>();
};

// How many functions there are whose places cannot be told.
struct Unknown {
  std::uint32_t go = 0, c = 0;  // by calling convention
};

Unknown locate(std::span<Function> functions, Texts& texts) {
  Unknown unknown;
  for (Function& function : functions) {
    if (function.params.count + function.results.count == 0) continue;
    const std::optional<Name> text = texts.of(function);
    if (text)
      function.location = *text;
    else
      ++(function.convention == CallingConvention::go ? unknown.go : unknown.c);
  }
  return unknown;
}

void note(Model& model, std::uint32_t count, const char* text) {
  if (count != 0)
    model.diagnostics.push_back({Diagnostic::Code::location_unknown, {}, text, count});
}

}  // namespace

// In few parts, because each learns the sizes and classes of types anew.
void locate_arguments(Model& model, const PassOptions& options) {
  const std::size_t parts =
      std::clamp<std::size_t>(model.functions.size() / 4096, 1, thread_count(options.threads));
  const std::size_t size = (model.functions.size() + parts - 1) / parts;
  std::vector<std::shared_ptr<const void>> stores(parts);
  std::vector<Unknown> unknown(parts);
  parallel_for(parts, options.threads, [&](std::size_t part) {
    const std::size_t begin = std::min(model.functions.size(), part * size);
    const std::size_t end = std::min(model.functions.size(), begin + size);
    Texts texts(model);
    stores[part] = texts.store();
    unknown[part] = locate(std::span(model.functions).subspan(begin, end - begin), texts);
  });
  for (const auto& store : stores) model.hold(store);
  Unknown sum;
  for (const Unknown& of_part : unknown) {
    sum.go += of_part.go;
    sum.c += of_part.c;
  }
  note(model, sum.go,
       "functions of Go 1.21 or older without a go.loc: there blank parameters are not listed, and "
       "the others do not tell their place");
  note(model, sum.c,
       "functions compiled by gccgo without a go.loc: the optimizer changed their parameters, or "
       "the machine is not amd64");
}

}  // namespace gofixup
