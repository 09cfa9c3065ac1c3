// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Each unit has copies of the types it uses, and a copy of an exported type of another package
// does not say which package that is. Copies are told by what they are made of: two types are
// alike if they have the same name, but for the package, and the same members, of types that are
// alike. Where the packages of alike types are told, there must be one only; and it must be a
// struct with members, because `type Kind int` is alike in any two packages. What lies at one
// place in two copies of one type is one type too.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "model/edges.hpp"
#include "model/go_names.hpp"
#include "reader/gccgo/gccgo.hpp"
#include "reader/gccgo/names.hpp"
#include "support/hash.hpp"

namespace gofixup::gccgo {

namespace {

// Chains of types are shorter; what needs more rounds than that stays as it is, in copies.
constexpr unsigned kMostRounds = 64;

bool is_named(const Type& type) { return !type.name.empty() && !is_spelled_out(type.name); }

std::size_t end_of_package(Name name) {
  const std::size_t dot = name.rfind('.');
  return dot == Name::npos ? 0 : dot;
}
Name package_of(Name name) { return name.substr(0, end_of_package(name)); }
Name bare(Name name) {
  return package_of(name).empty() ? name : name.substr(end_of_package(name) + 1);
}

void append(std::string& key, std::uint64_t number) {
  key.append(reinterpret_cast<const char*>(&number), sizeof number);
}

// All that tells a type from others but for the types it is made of.
std::string local_key(const Model& model, const Type& type, bool with_package) {
  std::string key;
  append(key, type.shape.index());
  append(key, static_cast<std::uint64_t>(type.kind));
  if (with_package) key += type.name;
  if (!with_package && is_named(type)) key += bare(type.name);
  key += '\0';
  std::visit(
      [&](const auto& shape) {
        using S = std::remove_cvref_t<decltype(shape)>;
        if constexpr (std::is_same_v<S, Number>) {
          append(key, shape.kind);
          append(key, shape.size);
        } else if constexpr (std::is_same_v<S, Complex> || std::is_same_v<S, Opaque>) {
          append(key, shape.size);
        } else if constexpr (std::is_same_v<S, Array>) {
          append(key, shape.count);
        } else if constexpr (std::is_same_v<S, FuncValue>) {
          append(key, shape.params.count);
          append(key, shape.results.count);
        }
      },
      type.shape);
  if (const Layout* layout = layout_of(type.shape)) {
    append(key, layout->size);
    for (const Field& field : model.fields(*layout)) {
      key += field.name;
      key += '\0';
      append(key, field.offset);
    }
  }
  return key;
}

// Classes of alike types, by TypeId; class 0 is that of no type.
class Classes {
 public:
  Classes(const Model& model, bool with_package) : of_(model.type_count()) {
    Numbers numbers;
    for (std::size_t i = 1; i < of_.size(); ++i)
      of_[i] = numbers.of(local_key(model, model.at(static_cast<TypeId>(i)), with_package));
    for (unsigned round = 0; round < kMostRounds && !is_stable_; ++round)
      is_stable_ = !refine(model, numbers.count());
  }

  bool is_stable() const { return is_stable_; }
  std::uint32_t operator[](TypeId id) const { return of_[index_of(id)]; }

 private:
  struct Numbers {
    std::unordered_map<std::string, std::uint32_t, SecretHash> by_key;
    std::uint32_t of(std::string key) {
      return by_key.try_emplace(std::move(key), static_cast<std::uint32_t>(by_key.size() + 1))
          .first->second;
    }
    std::size_t count() const { return by_key.size(); }
  };

  // Alike are only types whose parts were. Returns whether that told more apart.
  bool refine(const Model& model, std::size_t first_count) {
    Numbers numbers;
    std::vector<std::uint32_t> next(of_.size());
    for (std::size_t i = 1; i < of_.size(); ++i) {
      std::string key;
      append(key, of_[i]);
      for_each_edge(model, model.at(static_cast<TypeId>(i)).shape,
                    [&](TypeId to, Edge) { append(key, of_[index_of(to)]); });
      next[i] = numbers.of(std::move(key));
    }
    const std::size_t before = count_ == 0 ? first_count : count_;
    count_ = numbers.count();
    of_ = std::move(next);
    return count_ != before;
  }

  std::vector<std::uint32_t> of_;
  std::size_t count_ = 0;
  bool is_stable_ = false;
};

class PackageFinder {
 public:
  PackageFinder(const std::vector<Unit>& units, Model& model)
      : units_(units), model_(model), classes_(model, false) {}

  void run() {
    if (!classes_.is_stable()) return;
    std::map<std::uint32_t, std::vector<TypeId>> members;
    for (std::size_t i = 1; i < model_.type_count(); ++i) {
      const auto id = static_cast<TypeId>(i);
      if (is_named(model_.at(id))) members[classes_[id]].push_back(id);
    }
    for (const auto& [number, ids] : members)
      if (ids.size() > 1) look_at(ids);
    while (!pairs_.empty()) {
      const auto [a, b] = pairs_.back();
      pairs_.pop_back();
      compare_parts(a, b);
    }
  }

 private:
  std::size_t unit_of(TypeId id) const {
    const std::uint64_t die = model_.at(id).origin.die;
    return static_cast<std::size_t>(
        std::upper_bound(units_.begin(), units_.end(), die,
                         [](std::uint64_t at, const Unit& unit) { return at < unit.offset; }) -
        units_.begin());
  }

  // Types that are alike.
  void look_at(const std::vector<TypeId>& ids) {
    std::map<Name, TypeId> by_package;
    std::set<std::size_t> units;
    for (const TypeId id : ids) {
      const Name package = package_of(model_.at(id).name);
      if (!package.empty()) {
        const auto [at, is_new] = by_package.emplace(package, id);
        if (!is_new) pair(at->second, id);
      }
      units.insert(unit_of(id));
    }
    const auto* record = std::get_if<Struct>(&model_.at(ids[0]).shape);
    // A unit has a type once: two that are alike are of two packages.
    const bool is_telling = record != nullptr && record->layout.fields.count != 0 &&
                            by_package.size() == 1 && units.size() == ids.size();
    if (!is_telling) return;
    for (const TypeId id : ids)
      if (package_of(model_.at(id).name).empty()) identify(id, by_package.begin()->second);
  }

  void pair(TypeId a, TypeId b) {
    if (a != b && seen_.insert({std::min(a, b), std::max(a, b)}).second) pairs_.emplace_back(a, b);
  }

  // The two are one type.
  void identify(TypeId a, TypeId b) {
    if (a == b || a == TypeId::none || b == TypeId::none) return;
    if (is_named(model_.at(a)) && is_named(model_.at(b))) {
      const bool is_a_told = !package_of(model_.at(a).name).empty();
      const bool is_b_told = !package_of(model_.at(b).name).empty();
      if (!is_a_told && is_b_told) model_.rename(a, model_.at(b).name);
      if (is_a_told && !is_b_told) model_.rename(b, model_.at(a).name);
    }
    pair(a, b);
  }

  void compare_parts(TypeId a, TypeId b) {
    std::vector<TypeId> of_a, of_b;
    for_each_edge(model_, model_.at(a).shape, [&](TypeId to, Edge) { of_a.push_back(to); });
    for_each_edge(model_, model_.at(b).shape, [&](TypeId to, Edge) { of_b.push_back(to); });
    for (std::size_t i = 0; i < of_a.size() && i < of_b.size(); ++i) identify(of_a[i], of_b[i]);
  }

  const std::vector<Unit>& units_;
  Model& model_;
  Classes classes_;
  std::vector<std::pair<TypeId, TypeId>> pairs_;
  std::set<std::pair<TypeId, TypeId>> seen_;
};

// The type whose DIE is at that offset; they come in ascending order.
TypeId find_die(const Model& model, std::uint64_t die) {
  std::size_t low = 1, high = model.type_count();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (model.at(static_cast<TypeId>(middle)).origin.die < die)
      low = middle + 1;
    else
      high = middle;
  }
  const auto id = static_cast<TypeId>(low);
  return low < model.type_count() && model.at(id).origin.die == die ? id : TypeId::none;
}

// Types without a name mention others, whose packages are known only now.
void fill_in_mentions(Model& model) {
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    const auto id = static_cast<TypeId>(i);
    if (model.at(id).name.find(kMentionStart) == Name::npos) continue;
    const std::string name = expand_mentions(model.at(id).name, [&](std::uint64_t die) {
      const TypeId found = find_die(model, die);
      return found == TypeId::none ? Name{} : model.at(found).name;
    });
    model.rename(id, model.keep(name));
  }
}

// Compilers describe a channel as a pointer to nothing; the runtime's unit, or any that uses
// goroutines, has the struct.
void complete_channels(Model& model) {
  TypeId whole = TypeId::none;
  std::vector<TypeId> empty;
  model.for_each<Struct>([&](TypeId id, const Struct& record) {
    if (model.at(id).name != "runtime.hchan") return;
    if (record.layout.size == 0)
      empty.push_back(id);
    else if (whole == TypeId::none)
      whole = id;
  });
  if (whole == TypeId::none) return;
  model.set_kind(whole, GoKind::chan);
  for (const TypeId id : empty) model.redirect(id, whole);
  model.apply_redirects();
}

}  // namespace

void merge_copies(const std::vector<Unit>& units, Model& model) {
  PackageFinder(units, model).run();
  fill_in_mentions(model);
  complete_channels(model);
  const Classes classes(model, true);
  if (!classes.is_stable()) return;
  std::unordered_map<std::uint32_t, TypeId> first;
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    const auto id = static_cast<TypeId>(i);
    if (holds<Gone>(model.at(id))) continue;
    const auto [at, is_new] = first.emplace(classes[id], id);
    if (!is_new) model.redirect(id, at->second);
  }
  model.apply_redirects();
}

}  // namespace gofixup::gccgo
