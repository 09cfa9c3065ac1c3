// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/join.hpp"

#include <algorithm>

#include "model/edges.hpp"
#include "model/sizes.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

// DIE offset → TypeId. Offsets come in ascending order; one mark per 64 bytes of .debug_info
// tells where among them to begin looking.
class OffsetIndex {
 public:
  explicit OffsetIndex(std::uint64_t info_size) : marks_((info_size >> kShift) + 2) {}

  void add(std::uint64_t offset, TypeId id) {
    GOFIXUP_CHECK(entries_.empty() || entries_.back().offset < offset);
    entries_.push_back({static_cast<std::uint32_t>(offset), id});
  }
  void finish() {
    std::size_t entry = 0;
    for (std::size_t mark = 0; mark < marks_.size(); ++mark) {
      while (entry < entries_.size() && entries_[entry].offset < mark << kShift) ++entry;
      marks_[mark] = static_cast<std::uint32_t>(entry);
    }
  }
  // none for an offset where no type begins.
  TypeId find(std::uint32_t offset) const {
    if ((offset >> kShift) >= marks_.size()) return TypeId::none;
    for (std::size_t i = marks_[offset >> kShift]; i < entries_.size(); ++i) {
      if (entries_[i].offset == offset) return entries_[i].id;
      if (entries_[i].offset > offset) break;
    }
    return TypeId::none;
  }

 private:
  static constexpr unsigned kShift = 6;
  struct Entry {
    std::uint32_t offset;
    TypeId id;
  };
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> marks_;
};

void append_pools(const Fragment& fragment, Model& model) {
  const std::uint32_t fields = model.keep(std::span(fragment.fields)).first;
  const std::uint32_t pieces = model.keep(std::span(fragment.pieces)).first;
  const std::uint32_t params = model.keep(std::span(fragment.params)).first;
  for (Param& param : model.all_params().subspan(params)) param.entry.first += pieces;
  for (Type type : fragment.types) {
    if (Layout* layout = const_cast<Layout*>(layout_of(type.shape))) layout->fields.first += fields;
    if (auto* func = std::get_if<FuncValue>(&type.shape)) {
      func->params.first += params;
      func->results.first += params;
    }
    model.add(type);
  }
  for (Function function : fragment.functions) {
    function.params.first += params;
    function.results.first += params;
    model.functions.push_back(function);
  }
  const auto append = [](const auto& from, auto& to) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(fragment.variables, model.variables);
  append(fragment.constants, model.constants);
  auto& runtime_types = model.interfaces.types;
  runtime_types.insert(runtime_types.end(), fragment.runtime_types.begin(),
                       fragment.runtime_types.end());
}

void resolve(TypeId& id, const OffsetIndex& index) {
  if (id == TypeId::none) return;
  const TypeId found = index.find(index_of(id));
  if (found == TypeId::none)
    throw Error(Error::Kind::malformed,
                "a reference to DIE " + hex(index_of(id)) + ", where no type begins");
  id = found;
}

void resolve_all(const OffsetIndex& index, Model& model) {
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    const auto id = static_cast<TypeId>(i);
    Shape shape = model.at(id).shape;
    try {
      for_each_own_edge(shape, [&](TypeId& edge, Edge) { resolve(edge, index); });
    } catch (Error& error) {
      throw error.add_context("type " + std::string(model.at(id).name));
    }
    model.replace(id, shape);
  }
  for (Field& field : model.all_fields()) resolve(field.type, index);
  for (Param& param : model.all_params()) resolve(param.type, index);
  for (Variable& variable : model.variables) resolve(variable.type, index);
  for (Constant& constant : model.constants) resolve(constant.type, index);
  for (RuntimeType& entry : model.interfaces.types) resolve(entry.type, index);
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
      throw Error(Error::Kind::malformed,
                  "type " + std::string(model_.at(id).name) + " has more than " +
                      std::to_string(kMost) + " fields, with those of the types within it");
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

}  // namespace

void join(std::vector<Fragment>& fragments, std::uint64_t info_size, Budget& budget, Model& model) {
  OffsetIndex index(info_size);
  model.reserve(sizes_of(fragments));
  for (Fragment& fragment : fragments) {
    append_pools(fragment, model);
    if (fragment.texts) model.hold(fragment.texts);
    const std::size_t first = model.type_count() - fragment.types.size();
    for (std::size_t i = 0; i < fragment.types.size(); ++i)
      index.add(fragment.types[i].origin.die, static_cast<TypeId>(first + i));
    fragment = {};
  }
  index.finish();
  resolve_all(index, model);
  check_layouts(model);
  demote_odd_headers(model);
  check_field_counts(model);
  pay_for_spelling(model, budget);
}

}  // namespace gofixup
