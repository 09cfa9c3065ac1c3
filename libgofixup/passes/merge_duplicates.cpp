// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    one DIE per type; but passes make pointers and arrays that were there already, and
//           cutting cycles or clamping arrays makes different ones equal.
// Trouble   libbpf's dedup would renumber everything to remove them.
// We make   one type per content, nameless types first among those a type is made of. Named
//           types are merged if they have the same Go name too.
// Example   two `void *`   become   one
#include <algorithm>
#include <set>
#include <utility>

#include "model/edges.hpp"
#include "model/graph.hpp"
#include "passes/passes.hpp"
#include "support/first_equals.hpp"
#include "support/hash.hpp"
#include "support/index_table.hpp"

namespace gofixup {

namespace {

bool is_nameless(const Type& type) {
  return holds<Pointer>(type) || holds<Array>(type) || holds<Signature>(type);
}

bool may_be_twin(const Type& type) { return holds<Struct>(type) || holds<Alias>(type); }

class Merger {
 public:
  Merger(Model& model, unsigned threads)
      : model_(model),
        threads_(threads),
        final_(model.type_count()),
        is_done_(model.type_count()),
        namesake_(model.type_count()),
        table_(model.type_count() / 2) {
    find_namesakes();
  }

  // Returns whether another run would find more.
  bool run() {
    for (std::size_t i = 1; i < final_.size(); ++i) settle(static_cast<TypeId>(i));
    for (std::size_t i = 1; i < final_.size(); ++i)
      model_.redirect(static_cast<TypeId>(i), final_[i]);
    model_.apply_redirects();
    return merge_twins() || has_missed();
  }

 private:
  // Few named types share their name, and only those can be alike: the others are not compared.
  void find_namesakes() {
    std::vector<std::uint32_t> named;
    for (std::uint32_t i = 1; i < model_.type_count(); ++i)
      if (!is_nameless(model_.at(TypeId{i})) && !holds<Gone>(model_.at(TypeId{i})))
        named.push_back(i);
    const auto name = [&](std::size_t i) { return model_.at(TypeId{named[i]}).name; };
    const std::vector<std::uint32_t> first = first_equals(
        named.size(), threads_, [&](std::size_t i) { return hash_bytes(name(i)); },
        [&](std::size_t i, std::size_t k) { return name(i) == name(k); });
    for (std::size_t i = 0; i < first.size(); ++i)
      if (first[i] != i) namesake_[named[i]] = namesake_[named[first[i]]] = TypeId{named[first[i]]};
  }

  // Post-order over everything but breaking pointers' targets, without recursion. What a
  // breaking pointer points at is compared as it is: named, hence mostly unique already.
  void settle(TypeId root) {
    stack_.push_back(root);
    while (!stack_.empty()) {
      const TypeId id = stack_.back();
      if (is_done_[index_of(id)]) {
        stack_.pop_back();
        continue;
      }
      const std::size_t before = stack_.size();
      if (final_[index_of(id)] == TypeId::none) {
        final_[index_of(id)] = id;  // opened
        const bool stops_here = is_breaking_pointer(model_, id);
        for_each_edge(model_, model_.at(id).shape, [&](TypeId to, Edge) {
          if (to == TypeId::none || is_done_[index_of(to)]) return;
          if (stops_here)
            unseen_.push_back(to);
          else if (final_[index_of(to)] == TypeId::none)
            stack_.push_back(to);
        });
      }
      if (stack_.size() != before) continue;
      stack_.pop_back();
      is_done_[index_of(id)] = true;
      final_[index_of(id)] = representative(id);
    }
  }

  // Whether pointers were compared before what they point at was merged.
  bool has_missed() const {
    return std::any_of(unseen_.begin(), unseen_.end(),
                       [&](TypeId id) { return final_[index_of(id)] != id; });
  }

  TypeId to_final(TypeId id) const { return id == TypeId::none ? id : final_of(id); }
  TypeId final_of(TypeId id) const {
    const TypeId known = final_[index_of(id)];
    return known == TypeId::none ? id : known;
  }

  TypeId representative(TypeId id) {
    if (holds<Gone>(model_.at(id))) return id;
    if (!is_nameless(model_.at(id)) && namesake_[index_of(id)] == TypeId::none) return id;
    const std::uint64_t hash = hash_of(id);
    const std::uint32_t found = table_.find(hash, [&](std::uint32_t other) {
      return alike(model_.at(static_cast<TypeId>(other)), model_.at(id),
                   [&](TypeId x, TypeId y) { return to_final(x) == to_final(y); });
    });
    if (found != IndexTable::kNone) return static_cast<TypeId>(found);
    table_.insert(hash, index_of(id));
    return id;
  }

  std::uint64_t hash_of(TypeId id) const {
    const Type& type = model_.at(id);
    std::uint64_t hash = mix(type.shape.index(), 0);
    if (!is_nameless(type))
      hash = hash_bytes(type.name, mix(hash, static_cast<std::uint64_t>(type.kind)));
    if (const auto* array = std::get_if<Array>(&type.shape)) hash = mix(hash, array->count);
    for_each_edge(model_, type.shape,
                  [&](TypeId to, Edge) { hash = mix(hash, index_of(to_final(to))); });
    return hash;
  }

  // Whether the two are alike, given that each pair of edges for which same_type holds is.
  template <class SameType>
  bool alike(const Type& a, const Type& b, const SameType& same_type) const {
    if (a.shape.index() != b.shape.index()) return false;
    const bool is_named_alike =
        a.name == b.name && a.kind == b.kind && a.is_named_by_us == b.is_named_by_us;
    if (!is_nameless(a) && !is_named_alike) return false;  // nameless ones carry no go.kind
    return std::visit(
        [&](const auto& x) {
          using S = std::remove_cvref_t<decltype(x)>;
          const S& y = std::get<S>(b.shape);
          if constexpr (std::is_same_v<S, Pointer> || std::is_same_v<S, Alias>) {
            return same_type(x.target, y.target);
          } else if constexpr (std::is_same_v<S, Array>) {
            return x.count == y.count && same_type(x.element, y.element);
          } else if constexpr (std::is_same_v<S, Base>) {
            return x.size == y.size && x.encoding == y.encoding;
          } else if constexpr (std::is_same_v<S, Struct>) {
            return alike(x.layout, y.layout, same_type);
          } else if constexpr (std::is_same_v<S, Signature>) {
            return same_type(x.result, y.result) && alike(x.params, y.params, same_type);
          } else {
            return false;
          }
        },
        a.shape);
  }

  template <class SameType>
  bool alike(Range<Param> a, Range<Param> b, const SameType& same_type) const {
    const auto x = model_.params(a), y = model_.params(b);
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), [&](const Param& p, const Param& q) {
      return p.name == q.name && same_type(p.type, q.type);
    });
  }

  template <class SameType>
  bool alike(const Layout& a, const Layout& b, const SameType& same_type) const {
    const auto x = model_.fields(a), y = model_.fields(b);
    return a.size == b.size &&
           std::equal(x.begin(), x.end(), y.begin(), y.end(), [&](const Field& p, const Field& q) {
             return p.name == q.name && p.offset == q.offset && p.hidden_type == q.hidden_type &&
                    same_type(p.type, q.type);
           });
  }

  // What the type was merged into, as far as known.
  TypeId kept_for(TypeId id) {
    TypeId end = id;
    while (kept_[index_of(end)] != end) end = kept_[index_of(end)];
    while (kept_[index_of(id)] != end) id = std::exchange(kept_[index_of(id)], end);
    return end;
  }

  // Types of one name that refer to themselves are alike if assuming so leads to no
  // contradiction; then so are all pairs met on the way.
  bool merge_if_alike(TypeId kept, TypeId twin) {
    std::vector<std::pair<TypeId, TypeId>> pairs = {{kept, twin}};
    std::set<std::pair<TypeId, TypeId>> assumed;
    const auto assume = [&](TypeId x, TypeId y) {
      if (x == TypeId::none || y == TypeId::none) return x == y;
      x = kept_for(x);
      y = kept_for(y);
      if (x != y && assumed.insert({x, y}).second) pairs.emplace_back(x, y);
      return true;
    };
    // NOLINTNEXTLINE(modernize-loop-convert): assume() makes the list longer on the way
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto [x, y] = pairs[i];
      const Layout* layout = layout_of(model_.at(x).shape);
      const std::uint64_t cost = 1 + (layout == nullptr ? 0 : layout->fields.count);
      if (cost > effort_left_) return false;
      effort_left_ -= cost;
      if (!alike(model_.at(x), model_.at(y), assume)) return false;
    }
    for (const auto& [x, y] : pairs) {
      const TypeId a = kept_for(x), b = kept_for(y);
      kept_[index_of(std::max(a, b))] = std::min(a, b);
    }
    return true;
  }

  // Only two sets of Go types in one file have any. Damaged DWARF may have a million types of one
  // name that differ far down: past a multiple of the model's size they stay apart, and unlike
  // names keep them so.
  bool merge_twins() {
    kept_.resize(model_.type_count());
    for (std::size_t i = 0; i < kept_.size(); ++i) kept_[i] = static_cast<TypeId>(i);
    effort_left_ = kEffort * (model_.type_count() + model_.all_fields().size());
    std::vector<TypeId> left(model_.type_count());  // by namesake: the first that is still there
    bool has_merged = false;
    for (std::size_t i = 1; i < model_.type_count(); ++i) {
      const auto id = static_cast<TypeId>(i);
      if (namesake_[i] == TypeId::none || !may_be_twin(model_.at(id)) || kept_for(id) != id)
        continue;
      TypeId& first = left[index_of(namesake_[i])];
      if (first == TypeId::none)
        first = id;
      else
        has_merged |= merge_if_alike(first, id);
    }
    for (std::size_t i = 1; has_merged && i < kept_.size(); ++i)
      model_.redirect(static_cast<TypeId>(i), kept_for(static_cast<TypeId>(i)));
    if (has_merged) model_.apply_redirects();
    return has_merged;
  }

  static constexpr std::uint64_t kEffort = 64;

  Model& model_;
  unsigned threads_;
  std::vector<TypeId> final_;
  std::vector<bool> is_done_;
  std::vector<TypeId> namesake_;  // the first of the name, if others have it too
  std::vector<TypeId> stack_;
  std::vector<TypeId> unseen_;  // what breaking pointers point at, not settled at that time
  IndexTable table_;
  std::vector<TypeId> kept_;  // by type: what it was merged into; itself: nothing
  std::uint64_t effort_left_ = 0;
};

}  // namespace

void merge_duplicates(Model& model, const PassOptions& options) {
  // Merging types can make others alike, but not often: real programs need two rounds.
  constexpr unsigned kMostRounds = 8;
  for (unsigned i = 0; i < kMostRounds && Merger(model, options.threads).run(); ++i) {
  }
}

}  // namespace gofixup
