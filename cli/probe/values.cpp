// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "probe/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "passes/btf_names.hpp"
#include "probe/secrets.hpp"

namespace gofixup::cli {

namespace {

// More pieces than this make the code that reads round secrets longer than anyone wants.
constexpr std::size_t kMostPieces = 32;

// Macros of headers that BPF programs include, or of the compiler.
constexpr auto kMacros = std::to_array<std::string_view>(
    {"NULL", "EOF", "errno", "stdin", "stdout", "stderr", "linux", "unix", "offsetof", "SEC"});

// Results keep Go's names in the model: here all become different C identifiers.
std::string legal_name(const std::string& go_name, std::set<std::string>& taken) {
  std::string base = member_name(go_name);
  if (base.empty() || base == "_") base = "_v";
  if (std::find(kMacros.begin(), kMacros.end(), base) != kMacros.end()) base += '_';
  std::string name = base;
  for (unsigned i = 2; !taken.insert(name).second; ++i) name = base + std::to_string(i);
  return name;
}

// What lies between the ranges, which ascend.
std::vector<MemoryPart> between(const std::vector<MemoryPart>& ranges, std::uint64_t size) {
  std::vector<MemoryPart> parts;
  std::uint64_t reached = 0;
  for (const MemoryPart& range : ranges) {
    if (range.offset > reached) parts.push_back({reached, range.offset - reached});
    reached = std::max(reached, range.offset + range.size);
  }
  if (size > reached) parts.push_back({reached, size - reached});
  return parts;
}

}  // namespace

ScalarKind kind_of(const Base& base) {
  switch (base.encoding) {
    case Base::Encoding::signed_int: return ScalarKind::signed_int;
    case Base::Encoding::boolean: return ScalarKind::boolean;
    case Base::Encoding::floating: return ScalarKind::floating;
    case Base::Encoding::unsigned_int: break;
  }
  return ScalarKind::unsigned_int;
}

bool ValueSplitter::is_secret(Name name) const { return !with_secrets_ && is_secret_name(name); }

// The scalars in the order Go gives them registers. False where the type's inside is not told.
bool ValueSplitter::add_scalars(TypeId id, const std::string& path, bool is_in_secret,
                                std::vector<Scalar>& scalars) {
  if (id == TypeId::none) return false;
  if (empty_.contains(id)) return true;
  const std::size_t before = scalars.size();
  const bool is_told = add_scalars_within(id, path, is_in_secret, scalars);
  if (is_told && scalars.size() == before) empty_.insert(id);
  return is_told;
}

bool ValueSplitter::add_scalars_within(TypeId id, const std::string& path, bool is_in_secret,
                                       std::vector<Scalar>& scalars) {
  const Shape& shape = model_.at(id).shape;
  if (const auto* alias = std::get_if<Alias>(&shape))
    return add_scalars(alias->target, path, is_in_secret, scalars);
  if (const auto* base = std::get_if<Base>(&shape)) {
    scalars.push_back({path, kind_of(*base), is_in_secret});
    return true;
  }
  if (std::holds_alternative<Pointer>(shape)) {
    scalars.push_back({path, ScalarKind::pointer, is_in_secret});
    return true;
  }
  if (const auto* array = std::get_if<Array>(&shape))
    return array->count == 0 ||
           (array->count == 1 && add_scalars(array->element, path + "[0]", is_in_secret, scalars));
  const auto* record = std::get_if<Struct>(&shape);
  if (record == nullptr) return false;
  const auto fields = model_.fields(record->layout);
  return std::all_of(fields.begin(), fields.end(), [&](const Field& field) {
    return add_scalars(field.type, path + "." + std::string(field.name),
                       is_in_secret || is_secret(field.name), scalars);
  });
}

void ValueSplitter::take_registers(const ValueView& view, ProbeValue& value, ProbeValues& list) {
  std::vector<std::string_view> regs;
  for (const Place::Piece& piece : view.place.pieces)
    if (!piece.is_blank) regs.push_back(piece.reg);
  std::vector<Scalar> scalars;
  if (!add_scalars(view.type, "", false, scalars) || scalars.size() != regs.size()) {
    list.unreadable.push_back(fmt::format("{} ({})", view.name, fmt::join(regs, ", ")));
    return;
  }
  for (std::size_t i = 0; i < regs.size(); ++i) {
    const Scalar& scalar = scalars[i];
    if (scalar.is_secret)
      list.secrets.push_back(view.name + scalar.path);
    else if (scalar.kind == ScalarKind::floating)
      list.unreadable.push_back(fmt::format("{}{} ({})", view.name, scalar.path, regs[i]));
    else
      value.registers.push_back({scalar.path, regs[i], scalar.kind});
  }
}

// Where the secret fields of a type are, ascending. False where there are too many.
bool ValueSplitter::add_secret_ranges(TypeId id, std::uint64_t offset, const std::string& path,
                                      std::vector<MemoryPart>& ranges,
                                      std::vector<std::string>& names) {
  if (with_secrets_ || id == TypeId::none || harmless_.contains(id)) return true;
  const std::size_t before = ranges.size();
  const bool is_fine = add_secret_ranges_within(id, offset, path, ranges, names);
  if (is_fine && ranges.size() == before) harmless_.insert(id);
  return is_fine;
}

bool ValueSplitter::add_secret_ranges_within(TypeId id, std::uint64_t offset,
                                             const std::string& path,
                                             std::vector<MemoryPart>& ranges,
                                             std::vector<std::string>& names) {
  const Shape& shape = model_.at(id).shape;
  if (const auto* alias = std::get_if<Alias>(&shape))
    return add_secret_ranges(alias->target, offset, path, ranges, names);
  if (const auto* array = std::get_if<Array>(&shape)) {
    const std::uint64_t size = sizes_.size_of(array->element);
    for (std::uint64_t i = 0; i < array->count; ++i) {
      const std::size_t before = ranges.size();
      if (!add_secret_ranges(array->element, offset + i * size, fmt::format("{}[{}]", path, i),
                             ranges, names))
        return false;
      if (ranges.size() == before) break;  // elements have none
    }
    return true;
  }
  const auto* record = std::get_if<Struct>(&shape);
  if (record == nullptr) return true;
  for (const Field& field : model_.fields(record->layout)) {
    const std::string field_path = path + "." + std::string(field.name);
    if (is_secret(field.name)) {
      ranges.push_back({offset + field.offset, sizes_.size_of(field.type)});
      names.push_back(field_path);
      if (ranges.size() > kMostPieces) return false;
    } else if (!add_secret_ranges(field.type, offset + field.offset, field_path, ranges, names)) {
      return false;
    }
  }
  return true;
}

void ValueSplitter::take_memory(const ValueView& view, ProbeValue& value, ProbeValues& list) {
  std::vector<MemoryPart> ranges;
  std::vector<std::string> names;
  value.stack_offset = view.place.offset;
  if (!add_secret_ranges(view.type, 0, view.name, ranges, names)) {
    list.secrets.push_back(view.name + " (it has too many secret fields to read round them)");
    return;
  }
  list.secrets.insert(list.secrets.end(), names.begin(), names.end());
  value.memory = between(ranges, view.size);
}

ProbeValues ValueSplitter::split(const std::vector<ValueView>& views) {
  ProbeValues list;
  std::set<std::string> names;
  for (const ValueView& view : views) {
    if (is_secret(view.name)) {
      list.secrets.push_back(view.name);
      continue;
    }
    ProbeValue value;
    value.name = legal_name(view.name, names);
    value.go_name = view.name;
    value.type = view.type;
    value.go_type = view.go_type;
    value.size = view.size;
    value.where = view.place.where;
    if (value.where == Place::Where::registers) take_registers(view, value, list);
    if (value.where == Place::Where::stack) take_memory(view, value, list);
    list.values.push_back(std::move(value));
  }
  return list;
}

}  // namespace gofixup::cli
