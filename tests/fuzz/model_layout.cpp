// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The second half of a ModelMaker's work: no type contains itself, and members have offsets.
#include "fuzz/model_maker.hpp"
#include "model/edges.hpp"
#include "model/sizes.hpp"
#include "support/error.hpp"

namespace gofixup::fuzz {

void ModelMaker::lay_out_all() {
  states_.assign(model_.type_count(), State::untouched);
  for (std::size_t i = 1; i < model_.type_count(); ++i) lay_out(static_cast<TypeId>(i));
}

// The type itself, or uintptr in place of one that is not finished: it would contain itself.
TypeId ModelMaker::by_value(TypeId id) {
  lay_out(id);
  return states_[index_of(id)] == State::open ? static_cast<TypeId>(3) : id;
}

// As deep as types contain each other, of which there are few.
void ModelMaker::lay_out(TypeId id) {
  State& state = states_[index_of(id)];
  if (state != State::untouched) return;
  state = State::open;
  Shape shape = model_.at(id).shape;
  if (auto* alias = std::get_if<Alias>(&shape)) alias->target = by_value(alias->target);
  if (auto* array = std::get_if<Array>(&shape)) array->element = by_value(array->element);
  if (auto* face = std::get_if<Interface>(&shape)) face->layout = by_value(face->layout);
  if (auto* map = std::get_if<Map>(&shape)) map->header = by_value(map->header);
  if (auto* chan = std::get_if<Chan>(&shape)) chan->header = by_value(chan->header);
  if (auto* record = std::get_if<Struct>(&shape)) record->layout = laid_out(record->layout);
  model_.replace(id, shape);
  state = State::done;
}

// Gaps become offsets; the struct is as long as its members need, and what it asked for.
Layout ModelMaker::laid_out(Layout layout) {
  const auto fields = model_.fields_of(layout.fields);
  for (Field& field : fields) field.type = by_value(field.type);
  Sizes sizes(model_);
  std::uint64_t reached = 0;
  for (Field& field : fields) {
    const std::uint64_t align = sizes.align_of(field.type);
    field.offset = (field.offset + reached + align - 1) / align * align;
    reached = field.offset + sizes.size_of(field.type);
  }
  layout.size += reached;
  return layout;
}

// The reader's last check: what it refuses, no pass has to take.
void ModelMaker::check_layouts() const {
  Sizes sizes(model_);
  for (std::size_t i = 1; i < model_.type_count(); ++i) {
    const Type& type = model_.at(static_cast<TypeId>(i));
    const std::uint64_t size = sizes.size_of(static_cast<TypeId>(i));
    const Layout* layout = layout_of(type.shape);
    if (layout == nullptr || size > 0xffffffff) continue;
    std::uint64_t reached = 0;
    for (const Field& field : model_.fields(*layout)) {
      const std::uint64_t end = field.offset + sizes.size_of(field.type);
      const bool is_aligned = field.offset % sizes.align_of(field.type) == 0;
      if (field.offset < reached || end > size || end < field.offset || !is_aligned)
        throw Error(Error::Kind::malformed, "members that overlap");
      reached = end;
    }
  }
}

}  // namespace gofixup::fuzz
