// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    names with dots, slashes, brackets, quotes, spaces and letters of any script, up to
//           2 KiB long; several packages may call a type the same.
// Trouble   the kernel takes C identifiers of up to 127 bytes (511 from 6.1); readers look up
//           by name and stop at two; `___` cuts a name for CO-RE; C has keywords.
// We make   an identifier from the Go name (btf_names.hpp), unique among STRUCT and TYPEDEF and
//           among FUNC and VAR: where two Go names meet in one, both get a hash.
// Example   main.(*Server).Handle   becomes   main_ptr_Server_Handle
#include <string>

#include <algorithm>
#include "model/go_names.hpp"
#include "passes/btf_names.hpp"

#include "passes/passes.hpp"
#include "passes/unique_names.hpp"
#include "support/hash.hpp"

namespace gofixup {

namespace {

bool wants_name(const Type& type) {
  return (holds<Struct>(type) || holds<Alias>(type) || holds<Opaque>(type)) &&
         type.btf_name.empty();
}

// Our own spelling of a results list is `(int, error)`: the kind says what it is.
std::string_view prefix_of(const Type& type) {
  return type.kind == GoKind::results ? "go_results_" : "go_";
}

void name_types(Model& model) {
  UniqueNames names(model);
  std::vector<TypeId> ids;
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    const auto id = static_cast<TypeId>(i);
    const Type& type = model.at(id);
    if (!wants_name(type)) {
      if (holds<Struct>(type) || holds<Alias>(type)) names.reserve(type.btf_name);
      continue;
    }
    const std::string_view predeclared = predeclared_btf_name(type.name);
    if (!predeclared.empty() && !type.is_named_by_us) {
      model.set_btf_name(id, predeclared);
      names.reserve(predeclared);
      continue;
    }
    names.add(prefix_of(type), type.name);
    ids.push_back(id);
  }
  names.settle(/*same_go_name_is_same=*/false);
  for (std::size_t i = 0; i < ids.size(); ++i) model.set_btf_name(ids[i], names.at(i));
}

void name_functions(Model& model) {
  UniqueNames names(model);
  for (const Function& function : model.functions) names.add("", function.name);
  names.settle(/*same_go_name_is_same=*/true);
  for (std::size_t i = 0; i < model.functions.size(); ++i)
    model.functions[i].btf_name = names.at(i);
}

// Members or parameters of one type: legal, and different from each other.
template <class Item>
void name_items(Model& model, std::span<Item> items, std::string_view nameless_prefix) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    Name& name = items[i].name;
    if (!is_c_identifier(name) || is_c_keyword(name) || name.size() > kLongestMember)
      name =
          model.keep(name.empty() || name == "_" ? std::string(nameless_prefix) + std::to_string(i)
                                                 : member_name(name));
    const auto is_taken = [&](Name wanted) {
      return std::any_of(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(i),
                         [&](const Item& earlier) { return earlier.name == wanted; });
    };
    if (!is_taken(name)) continue;
    std::string numbered;
    for (unsigned number = 2; numbered.empty() || is_taken(numbered); ++number)
      numbered = std::string(name) + std::to_string(number);
    name = model.keep(numbered);
  }
}

}  // namespace

void legalize_names(Model& model, const PassOptions&) {
  name_types(model);
  name_functions(model);
  model.for_each<Struct>([&](TypeId, const Struct& record) {
    name_items(model, model.fields_of(record.layout.fields), "_f");
  });
  for (const Function& function : model.functions)
    name_items(model, model.params_of(function.params), "_p");
}

}  // namespace gofixup
