// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    func values as DW_TAG_subroutine_type of pointer size: a pointer to a closure object
//           whose first word is the code.
// Trouble   a FUNC_PROTO has no size and may not be a member; and a code pointer it is not.
// We make   a pointer to a struct {fn → FUNC_PROTO}, named by the signature and shared by all
//           func types that have it. Where the signature is not known, fn is a void pointer in
//           a struct of the type's own.
// Example   func main.Handler (params string; result error)   becomes
//           typedef main.Handler → *struct func(string) error {fn *(string _p0) error}
#include <string>

#include <algorithm>
#include "model/go_names.hpp"

#include "passes/passes.hpp"
#include "support/hash.hpp"
#include "support/index_table.hpp"

namespace gofixup {

namespace {

std::string spelled(const Model& model, Range<Param> list, bool is_variadic) {
  std::string text;
  std::size_t left = list.count;
  for (const Param& param : model.params(list)) {
    if (!text.empty()) text += ", ";
    Name name = param.type == TypeId::none ? Name{} : model.at(param.type).name;
    if (--left == 0 && is_variadic && name.starts_with("[]")) {
      text += "...";
      name.remove_prefix(2);
    }
    text += name;
  }
  return text;
}

// As Go would spell the unnamed type of that signature.
std::string spelled(const Model& model, const FuncValue& func) {
  std::string text = "func(" + spelled(model, func.params, func.is_variadic) + ")";
  const std::string results = spelled(model, func.results, false);
  if (func.results.count == 1) return text + " " + results;
  return func.results.count == 0 ? text : text + " (" + results + ")";
}

class Closures {
 public:
  explicit Closures(Model& model) : model_(model) {}

  TypeId type_for(TypeId id, const FuncValue& func) {
    if (func.is_unknown)
      return make(model_.keep("func " + std::string(model_.at(id).name)), TypeId::none, true);
    std::uint64_t hash = mix(index_of(func.result), func.params.count * 2u + func.is_variadic);
    for (const Param& param : model_.params(func.params)) hash = mix(hash, index_of(param.type));
    const std::uint32_t found =
        table_.find(hash, [&](std::uint32_t i) { return same(made_[i].func, func); });
    if (found != IndexTable::kNone) return made_[found].closure;
    const Name name = model_.keep(spelled(model_, func));
    const TypeId code =
        model_.add({name, Signature{numbered(func.params), func.result}, {}, {}, {}});
    const TypeId closure = make(name, code, false);
    table_.insert(hash, static_cast<std::uint32_t>(made_.size()));
    made_.push_back({func, closure});
    return closure;
  }

 private:
  struct Made {
    FuncValue func;
    TypeId closure;
  };

  bool same(const FuncValue& a, const FuncValue& b) const {
    const auto x = model_.params(a.params), y = model_.params(b.params);
    return a.result == b.result && a.is_variadic == b.is_variadic &&
           std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](const Param& p, const Param& q) { return p.type == q.type; });
  }

  Range<Param> numbered(Range<Param> range) {
    const auto listed = model_.params(range);
    std::vector<Param> params(listed.begin(), listed.end());
    for (std::size_t i = 0; i < params.size(); ++i)
      params[i].name = model_.keep("_p" + std::to_string(i));
    return model_.keep(params);
  }

  TypeId make(Name name, TypeId code, bool is_named_by_us) {
    const TypeId entry = model_.add({{}, Pointer{code}, {}, {}, {}});
    const Field fields[] = {{"fn", entry, 0, false, {}}};
    Type type;
    type.name = name;
    type.shape = Struct{{model_.binary.word_size, model_.keep(fields)}};
    type.kind = GoKind::func;
    type.is_named_by_us = is_named_by_us;
    return model_.add(type);
  }

  Model& model_;
  IndexTable table_;
  std::vector<Made> made_;
};

}  // namespace

void lower_func_values(Model& model, const PassOptions&) {
  Closures closures(model);
  model.for_each<FuncValue>([&](TypeId id, const FuncValue& func) {
    const TypeId closure = closures.type_for(id, func);
    if (is_spelled_out(model.at(id).name)) {
      model.replace(id, Pointer{closure});
      return;
    }
    const TypeId pointer = model.add({{}, Pointer{closure}, {}, {}, {}});
    model.replace(id, Alias{pointer});
    model.set_kind(id, GoKind::func);
  });
}

}  // namespace gofixup
