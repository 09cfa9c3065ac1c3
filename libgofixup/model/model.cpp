// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "model/model.hpp"

#include <cstring>
#include <limits>

#include "model/edges.hpp"
#include "model/pool.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

// Where the pool grew.
template <class T>
std::span<T> extend_by(BigVector<T>& pool, std::size_t count) {
  GOFIXUP_CHECK(pool.size() + count <= std::numeric_limits<std::uint32_t>::max());
  pool.resize(pool.size() + count);
  return std::span(pool).last(count);
}

}  // namespace

Model::Model()
    : texts_(std::make_unique<std::pmr::monotonic_buffer_resource>()), types_(1, Type{}) {}

void Model::reserve(const Sizes& sizes) {
  types_.reserve(sizes.types);
  fields_.reserve(sizes.fields);
  params_.reserve(sizes.params);
  pieces_.reserve(sizes.pieces);
  functions.reserve(sizes.functions);
}

Model::Pools Model::extend(const Sizes& sizes) {
  return {extend_by(types_, sizes.types), extend_by(fields_, sizes.fields),
          extend_by(params_, sizes.params), extend_by(pieces_, sizes.pieces),
          extend_by(functions, sizes.functions)};
}

TypeId Model::add(const Type& type) {
  GOFIXUP_CHECK(types_.size() < std::numeric_limits<std::uint32_t>::max());
  types_.push_back(type);
  return static_cast<TypeId>(types_.size() - 1);
}

void Model::redirect(TypeId from, TypeId to) {
  GOFIXUP_CHECK(from != TypeId::none);
  if (from == to) return;
  if (forward_.size() < types_.size()) {
    const std::size_t known = forward_.size();
    forward_.resize(types_.size());
    for (std::size_t i = known; i < forward_.size(); ++i) forward_[i] = static_cast<TypeId>(i);
  }
  forward_[index_of(from)] = to;
}

void Model::apply_redirects() {
  if (forward_.empty()) return;
  const auto goes_on = [&](TypeId id) {
    return index_of(id) < forward_.size() && forward_[index_of(id)] != id;
  };
  for (std::size_t i = 1; i < forward_.size(); ++i) {
    auto end = static_cast<TypeId>(i);
    for (std::size_t steps = 0; goes_on(end); ++steps) {
      GOFIXUP_CHECK(steps < forward_.size());
      end = forward_[index_of(end)];
    }
    // Point the whole chain at its end, so that every link is followed once.
    for (auto id = static_cast<TypeId>(i); goes_on(id);)
      id = std::exchange(forward_[index_of(id)], end);
  }
  const auto follow = [&](TypeId& id) {
    // Few are written: memory that changes has to be written back.
    if (goes_on(id)) id = forward_[index_of(id)];
  };
  for (std::size_t i = 1; i < types_.size(); ++i) {
    if (goes_on(static_cast<TypeId>(i)))
      types_[i].shape = Gone{};
    else
      for_each_own_edge(types_[i].shape, [&](TypeId& id, Edge) { follow(id); });
  }
  for (Field& field : fields_) follow(field.type);
  for (Param& param : params_) follow(param.type);
  for (Function& function : functions) follow(function.result);
  for (Variable& variable : variables) follow(variable.type);
  for (Constant& constant : constants) follow(constant.type);
  for (RuntimeType& entry : interfaces.types) follow(entry.type);
  forward_.clear();
}

Range<Field> Model::keep(std::span<const Field> fields) { return append(fields_, fields); }
Range<Param> Model::keep(std::span<const Param> params) { return append(params_, params); }
Range<EntryPiece> Model::keep(std::span<const EntryPiece> pieces) {
  return append(pieces_, pieces);
}

Range<Enumerator> Model::keep(std::span<const Enumerator> items) { return append(items_, items); }

Name Model::keep(std::string_view text) {
  if (text.empty()) return {};
  char* copy = static_cast<char*>(texts_->allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

TypeId Model::find(Name go_name) const {
  for (std::size_t i = 1; i < types_.size(); ++i)
    if (types_[i].name == go_name && !holds<Gone>(types_[i])) return static_cast<TypeId>(i);
  return TypeId::none;
}

}  // namespace gofixup
