// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/check_joined.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <string>
#include <vector>

#include "model/edges.hpp"
#include "model/sizes.hpp"
#include "reader/unit.hpp"
#include "support/error.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

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

  // Types that contain themselves, or are nested too deep to be counted, are for check_layouts().
  std::uint32_t of(TypeId id) {
    if (id == TypeId::none) return 0;
    std::uint32_t& known = counts_[index_of(id)];
    if (known != 0 || depth_ > kDeepest) return known;
    known = 1;
    ++depth_;
    std::uint32_t count = 1;
    for_each_edge(model_, model_.at(id).shape, [&](TypeId to, Edge edge) {
      if (edge == Edge::value) count = std::min(kMost + 1, count + of(to));
    });
    if (count > kMost)
      throw Error(Error::Kind::malformed, "type " + std::string(model_.at(id).name) +
                                              " has more than " + std::to_string(kMost) +
                                              " fields, with those of the types within it");
    --depth_;
    return known = count;
  }

 private:
  static constexpr std::uint32_t kMost = 1 << 18;
  static constexpr unsigned kDeepest = 4000;  // twice as deep as Sizes lets types be nested

  const Model& model_;
  std::vector<std::uint32_t> counts_;  // 0: not known
  unsigned depth_ = 0;                 // of the recursion
};

void check_field_counts(const Model& model) {
  FieldCounts counts(model);
  for (std::size_t i = 1; i < model.type_count(); ++i) counts.of(static_cast<TypeId>(i));
}

}  // namespace

void check_joined(Budget& budget, unsigned threads, Model& model) {
  // The first of these that fails is told, however threads run.
  std::array<std::exception_ptr, 3> failures;
  parallel_for(failures.size(), threads, [&](std::size_t which) {
    try {
      if (which == 0) check_layouts(model);
      if (which == 1) check_field_counts(model);
      if (which == 2) pay_for_spelling(model, budget);
    } catch (...) {
      failures[which] = std::current_exception();
    }
  });
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
  demote_odd_headers(model);
}

}  // namespace gofixup
