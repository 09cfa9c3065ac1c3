// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "probe/events.hpp"

#include <algorithm>

#include "probe/values.hpp"

namespace gofixup::cli {

namespace {

// What fits a line for people and a few cache lines of a ring buffer.
constexpr std::size_t kMostFields = 40, kMostFieldsBehind = 8;
constexpr std::uint64_t kMostBytes = 64, kMostNumbers = 8;

// `.name.str` as a part of an identifier.
std::string joined(const std::string& path) {
  std::string name;
  for (const char c : path)
    if (c != ']') name += c == '.' || c == '[' ? '_' : c;
  return name;
}

}  // namespace

TypeId EventPlanner::without_aliases(TypeId id) const {
  while (id != TypeId::none && holds<Alias>(model_.at(id)))
    id = std::get<Alias>(model_.at(id).shape).target;
  return id;
}

bool EventPlanner::is_byte(TypeId id) const {
  id = without_aliases(id);
  const auto* base = id == TypeId::none ? nullptr : std::get_if<Base>(&model_.at(id).shape);
  return base != nullptr && base->size == 1 && base->encoding == Base::Encoding::unsigned_int;
}

// Whether what fill() gets of the value covers the path.
bool EventPlanner::is_at_hand(const std::string& path) const {
  if (is_behind_ || value_->where != Place::Where::registers) return true;
  const auto& parts = value_->registers;
  return std::any_of(parts.begin(), parts.end(),
                     [&](const RegisterPart& part) { return part.path == path; });
}

void EventPlanner::add_field(EventField field, const At& at) {
  const std::string separator = is_behind_ ? "->" : "";
  const std::string tail = is_behind_ ? at.path.substr(1) : at.path;
  field.go_path = value_->go_name + separator + tail;
  if (left_ == 0) {
    list_->unsent.push_back(field.go_path);
    return;
  }
  --left_;
  field.path = at.path;
  field.offset = at.offset;
  field.is_behind = is_behind_;
  const std::string name = value_->name + joined(at.path);
  field.name = name;
  // A text has a second member, NAME_len.
  for (unsigned i = 2; names_.contains(field.name) || names_.contains(field.name + "_len"); ++i)
    field.name = name + std::to_string(i);
  names_.insert(field.name);
  if (field.kind == EventField::Kind::text || field.kind == EventField::Kind::buffer)
    names_.insert(field.name + "_len");
  value_->fields.push_back(std::move(field));
}

void EventPlanner::add_array(const Array& array, const At& at) {
  if (array.count == 0) return;
  const TypeId element = without_aliases(array.element);
  const auto* base =
      element == TypeId::none ? nullptr : std::get_if<Base>(&model_.at(element).shape);
  if (array.count == 1) return add(array.element, {at.path + "[0]", at.offset});
  EventField field;
  field.count = array.count;
  field.size = base == nullptr ? 0 : base->size;
  if (is_byte(element) && array.count <= kMostBytes && !is_behind_) {
    field.kind = EventField::Kind::bytes;
    return add_field(field, at);
  }
  const bool is_int = base != nullptr && base->encoding != Base::Encoding::floating;
  if (is_int && array.count <= kMostNumbers && !is_behind_) {
    field.scalar = kind_of(*base);
    return add_field(field, at);
  }
  list_->unsent.push_back(value_->go_name + at.path);
}

void EventPlanner::add_struct(const Struct& record, const At& at) {
  for (const Field& field : model_.fields(record.layout))
    if (!field.name.starts_with("_pad"))
      add(field.type, {at.path + "." + std::string(field.name), at.offset + field.offset});
}

void EventPlanner::add(TypeId id, const At& at) {
  id = without_aliases(id);
  if (id == TypeId::none) return;
  const Type& type = model_.at(id);
  if (const auto* array = std::get_if<Array>(&type.shape)) return add_array(*array, at);
  if (const auto* record = std::get_if<Struct>(&type.shape)) {
    const auto fields = model_.fields(record->layout);
    const bool is_text = type.kind == GoKind::string && fields.size() == 2;
    const auto* data = type.kind == GoKind::slice && fields.size() == 3
                           ? std::get_if<Pointer>(&model_.at(fields[0].type).shape)
                           : nullptr;
    const bool is_buffer = data != nullptr && is_byte(data->target);
    if (!is_text && !is_buffer) return add_struct(*record, at);
    if (!is_at_hand(at.path + "." + std::string(fields[0].name))) return;
    EventField field;
    field.kind = is_text ? EventField::Kind::text : EventField::Kind::buffer;
    return add_field(field, at);
  }
  const auto* base = std::get_if<Base>(&type.shape);
  const bool is_pointer = holds<Pointer>(type);
  if (base == nullptr && !is_pointer) {
    list_->unsent.push_back(value_->go_name + at.path);
    return;
  }
  if (!is_at_hand(at.path)) return;
  EventField field;
  field.scalar = is_pointer ? ScalarKind::pointer : kind_of(*base);
  field.size = sizes_.size_of(id);
  add_field(field, at);
}

// The first fields of the struct that a value points to.
void EventPlanner::add_behind(TypeId id) {
  for (TypeId step = id; step != TypeId::none && holds<Alias>(model_.at(step));
       step = std::get<Alias>(model_.at(step).shape).target)
    if (model_.at(step).kind != GoKind::none) return;  // a map, a channel
  id = without_aliases(id);
  const auto* pointer = id == TypeId::none ? nullptr : std::get_if<Pointer>(&model_.at(id).shape);
  if (pointer == nullptr || pointer->target == TypeId::none) return;
  const Type& target = model_.at(pointer->target);
  const auto* record = std::get_if<Struct>(&target.shape);
  if (record == nullptr || target.btf_name.empty() || target.kind == GoKind::func) return;
  value_->pointee = "struct " + std::string(target.btf_name);
  const std::size_t left = left_;
  const std::size_t unsent = list_->unsent.size();
  left_ = std::min(left_, kMostFieldsBehind);
  const std::size_t taken = left_;
  is_behind_ = true;
  add_struct(*record, {"", 0});
  is_behind_ = false;
  left_ = left - (taken - left_);
  list_->unsent.resize(unsent);  // a glimpse is all that was promised
  if (value_->fields.empty() || !value_->fields.back().is_behind) value_->pointee.clear();
}

void EventPlanner::plan(ProbeValues& list) {
  list_ = &list;
  left_ = kMostFields;
  names_ = {"head"};
  for (ProbeValue& value : list.values) {
    value_ = &value;
    if (value.where == Place::Where::nowhere) continue;
    if (value.where == Place::Where::stack && value.memory.empty()) continue;
    add(value.type, {"", 0});
    add_behind(value.type);
  }
}

}  // namespace gofixup::cli
