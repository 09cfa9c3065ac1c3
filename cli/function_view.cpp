// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "function_view.hpp"

#include <unordered_map>

#include "abi/locator.hpp"
#include "model/inspect.hpp"
#include "model/sizes.hpp"

namespace gofixup::cli {

namespace {

// The pass after which the model still speaks Go, and has its functions as the BTF will.
constexpr std::string_view kLastGoPass = "locate_arguments";

// What lowering takes away, by the function's DIE.
class GoSide {
 public:
  struct Function {
    std::vector<std::string> params, results;  // Go types
    std::optional<Places> places;
  };

  void keep(const Model& model) {
    Locator locator(model);
    for (const gofixup::Function& function : model.functions)
      functions_[function.die] = {types(model, function.params), types(model, function.results),
                                  locator.locate(function)};
  }
  const Function& at(std::uint64_t die) const { return functions_.at(die); }

 private:
  static std::vector<std::string> types(const Model& model, Range<Param> range) {
    std::vector<std::string> list;
    for (const Param& param : model.params(range)) list.push_back(reference(model, param.type));
    return list;
  }

  std::unordered_map<std::uint64_t, Function> functions_;
};

std::vector<ValueView> view_values(const Model& model, Sizes& sizes, Range<Param> range,
                                   std::string_view prefix,
                                   const std::vector<std::string>& go_types,
                                   const std::vector<Place>* places) {
  std::vector<ValueView> values;
  for (const Param& param : model.params(range)) {
    const std::size_t i = values.size();
    const bool is_nameless = param.name.empty() || param.name.starts_with('~');
    values.push_back(
        {is_nameless ? std::string(prefix) + std::to_string(i) : std::string(param.name),
         go_types.at(i), param.type, sizes.size_of(param.type),
         places == nullptr ? Place{} : places->at(i)});
  }
  return values;
}

}  // namespace

Functions view_functions(const std::shared_ptr<Image>& image, const Options& options) {
  GoSide go_side;
  Options watched = options;
  watched.run.watch = [&](const Pass* pass, const Model& model) {
    if (pass != nullptr && pass->name == kLastGoPass) go_side.keep(model);
  };
  Functions result{encode(image, watched), {}};
  const Model& model = result.encoded.model;
  Sizes sizes(model);
  for (const Function& function : model.functions) {
    const GoSide::Function& go = go_side.at(function.die);
    const Places* places = go.places ? &*go.places : nullptr;
    result.views.push_back({&function, places != nullptr,
                            view_values(model, sizes, function.params, "_p", go.params,
                                        places == nullptr ? nullptr : &places->params),
                            view_values(model, sizes, function.results, "_r", go.results,
                                        places == nullptr ? nullptr : &places->results)});
  }
  return result;
}

}  // namespace gofixup::cli
