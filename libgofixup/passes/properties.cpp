// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "passes/properties.hpp"

#include <algorithm>
#include <set>

#include "model/go_names.hpp"
#include "model/graph.hpp"
#include "model/sizes.hpp"
#include "passes/btf_limits.hpp"
#include "passes/btf_names.hpp"

namespace gofixup::properties {

namespace {

template <class S, class Test>
bool each(const Model& model, Test test) {
  bool holds_for_all = true;
  model.for_each<S>([&](TypeId id, const S& shape) { holds_for_all &= test(model.at(id), shape); });
  return holds_for_all;
}

}  // namespace

bool no_alias_of_its_own_name(const Model& model) {
  return each<Alias>(model, [&](const Type& type, Alias alias) {
    if (alias.target == TypeId::none) return true;
    const Type& target = model.at(alias.target);  // C's `int` is not Go's
    return target.is_named_by_us || target.name.empty() || target.name != type.name;
  });
}

bool predeclared_types_are_settled(const Model& model) {
  Sizes sizes(model);
  std::set<Name> seen;
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    const auto id = static_cast<TypeId>(i);
    const Type& type = model.at(id);
    if (holds<Gone>(type) || type.is_named_by_us) continue;  // C's `int` is not Go's
    if (is_runtime_interface(type.name) && !holds<Struct>(type) && !holds<Opaque>(type))
      return false;
    const std::uint64_t size = predeclared_size(type.name, model.binary.word_size);
    if (size != 0 && (sizes.size_of(id) != size || !seen.insert(type.name).second)) return false;
  }
  return true;
}

bool results_are_told(const Model& model) {
  return each<FuncValue>(
      model, [](const Type&, const FuncValue& func) { return !func.results_are_params; });
}

bool variables_are_placed(const Model& model) {
  const auto& list = model.variables;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].section >= model.sections.size() || list[i].size == 0) return false;
    const std::uint64_t end = std::uint64_t{list[i].offset} + list[i].size;
    if (end > std::min(model.sections[list[i].section].size, kMaxSize)) return false;
    const bool is_followed = i + 1 < list.size() && list[i + 1].section == list[i].section;
    if (is_followed && list[i + 1].offset < end) return false;
    if (i + 1 < list.size() && list[i + 1].section < list[i].section) return false;
  }
  return true;
}

bool constants_are_grouped(const Model& model) {
  return model.constants.empty() && each<Enum>(model, [&](const Type&, const Enum& list) {
           const std::uint32_t count = list.items.count;
           return count != 0 && count <= kMaxMembers && (list.size == 4 || list.size == 8);
         });
}

bool results_are_folded(const Model& model) {
  return std::all_of(model.functions.begin(), model.functions.end(), [&](const Function& f) {
    const bool is_array = f.result != TypeId::none && holds<Array>(model.at(f.result));
    return (f.results.count != 0 || f.result == TypeId::none) && !is_array;
  });
}

bool arrays_and_pointers_are_nameless(const Model& model) {
  const auto is_nameless = [](const Type& type, const auto&) {
    return type.name.empty() || is_spelled_out(type.name);
  };
  return each<Array>(model, is_nameless) && each<Pointer>(model, is_nameless);
}

bool no_blank_fields(const Model& model) {
  return each<Struct>(model, [&](const Type&, const Struct& record) {
    const auto fields = model.fields(record.layout);
    return std::none_of(fields.begin(), fields.end(), [](const Field& f) { return f.name == "_"; });
  });
}

bool sizes_fit(const Model& model) {
  Sizes sizes(model);
  const bool arrays_fit = each<Array>(model, [&](const Type&, Array array) {
    const std::uint64_t element = sizes.size_of(array.element);
    return array.count <= (element == 0 ? kMaxSize : kMaxSize / element);
  });
  return arrays_fit && each<Struct>(model, [&](const Type&, const Struct& record) {
           const auto fields = model.fields(record.layout);
           return record.layout.size <= kMaxSize && fields.size() <= kMaxMembers &&
                  std::all_of(fields.begin(), fields.end(),
                              [](const Field& f) { return f.offset < kMaxOffset; });
         });
}

bool chains_are_short(const Model& model) {
  const auto next = [&](TypeId id) {
    const Shape& shape = model.at(id).shape;
    if (const auto* alias = std::get_if<Alias>(&shape)) return alias->target;
    if (const auto* array = std::get_if<Array>(&shape)) return array->element;
    return TypeId::none;
  };
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    unsigned links = 0;
    for (auto id = static_cast<TypeId>(i); id != TypeId::none; id = next(id))
      if (++links > 32) return false;
  }
  return true;
}

bool no_pointers_in_32bit(const Model& model) {
  return model.binary.word_size != 4 ||
         each<Pointer>(model, [](const Type&, Pointer) { return false; });
}

bool cycles_are_broken(const Model& model) { return unbroken_cycles(model).empty(); }

namespace {

bool is_legal(Name name) { return is_c_identifier(name) && name.size() <= 127; }

}  // namespace

bool names_are_legal(const Model& model) {
  std::set<Name> taken;
  const auto test = [&](const Type& type, const auto&) {
    return is_legal(type.btf_name) && type.btf_name.find("___") == Name::npos &&
           taken.insert(type.btf_name).second;
  };
  const bool types_are = each<Struct>(model, test) && each<Alias>(model, test) &&
                         each<Opaque>(model, test) && each<Enum>(model, test);
  // C has one scope for typedefs and constants.
  const bool constants_are = each<Enum>(model, [&](const Type&, const Enum& list) {
    const auto items = model.items(list.items);
    return std::all_of(items.begin(), items.end(), [&](const Enumerator& item) {
      return is_legal(item.btf_name) && taken.insert(item.btf_name).second;
    });
  });
  return types_are && constants_are;
}

bool globals_are_legal(const Model& model) {
  std::set<Name> taken;  // functions of one Go name share theirs
  for (const Function& function : model.functions) {
    if (!is_legal(function.btf_name)) return false;
    taken.insert(function.btf_name);
  }
  return std::all_of(model.variables.begin(), model.variables.end(), [&](const Variable& v) {
    return is_legal(v.btf_name) && taken.insert(v.btf_name).second;
  });
}

bool functions_have_prototypes(const Model& model) {
  return std::all_of(model.functions.begin(), model.functions.end(), [&](const Function& f) {
    return f.signature != TypeId::none && holds<Signature>(model.at(f.signature));
  });
}

}  // namespace gofixup::properties
