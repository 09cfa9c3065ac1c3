// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    programs whose BTF passes the kernel's 16 MiB, of which a user wants ten types.
// Trouble   the types one asks for point at most of the others.
// We make   with --only: the types, functions, variables and constants whose Go names match, the
//           constants of types that stay, all they hold by value, and the strings, slices, maps,
//           channels and closures in between; any other struct behind a pointer stays as an empty
//           struct of its size under its own name, which CO-RE answers with "no match". With --deep
//           all pointers are followed, and the caller may ask for the structs so many away.
// Example   --only main.Server   keeps   struct main.Server {log *struct log.Logger (opaque)}
#include <algorithm>
#include <set>

#include "model/edges.hpp"
#include "passes/passes.hpp"
#include "support/glob_list.hpp"

namespace gofixup {

namespace {

// How much of a type is kept: nothing, its size, or all; above `whole` is the number of pointers
// that are followed from it.
using Keep = std::uint32_t;
constexpr Keep kNo = 0, kOutline = 1, kWhole = 2;

// The structs the linker makes up round the elements of maps and channels.
bool is_runtime_container(Name name) {
  for (const std::string_view start : {"map<", "hash<", "bucket<", "table<", "groupReference<",
                                       "hchan<", "waitq<", "noalg.map.group["})
    if (name.starts_with(start)) return true;
  return false;
}

bool is_in_between(const Type& type) {
  return type.kind == GoKind::slice || type.kind == GoKind::string || type.kind == GoKind::func ||
         type.kind == GoKind::results || is_runtime_container(type.name);
}

class Selection {
 public:
  Selection(const Model& model, const PassOptions& options)
      : model_(model), options_(options), keep_(model.type_count(), kNo) {}

  void take(TypeId root) {
    want(root, kWhole + options_.follow);
    while (!queue_.empty()) {
      const TypeId id = queue_.back();
      queue_.pop_back();
      const Keep how = at(id);
      const bool is_slice = model_.at(id).kind == GoKind::slice;
      for_each_edge(model_, model_.at(id).shape, [&](TypeId to, Edge edge) {
        if (edge == Edge::pointer) return want_pointee(to, how);
        // The elements of a slice are held as the entries of a map are.
        const auto* array =
            is_slice && to != TypeId::none ? std::get_if<Pointer>(&model_.at(to).shape) : nullptr;
        want(to, how);
        if (array != nullptr) want(array->target, how);
      });
    }
  }

  Keep at(TypeId id) const { return keep_[index_of(id)]; }

 private:
  void want(TypeId id, Keep how) {
    if (id == TypeId::none || keep_[index_of(id)] >= how) return;
    keep_[index_of(id)] = how;
    if (how >= kWhole) queue_.push_back(id);
  }

  void want_pointee(TypeId id, Keep how) {
    if (id == TypeId::none) return;
    const Type& type = model_.at(id);
    const bool is_step = holds<Struct>(type) && !is_in_between(type) && !options_.deep;
    want(id, is_step ? how - 1 : how);  // the one below `whole` is the outline
  }

  const Model& model_;
  const PassOptions& options_;
  std::vector<Keep> keep_;
  std::vector<TypeId> queue_;
};

// What the globs match, but for types.
struct Matches {
  explicit Matches(const Model& model)
      : functions(model.functions.size()), variables(model.variables.size()) {}
  std::vector<bool> functions, variables;  // by position in the model
  std::set<Name> constants;
};

void take_matches(const Model& model, GlobList& globs, Selection& selection, Matches& matches) {
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    const Type& type = model.at(static_cast<TypeId>(i));
    const bool is_named = holds<Struct>(type) || holds<Alias>(type) || holds<Opaque>(type);
    if (!is_named || type.is_named_by_us || !globs.match(type.name)) continue;
    selection.take(static_cast<TypeId>(i));
  }
  for (std::size_t i = 0; i < model.functions.size(); ++i) {
    if (!globs.match(model.functions[i].name)) continue;
    selection.take(model.functions[i].signature);
    matches.functions[i] = true;
  }
  for (std::size_t i = 0; i < model.variables.size(); ++i) {
    if (!globs.match(model.variables[i].name)) continue;
    selection.take(model.variables[i].type);
    matches.variables[i] = true;
  }
  model.for_each<Enum>([&](TypeId, const Enum& list) {
    for (const Enumerator& item : model.items(list.items)) {
      if (!globs.match(item.name)) continue;
      selection.take(list.of);
      matches.constants.insert(item.btf_name);
    }
  });
}

// All constants of defined types that stay; of predeclared types those that were asked for.
void keep_constants(Model& model, Selection& selection, const std::set<Name>& wanted) {
  model.for_each<Enum>([&](TypeId id, Enum list) {
    const bool stays = list.of != TypeId::none && selection.at(list.of) != kNo;
    if (stays) return selection.take(id);
    std::vector<Enumerator> items;
    for (const Enumerator& item : model.items(list.items))
      if (wanted.contains(item.btf_name)) items.push_back(item);
    if (items.empty()) return;
    list.items = model.keep(items);
    model.replace(id, list);
    selection.take(id);
  });
}

}  // namespace

void drop_unmatched(Model& model, const PassOptions& options) {
  if (options.only.empty()) return;
  GlobList globs(options.only);
  const auto is_wanted = [&](const auto& item) { return globs.match(item.name); };
  // Functions and variables share a name space, so all of them stay if one does.
  if (std::any_of(model.functions.begin(), model.functions.end(), is_wanted) ||
      std::any_of(model.variables.begin(), model.variables.end(), is_wanted))
    return;
  model.functions.clear();
  model.variables.clear();
}

void select_only(Model& model, const PassOptions& options) {
  if (options.only.empty()) return;
  Selection selection(model, options);
  Matches matches(model);
  GlobList globs(options.only);
  take_matches(model, globs, selection, matches);
  for (std::size_t i = 0; i < options.only.size(); ++i)
    if (!globs.has_matched(i))
      model.diagnostics.push_back(
          {Diagnostic::Code::nothing_matched, options.only[i], "nothing has such a Go name"});
  keep_constants(model, selection, matches.constants);
  selection.take(model.find("uintptr"));  // readers take the pointer size from it

  std::size_t function = 0, variable = 0;
  std::erase_if(model.functions, [&](const Function&) { return !matches.functions[function++]; });
  std::erase_if(model.variables, [&](const Variable&) { return !matches.variables[variable++]; });
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    const auto id = static_cast<TypeId>(i);
    if (selection.at(id) == kNo) model.replace(id, Gone{});
    const auto* record = std::get_if<Struct>(&model.at(id).shape);
    if (selection.at(id) == kOutline && record != nullptr)
      model.replace(id, Opaque{record->layout.size});
  }
}

}  // namespace gofixup
