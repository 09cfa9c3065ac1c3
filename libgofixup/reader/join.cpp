// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/join.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "model/edges.hpp"
#include "model/sizes.hpp"
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
        index_(info_size, starts_.back().types) {
    GOFIXUP_CHECK(model.type_count() == 1);
    to_ = model.extend(starts_.back());
  }

  void run(unsigned threads) {
    parallel_for(fragments_.size(), threads, [&](std::size_t i) { list_offsets(i); });
    index_.finish();
    parallel_for(fragments_.size(), threads, [&](std::size_t i) { move(i); });
    append_globals();
  }

 private:
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

  void list_offsets(std::size_t i) {
    std::uint32_t* offset = index_.offsets().data() + starts_[i].types;
    for (const Type& type : fragments_[i].types)
      *offset++ = index_of(type_reference(type.origin.die));
  }

  // Copies a fragment's items to their place, makes them fit there, and gives their memory back.
  void move(std::size_t i) {
    PackedFragment& fragment = fragments_[i];
    const Model::Sizes& starts = starts_[i];
    const auto copy = [](const auto& from, const auto& pool, std::size_t at) {
      const auto to = pool.subspan(at, from.size());
      std::copy(from.begin(), from.end(), to.begin());
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
    fragment.items.clear();
  }

  void fit(Type& type, const Model::Sizes& starts) const {
    if (Layout* layout = const_cast<Layout*>(layout_of(type.shape)))
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
  OffsetIndex index_;
  Model::Pools to_;
};

// With room for what passes add: prototypes, dictionaries, a few structs. Room that stays unused
// never becomes memory; a pool that has to move does, twice over.
Model::Sizes sizes_of(const std::vector<PackedFragment>& fragments) {
  Model::Sizes sizes{1024, 1024, 1024, 0, 0};
  for (const PackedFragment& fragment : fragments) {
    sizes.types += fragment.types.size() + fragment.functions.size();
    sizes.fields += fragment.fields.size() + fragment.fields.size() / 8;
    sizes.params += fragment.params.size() + fragment.params.size() / 8;
    sizes.pieces += fragment.pieces.size();
    sizes.functions += fragment.functions.size();
  }
  return sizes;
}

// Passes and printers spell types out by what they are made of.
void pay_for_spelling(Model& model, Budget& budget) {
  const auto pay = [&](const auto& items) {
    std::uint64_t cost = 0;
    for (const auto& item : items)
      if (item.type != TypeId::none) cost += model.at(item.type).name.size();
    budget.spend(cost);
  };
  pay(model.all_fields());
  pay(model.all_params());
}

// Go's compiler aligns all members and never lets them overlap or leave their struct, so where they
// do, the DWARF is damaged and nothing in it can be trusted. (And kernels refuse floats that are
// not aligned.)
void check_layouts(const Model& model) {
  Sizes sizes(model);
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    const Type& type = model.at(static_cast<TypeId>(i));
    const std::uint64_t size = sizes.size_of(static_cast<TypeId>(i));
    const Layout* layout = layout_of(type.shape);
    if (layout == nullptr || size > 0xffffffff) continue;  // see read_layout()
    std::uint64_t reached = 0;
    for (const Field& field : model.fields(*layout)) {
      const std::uint64_t end = field.offset + sizes.size_of(field.type);
      const bool fits = field.offset >= reached && end <= size && end >= field.offset;
      if (!fits || field.offset % sizes.align_of(field.type) != 0)
        throw Error(Error::Kind::malformed,
                    "at DIE " + hex(type.origin.die) + ": member " + std::string(field.name) +
                        " of " + std::string(type.name) +
                        (fits ? " is not aligned" : " overlaps its neighbour or its end"));
      reached = end;
    }
  }
}

// What holds anything but a pointer and numbers is no header, whatever it says: all strings will
// become one struct, and may hold none themselves.
bool is_header(const Model& model, const Layout& layout, std::size_t field_count) {
  const auto fields = model.fields(layout);
  return fields.size() == field_count &&
         std::all_of(fields.begin(), fields.end(), [&](const Field& field) {
           const Type& type = model.at(field.type);
           return holds<Pointer>(type) || holds<UnsafePointer>(type) || holds<Number>(type);
         });
}

void demote_odd_headers(Model& model) {
  model.for_each<String>([&](TypeId id, const String& string) {
    if (!is_header(model, string.layout, 2)) model.replace(id, Struct{string.layout});
  });
  model.for_each<Slice>([&](TypeId id, const Slice& slice) {
    if (!is_header(model, slice.layout, 3)) model.replace(id, Struct{slice.layout});
  });
}

// Structs of structs of structs can have more fields altogether than anybody can count, though each
// has two; who prints them or aligns them goes through all (libbpf's btf__align_of does).
class FieldCounts {
 public:
  explicit FieldCounts(const Model& model) : model_(model), counts_(model.type_count()) {}

  // Recurses as deep as types lie within types, which Sizes has bounded.
  std::uint32_t of(TypeId id) {
    if (id == TypeId::none) return 0;
    std::uint32_t& known = counts_[index_of(id)];
    if (known != 0) return known;
    std::uint32_t count = 1;
    for_each_edge(model_, model_.at(id).shape, [&](TypeId to, Edge edge) {
      if (edge == Edge::value) count = std::min(kMost + 1, count + of(to));
    });
    if (count > kMost)
      throw Error(Error::Kind::malformed, "type " + std::string(model_.at(id).name) +
                                              " has more than " + std::to_string(kMost) +
                                              " fields, with those of the types within it");
    return known = count;
  }

 private:
  static constexpr std::uint32_t kMost = 1 << 18;

  const Model& model_;
  std::vector<std::uint32_t> counts_;  // 0: not known
};

void check_field_counts(const Model& model) {
  FieldCounts counts(model);
  for (std::size_t i = 1; i < model.type_count(); ++i) counts.of(static_cast<TypeId>(i));
}

}  // namespace

void join(std::vector<PackedFragment>& fragments, std::uint64_t info_size, Budget& budget,
          unsigned threads, Model& model) {
  model.reserve(sizes_of(fragments));
  Join(fragments, info_size, model).run(threads);
  for (PackedFragment& fragment : fragments) model.hold(std::move(fragment.names));
  fragments.clear();
  model.end_reading();
  std::exception_ptr too_expensive;  // told only if nothing else is wrong, however threads run
  parallel_for(2, threads, [&](std::size_t which) {
    if (which == 0) return check_layouts(model);
    try {
      pay_for_spelling(model, budget);
    } catch (const Error&) {
      too_expensive = std::current_exception();
    }
  });
  demote_odd_headers(model);
  check_field_counts(model);
  if (too_expensive) std::rethrow_exception(too_expensive);
}

}  // namespace gofixup
