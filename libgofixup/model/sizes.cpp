// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "model/sizes.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "support/error.hpp"

namespace gofixup {

namespace {

// By-value nesting that no compiler produces. Deeper than this the recursion itself is at risk,
// ours here and that of BTF's readers.
constexpr unsigned kDeepest = 2000;

[[noreturn]] void contains_itself(const Type& type) {
  throw Error(Error::Kind::malformed,
              "type " + std::string(type.name) + " contains itself, or is nested too deep");
}

}  // namespace

Sizes::Entry Sizes::at(TypeId id) {
  if (id == TypeId::none) return {};
  if (entries_.size() < model_.type_count()) entries_.resize(model_.type_count());
  if (entries_[index_of(id)].state == Entry::State::known) {
    below_ = std::max(below_, entries_[index_of(id)].depth);
    return entries_[index_of(id)];
  }
  const Type& type = model_.at(id);
  if (entries_[index_of(id)].state == Entry::State::open || ++depth_ > kDeepest)
    contains_itself(type);
  entries_[index_of(id)].state = Entry::State::open;
  const std::uint16_t beside = std::exchange(below_, std::uint16_t{0});
  Entry entry = compute(type);
  // What is known already took no recursion, so the depth is counted as well.
  entry.depth = static_cast<std::uint16_t>(below_ + 1);
  if (entry.depth > kDeepest) contains_itself(type);
  below_ = std::max(beside, entry.depth);
  entry.state = Entry::State::known;
  entries_[index_of(id)] = entry;
  --depth_;
  return entry;
}

// A 32-bit Go target aligns 8-byte numbers to 4 (cmd/compile/internal/types/size.go, RegSize).
Sizes::Entry Sizes::of_scalar(std::uint64_t size) const {
  return {size,
          static_cast<std::uint32_t>(std::clamp<std::uint64_t>(size, 1, model_.binary.word_size)),
          {},
          0};
}

Sizes::Entry Sizes::of_layout(const Layout& layout) {
  Entry entry{layout.size, 1, {}, 0};
  for (const Field& field : model_.fields(layout))
    entry.align = std::max(entry.align, at(field.type).align);
  return entry;
}

Sizes::Entry Sizes::compute(const Type& type) {
  const std::uint64_t word = model_.binary.word_size;
  return std::visit(
      [&](const auto& s) -> Entry {
        using S = std::remove_cvref_t<decltype(s)>;
        if constexpr (std::is_same_v<S, Number> || std::is_same_v<S, Base> ||
                      std::is_same_v<S, Enum>) {
          return of_scalar(s.size);
        } else if constexpr (std::is_same_v<S, Complex>) {
          Entry entry = of_scalar(s.size / 2);
          entry.size = s.size;
          return entry;
        } else if constexpr (std::is_same_v<S, String> || std::is_same_v<S, Slice> ||
                             std::is_same_v<S, Struct>) {
          return of_layout(s.layout);
        } else if constexpr (std::is_same_v<S, Map> || std::is_same_v<S, Chan>) {
          return at(s.header);
        } else if constexpr (std::is_same_v<S, Interface>) {
          return at(s.layout);
        } else if constexpr (std::is_same_v<S, Alias>) {
          return at(s.target);
        } else if constexpr (std::is_same_v<S, Array>) {
          Entry entry = at(s.element);
          if (__builtin_mul_overflow(entry.size, s.count, &entry.size))
            throw Error(Error::Kind::malformed,
                        "type " + std::string(type.name) + " has more than 2^64 bytes");
          return entry;
        } else if constexpr (std::is_same_v<S, Opaque>) {
          return {s.size, 1, {}, 0};
        } else if constexpr (std::is_same_v<S, Pointer> || std::is_same_v<S, UnsafePointer> ||
                             std::is_same_v<S, FuncValue>) {
          return of_scalar(word);
        } else {
          return {};
        }
      },
      type.shape);
}

}  // namespace gofixup
