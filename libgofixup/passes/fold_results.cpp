// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    functions with any number of results.
// Trouble   a C function, and so a FUNC_PROTO, returns one type, and no array.
// We make   none → void; one → its type; several, or an array → a struct named by the types,
//           at natural alignment, shared by all functions with that list (a struct for each
//           function made kubectl's BTF 1.7 MB bigger, over what the kernel takes).
// Example   func main.f() (int, error)   becomes   f() → struct (int, error) {_r0 int; _r1 error}
#include <algorithm>
#include <string>

#include "model/sizes.hpp"
#include "passes/passes.hpp"
#include "support/hash.hpp"
#include "support/index_table.hpp"

namespace gofixup {

namespace {

class ResultStructs {
 public:
  explicit ResultStructs(Model& model) : model_(model), sizes_(model) {
    model.for_each<Struct>([&](TypeId id, const Struct& record) {
      if (model.at(id).kind != GoKind::results) return;
      std::vector<TypeId> types;
      for (const Field& field : model.fields(record.layout)) types.push_back(field.type);
      remember(types, id);
    });
  }

  TypeId type_for(Range<Param> results) {
    if (results.count == 0) return TypeId::none;
    const TypeId first = model_.params(results)[0].type;
    const bool is_array = first != TypeId::none && holds<Array>(model_.at(first));
    if (results.count == 1 && !is_array) return first;
    std::vector<TypeId>& types = types_;  // most lists are there already
    types.clear();
    for (const Param& result : model_.params(results)) types.push_back(result.type);
    const std::uint32_t found =
        table_.find(hash_of(types), [&](std::uint32_t i) { return made_[i].types == types; });
    if (found != IndexTable::kNone) return made_[found].id;
    const TypeId id = make(results);
    remember(types, id);
    return id;
  }

 private:
  struct Made {
    std::vector<TypeId> types;
    TypeId id;
  };

  // Bytes, of which damaged DWARF may claim more than can be counted: limit_sizes leaves such a
  // struct without members.
  static constexpr std::uint64_t kTooBig = std::uint64_t{1} << 62;

  static std::uint64_t hash_of(const std::vector<TypeId>& types) {
    std::uint64_t hash = types.size();
    for (const TypeId type : types) hash = mix(hash, index_of(type));
    return hash;
  }
  void remember(const std::vector<TypeId>& types, TypeId id) {
    table_.insert(hash_of(types), static_cast<std::uint32_t>(made_.size()));
    made_.push_back({types, id});
  }

  TypeId make(Range<Param> results) {
    std::vector<Field> fields;
    std::string name = "(";
    std::uint64_t end = 0;
    std::uint32_t align = 1;
    for (const Param& result : model_.params(results)) {
      const std::uint32_t own = sizes_.align_of(result.type);
      const std::uint64_t offset = (end + own - 1) / own * own;
      if (__builtin_add_overflow(offset, sizes_.size_of(result.type), &end)) end = kTooBig;
      end = std::min(end, kTooBig);
      align = std::max(align, own);
      if (!fields.empty()) name += ", ";
      if (result.type != TypeId::none) name += model_.at(result.type).name;
      fields.push_back(
          {model_.keep("_r" + std::to_string(fields.size())), result.type, offset, false, {}});
    }
    Type type;
    type.name = model_.keep(name + ")");
    type.shape = Struct{{(end + align - 1) / align * align, model_.keep(fields)}};
    type.kind = GoKind::results;
    type.is_named_by_us = true;
    return model_.add(type);
  }

  Model& model_;
  Sizes sizes_;
  IndexTable table_;
  std::vector<Made> made_;
  std::vector<TypeId> types_;
};

}  // namespace

void fold_results(Model& model, const PassOptions&) {
  ResultStructs structs(model);
  model.for_each<FuncValue>([&](TypeId id, FuncValue func) {
    func.result = structs.type_for(func.results);
    model.replace(id, func);
  });
  for (Function& function : model.functions)
    if (function.result == TypeId::none) function.result = structs.type_for(function.results);
}

}  // namespace gofixup
