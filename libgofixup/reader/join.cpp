// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/join.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "model/edges.hpp"
#include "reader/check_joined.hpp"
#include "support/error.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

// DIE offset → TypeId. One mark per 64 bytes of .debug_info tells where among the offsets, which
// ascend, to begin looking.
class OffsetIndex {
 public:
  OffsetIndex(std::uint64_t info_size, std::size_t type_count)
      : offsets_(type_count), marks_((info_size >> kShift) + 2) {}

  // The offsets, for the caller to fill: that of the type with the id i + 1 is at i.
  std::span<std::uint32_t> offsets() { return offsets_; }

  void finish() {
    std::size_t mark = 0;
    for (std::size_t i = 0; i < offsets_.size(); ++i) {
      GOFIXUP_CHECK(i == 0 || offsets_[i - 1] < offsets_[i]);
      for (const std::size_t own = offsets_[i] >> kShift; mark <= own; ++mark)
        marks_[mark] = static_cast<std::uint32_t>(i);
    }
    for (; mark < marks_.size(); ++mark) marks_[mark] = static_cast<std::uint32_t>(offsets_.size());
  }
  // none for an offset where no type begins.
  TypeId find(std::uint32_t offset) const {
    if ((offset >> kShift) >= marks_.size()) return TypeId::none;
    std::size_t i = marks_[offset >> kShift];
    while (i < offsets_.size() && offsets_[i] < offset) ++i;
    return i < offsets_.size() && offsets_[i] == offset ? static_cast<TypeId>(i + 1) : TypeId::none;
  }

 private:
  static constexpr unsigned kShift = 6;
  std::vector<std::uint32_t> offsets_, marks_;
};

// Puts the fragments behind each other, on all threads.
class Join {
 public:
  Join(std::vector<PackedFragment>& fragments, std::uint64_t info_size, Model& model)
      : fragments_(fragments),
        model_(model),
        starts_(starts_of(fragments)),
        parts_left_(fragments.size()),
        index_(info_size, starts_.back().types) {
    GOFIXUP_CHECK(model.type_count() == 1);
    to_ = model.extend(starts_.back());
    for (std::size_t i = 0; i < fragments.size(); ++i) {
      const PackedFragment& all = fragments[i];
      const std::size_t most = std::max({all.types.size(), all.fields.size(), all.params.size(),
                                         all.pieces.size(), all.functions.size()});
      const std::size_t count = most / kPart + 1;
      for (std::size_t part = 0; part < count; ++part) parts_.push_back({i, part, count});
      parts_left_[i] = count;
    }
  }

  void run(unsigned threads) {
    parallel_for(parts_.size(), threads, [&](std::size_t i) { list_offsets(parts_[i]); });
    index_.finish();
    parallel_for(parts_.size(), threads, [&](std::size_t i) { move(parts_[i]); });
    append_globals();
  }

 private:
  static constexpr std::size_t kPart = 8192;  // items of a pool

  // One of so many equal parts of a fragment: a single one may have all types.
  struct Part {
    std::size_t fragment, number, count;

    // Where its items of a pool begin.
    std::size_t begin_in(std::size_t pool_size) const { return pool_size * number / count; }
    std::size_t end_in(std::size_t pool_size) const { return pool_size * (number + 1) / count; }
  };

  // Where each fragment's pools begin in the model's; behind them, where the last ones end.
  static std::vector<Model::Sizes> starts_of(const std::vector<PackedFragment>& fragments) {
    std::vector<Model::Sizes> starts(1);
    const auto end = [](std::size_t start, std::size_t size) {
      GOFIXUP_CHECK(size < std::numeric_limits<std::uint32_t>::max() - start);
      return start + size;
    };
    for (const PackedFragment& fragment : fragments) {
      const Model::Sizes& start = starts.back();
      starts.push_back(
          {end(start.types, fragment.types.size()), end(start.fields, fragment.fields.size()),
           end(start.params, fragment.params.size()), end(start.pieces, fragment.pieces.size()),
           end(start.functions, fragment.functions.size())});
    }
    return starts;
  }

  void list_offsets(const Part& part) {
    const std::span<const Type> types = fragments_[part.fragment].types;
    std::uint32_t* const offsets = index_.offsets().data() + starts_[part.fragment].types;
    for (std::size_t i = part.begin_in(types.size()); i < part.end_in(types.size()); ++i)
      offsets[i] = index_of(type_reference(types[i].origin.die));
  }

  // Copies the items to their place, makes them fit there, and gives a fragment's memory back when
  // all its parts are copied.
  void move(const Part& part) {
    PackedFragment& fragment = fragments_[part.fragment];
    const Model::Sizes& starts = starts_[part.fragment];
    const auto copy = [&](const auto& from, const auto& pool, std::size_t start) {
      const std::size_t begin = part.begin_in(from.size()), end = part.end_in(from.size());
      const auto to = pool.subspan(start + begin, end - begin);
      std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(begin), to.size(), to.begin());
      return to;
    };
    for (Type& type : copy(fragment.types, to_.types, starts.types)) fit(type, starts);
    for (Field& field : copy(fragment.fields, to_.fields, starts.fields)) resolve(field.type);
    for (Param& param : copy(fragment.params, to_.params, starts.params)) {
      param.entry.first += static_cast<std::uint32_t>(starts.pieces);
      resolve(param.type);
    }
    copy(fragment.pieces, to_.pieces, starts.pieces);
    for (Function& function : copy(fragment.functions, to_.functions, starts.functions)) {
      function.params.first += static_cast<std::uint32_t>(starts.params);
      function.results.first += static_cast<std::uint32_t>(starts.params);
    }
    if (--parts_left_[part.fragment] == 0) fragment.items.clear();
  }

  void fit(Type& type, const Model::Sizes& starts) const {
    if (auto* layout = const_cast<Layout*>(layout_of(type.shape)))
      layout->fields.first += static_cast<std::uint32_t>(starts.fields);
    if (auto* func = std::get_if<FuncValue>(&type.shape)) {
      func->params.first += static_cast<std::uint32_t>(starts.params);
      func->results.first += static_cast<std::uint32_t>(starts.params);
    }
    try {
      for_each_own_edge(type.shape, [&](TypeId& edge, Edge) { resolve(edge); });
    } catch (Error& error) {
      throw error.add_context("type " + std::string(type.name));
    }
  }

  void resolve(TypeId& id) const {
    if (id == TypeId::none) return;
    const TypeId found = index_.find(index_of(id));
    if (found == TypeId::none)
      throw Error(Error::Kind::malformed,
                  "a reference to DIE " + hex(index_of(id)) + ", where no type begins");
    id = found;
  }

  // What is read on request only.
  void append_globals() {
    const auto append = [&](const auto& from, auto& to) {
      for (const auto& item : from) {
        to.push_back(item);
        resolve(to.back().type);
      }
    };
    for (const PackedFragment& fragment : fragments_) {
      append(fragment.variables, model_.variables);
      append(fragment.constants, model_.constants);
      append(fragment.runtime_types, model_.interfaces.types);
    }
  }

  std::vector<PackedFragment>& fragments_;
  Model& model_;
  const std::vector<Model::Sizes> starts_;  // by fragment, and the end
  std::vector<Part> parts_;
  std::vector<std::atomic<std::size_t>> parts_left_;  // by fragment
  OffsetIndex index_;
  Model::Pools to_;
};

// With room for what passes add: prototypes, dictionaries, a few structs. Room that stays unused
// never becomes memory; a pool that has to move does, twice over.
Model::Sizes sizes_of(const std::vector<PackedFragment>& fragments) {
  Model::Sizes sizes{1024, 1024, 1024, 0, 0};
  for (const PackedFragment& fragment : fragments) {
    sizes.types += fragment.types.size() + fragment.types.size() / 8 + fragment.functions.size();
    sizes.fields += fragment.fields.size() + fragment.fields.size() / 8;
    sizes.params += fragment.params.size() + fragment.params.size() / 8;
    sizes.pieces += fragment.pieces.size();
    sizes.functions += fragment.functions.size();
  }
  return sizes;
}

}  // namespace

void join(std::vector<PackedFragment>& fragments, std::uint64_t info_size, Budget& budget,
          unsigned threads, Model& model) {
  model.reserve(sizes_of(fragments));
  Join(fragments, info_size, model).run(threads);
  for (PackedFragment& fragment : fragments) model.hold(std::move(fragment.names));
  fragments.clear();
  model.end_reading();
  check_joined(budget, threads, model);
}

}  // namespace gofixup
