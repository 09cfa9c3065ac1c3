// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    names with dots, slashes, brackets, quotes, spaces and letters of any script, up to
//           2 KiB long; several packages may call a type the same.
// Trouble   the kernel takes C identifiers of up to 128 bytes (512 from 6.1); readers look up
//           by name and stop at two; `___` cuts a name for CO-RE; C has keywords.
// We make   an identifier from the Go name (btf_names.hpp), for types unique among STRUCT, TYPEDEF,
//           ENUM and its items: where two Go names meet in one, both get a hash. Enums give way to
//           what is there without them, so that asking for them changes no other name.
// Example   map[string]*main.T   becomes   go_map_string_ptr_main_T
#include <algorithm>
#include <string>
#include <unordered_map>

#include "model/go_names.hpp"
#include "passes/btf_names.hpp"
#include "passes/passes.hpp"
#include "passes/unique_names.hpp"
#include "support/hash.hpp"
#include "support/name_set.hpp"
#include "support/numbered.hpp"
#include "support/parallel.hpp"

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

void name_types(Model& model, unsigned threads) {
  UniqueNames names(threads, model.type_count());
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
  names.give_to(model);
  for (std::size_t i = 0; i < ids.size(); ++i) model.set_btf_name(ids[i], names.at(i));
}

void name_constants(Model& model, unsigned threads) {
  std::vector<TypeId> lists;
  model.for_each<Enum>([&](TypeId id, const Enum&) { lists.push_back(id); });
  if (lists.empty()) return;
  UniqueNames names(threads);
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    const Type& type = model.at(static_cast<TypeId>(i));
    if (!holds<Enum>(type) && !type.btf_name.empty()) names.reserve(type.btf_name);
  }
  const auto items_of = [&](TypeId id) {
    return model.items_of(std::get<Enum>(model.at(id).shape).items);
  };
  for (const TypeId id : lists) {
    names.add("go_", model.at(id).name);
    for (const Enumerator& item : items_of(id)) names.add("go_", item.name);
  }
  names.settle(/*same_go_name_is_same=*/false);
  names.give_to(model);
  std::size_t next = 0;
  for (const TypeId id : lists) {
    model.set_btf_name(id, names.at(next++));
    for (Enumerator& item : items_of(id)) item.btf_name = names.at(next++);
  }
}

// The names of one list so far.
struct TakenNames {
  NameSet names;
  std::unordered_map<Name, unsigned, SecretHash> last_numbers;

  // `name` with the next number that is free.
  std::string numbered(Name name) {
    unsigned& last = last_numbers.try_emplace(name, 1).first->second;
    return next_numbered(name, last, [&](Name found) { return names.contains(found); });
  }
  void clear() {
    names.clear();
    last_numbers.clear();
  }
};

bool is_fine(Name go_name) {
  return is_c_identifier(go_name) && !is_c_keyword(go_name) && go_name.size() <= kLongestMember &&
         go_name != "_";
}

// Whether there is nothing to do; false if it would take long to tell.
template <class Item>
bool are_fine(std::span<const Item> items) {
  constexpr std::size_t kMany = 32;
  if (items.size() > kMany) return false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!is_fine(items[i].name)) return false;
    for (std::size_t k = 0; k < i; ++k)
      if (items[k].name == items[i].name) return false;
  }
  return true;
}

// What Go gives no name, or none of which anything is left in C, is called by its position.
Name item_name(Model& model, Name go_name, std::string_view nameless_prefix, std::size_t position) {
  if (is_fine(go_name)) return go_name;
  const std::string name = go_name.empty() ? std::string() : member_name(go_name);
  if (name.empty() || name == "_")
    return model.keep(std::string(nameless_prefix) + std::to_string(position));
  return model.keep(name);
}

// Members or parameters of one type: legal, and different from each other.
template <class Item>
void name_items(Model& model, std::span<Item> items, std::string_view nameless_prefix,
                TakenNames& taken) {
  taken.clear();
  for (std::size_t i = 0; i < items.size(); ++i) {
    Name name = item_name(model, items[i].name, nameless_prefix, i);
    if (taken.names.contains(name)) name = model.keep(taken.numbered(name));
    items[i].name = name;
    taken.names.add(name);
  }
}

// Almost all lists are fine as they are, which is found out in parallel.
void name_members(Model& model, unsigned threads) {
  std::vector<std::uint8_t> is_done(model.type_count());
  parallel_pieces(model.type_count(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto* record = std::get_if<Struct>(&model.at(static_cast<TypeId>(i)).shape);
      is_done[i] = record == nullptr || are_fine(model.fields(record->layout));
    }
  });
  TakenNames taken;
  for (std::size_t i = 0; i < is_done.size(); ++i)
    if (is_done[i] == 0) {
      const Layout layout = std::get<Struct>(model.at(static_cast<TypeId>(i)).shape).layout;
      name_items(model, model.fields_of(layout.fields), "_f", taken);
    }
}

void name_params(Model& model, unsigned threads) {
  std::vector<std::uint8_t> is_done(model.functions.size());
  parallel_pieces(is_done.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      is_done[i] = are_fine(model.params(model.functions[i].params));
  });
  TakenNames taken;
  for (std::size_t i = 0; i < is_done.size(); ++i)
    if (is_done[i] == 0) name_items(model, model.params_of(model.functions[i].params), "_p", taken);
}

}  // namespace

// Theirs begin with go_results_, and only punctuation can stand before the first word of a name.
bool functions_may_name_types(const Model& model) {
  constexpr std::size_t kMostPunctuation = 16;
  for (std::size_t i = 1; i < model.type_count(); ++i)
    if (model.at(static_cast<TypeId>(i)).name.substr(0, kMostPunctuation + 7).find("results") !=
        Name::npos)
      return true;
  return false;
}

void legalize_names(Model& model, const PassOptions& options) {
  // What has names of its own, beside what has one in BTF's name spaces: only the former lets the
  // model keep texts.
  const unsigned each = std::max(1u, thread_count(options.threads) / 2);  // of the two
  parallel_for(2, options.threads, [&](std::size_t which) {
    if (which == 0) return name_types(model, each);
    name_members(model, each);
    name_params(model, each);
  });
  name_constants(model, options.threads);
}

}  // namespace gofixup
