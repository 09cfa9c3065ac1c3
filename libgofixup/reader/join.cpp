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

// Puts the fragments behind each other, piece by piece, on all threads.
class Join {
 public:
  Join(std::vector<Fragment>& fragments, std::uint64_t info_size, Model& model)
      : fragments_(fragments), model_(model), index_(info_size, total(&Fragment::types)) {
    GOFIXUP_CHECK(model.type_count() == 1);
    std::uint32_t types = 0, fields = 0, params = 0, pieces = 0, functions = 0;
    for (std::uint32_t i = 0; i < fragments.size(); ++i) {
      const Fragment& fragment = fragments[i];
      starts_.push_back({fields, params, pieces});
      plan(Pool::types, i, fragment.types, types);
      plan(Pool::fields, i, fragment.fields, fields);
      plan(Pool::params, i, fragment.params, params);
      plan(Pool::pieces, i, fragment.pieces, pieces);
      plan(Pool::functions, i, fragment.functions, functions);
    }
    to_ = model.extend({types, fields, params, pieces, functions});
  }

  void run(unsigned threads) {
    parallel_for(parts_.size(), threads, [&](std::size_t i) { look_at(parts_[i]); });
    index_.finish();
    std::size_t size = 0;
    for (Part& part : parts_) part.text = std::exchange(size, size + part.text);
    text_->resize(size);
    parallel_for(parts_.size(), threads, [&](std::size_t i) { move(parts_[i]); });
    append_globals();
    model_.hold(text_);
  }

 private:
  enum class Pool : std::uint8_t { types, fields, params, pieces, functions };

  // A chunk of a fragment's pool; `to` is its place in the model's.
  struct Part {
    Pool pool;
    std::uint32_t fragment, chunk, to;
    std::size_t text = 0;  // first how long the names are in all, then where they go in text_
  };
  // Where a fragment's pools begin in the model's.
  struct Starts {
    std::uint32_t fields, params, pieces;
  };

  template <class T>
  std::size_t total(Chunks<T> Fragment::*pool) const {
    std::size_t count = 0;
    for (const Fragment& fragment : fragments_) count += (fragment.*pool).size();
    GOFIXUP_CHECK(count < std::numeric_limits<std::uint32_t>::max());
    return count;
  }

  template <class T>
  void plan(Pool pool, std::uint32_t fragment, const Chunks<T>& chunks, std::uint32_t& end) {
    for (std::uint32_t i = 0; i < chunks.chunk_count(); ++i) {
      parts_.push_back({pool, fragment, i, end});
      GOFIXUP_CHECK(chunks.chunk(i).size() < std::numeric_limits<std::uint32_t>::max() - end);
      end += static_cast<std::uint32_t>(chunks.chunk(i).size());
    }
  }

  void look_at(Part& part) {
    const Fragment& fragment = fragments_[part.fragment];
    switch (part.pool) {
      case Pool::types: list_offsets(part); return measure(fragment.types, part);
      case Pool::fields: return measure(fragment.fields, part);
      case Pool::params: return measure(fragment.params, part);
      case Pool::pieces: return;
      case Pool::functions: return measure(fragment.functions, part);
    }
  }

  template <class T>
  static void measure(const Chunks<T>& chunks, Part& part) {
    for (const T& item : chunks.chunk(part.chunk)) part.text += item.name.size();
  }

  void list_offsets(const Part& part) {
    std::uint32_t* offset = index_.offsets().data() + part.to;
    for (const Type& type : fragments_[part.fragment].types.chunk(part.chunk))
      *offset++ = index_of(type_reference(type.origin.die));
  }

  void move(const Part& part) {
    Fragment& fragment = fragments_[part.fragment];
    const Starts& starts = starts_[part.fragment];
    switch (part.pool) {
      case Pool::types:
        return move(fragment.types, part, to_.types, [&](Type& type) { fit(type, starts); });
      case Pool::fields:
        return move(fragment.fields, part, to_.fields, [&](Field& field) { resolve(field.type); });
      case Pool::params:
        return move(fragment.params, part, to_.params, [&](Param& param) {
          param.entry.first += starts.pieces;
          resolve(param.type);
        });
      case Pool::pieces: return move(fragment.pieces, part, to_.pieces, [](EntryPiece&) {});
      case Pool::functions:
        return move(fragment.functions, part, to_.functions, [&](Function& function) {
          function.params.first += starts.params;
          function.results.first += starts.params;
        });
    }
  }

  // Copies the chunk, with its names, adjusts each item with `fit`, and gives the chunk's memory
  // back.
  template <class T, class Fit>
  void move(Chunks<T>& chunks, const Part& part, std::span<T> pool, const Fit& fit) {
    const std::span<T> to = pool.subspan(part.to, chunks.chunk(part.chunk).size());
    std::copy_n(chunks.chunk(part.chunk).begin(), to.size(), to.begin());
    chunks.drop_chunk(part.chunk);
    copy_names(to, text_->data() + part.text);
    for (T& item : to) fit(item);
  }

  // The names are a third of .debug_info; with them copied, all of it can go.
  template <class T>
  static void copy_names(std::span<T> items, char* to) {
    if constexpr (requires(T item) { item.name; }) {
      for (T& item : items) {
        char* const end = std::copy(item.name.begin(), item.name.end(), to);
        item.name = {to, item.name.size()};
        to = end;
      }
    }
  }

  void fit(Type& type, const Starts& starts) const {
    if (Layout* layout = const_cast<Layout*>(layout_of(type.shape)))
      layout->fields.first += starts.fields;
    if (auto* func = std::get_if<FuncValue>(&type.shape)) {
      func->params.first += starts.params;
      func->results.first += starts.params;
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
    for (const Fragment& fragment : fragments_) {
      append(fragment.variables, model_.variables);
      append(fragment.constants, model_.constants);
      append(fragment.runtime_types, model_.interfaces.types);
    }
    keep_names(model_.variables);
    keep_names(model_.constants);
    keep_names(model_.interfaces.types);
  }

  template <class T>
  void keep_names(std::vector<T>& items) {
    for (T& item : items) item.name = model_.keep(item.name);
  }

  std::vector<Fragment>& fragments_;
  Model& model_;
  OffsetIndex index_;
  std::vector<Starts> starts_;  // by fragment
  std::vector<Part> parts_;
  std::shared_ptr<BigVector<char>> text_ = std::make_shared<BigVector<char>>();  // all names
  Model::Pools to_;
};

// With room for what passes add: prototypes, dictionaries, a few structs. Room that stays unused
// never becomes memory; a pool that has to move does, twice over.
Model::Sizes sizes_of(const std::vector<Fragment>& fragments) {
  Model::Sizes sizes{1024, 1024, 1024, 0, 0};
  for (const Fragment& fragment : fragments) {
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

void join(std::vector<Fragment>& fragments, std::uint64_t info_size, Budget& budget,
          unsigned threads, Model& model) {
  model.reserve(sizes_of(fragments));
  Join(fragments, info_size, model).run(threads);
  for (const Fragment& fragment : fragments)
    if (fragment.texts) model.hold(fragment.texts);
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
