// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "model/model.hpp"

namespace gofixup {

// Sizes and alignments of the types of a Model as Go lays them out, in both halves, each
// computed once. Throws Error{malformed} for a type that contains itself by value. Types added
// to the Model later are seen; a type changed later is not.
class Sizes {
 public:
  explicit Sizes(const Model& model) : model_(model) {}

  std::uint64_t size_of(TypeId id) { return at(id).size; }    // bytes; none: 0
  std::uint32_t align_of(TypeId id) { return at(id).align; }  // bytes, at least 1

 private:
  struct Entry {
    enum class State : std::uint8_t { unknown, open, known };
    std::uint64_t size = 0;
    std::uint32_t align = 1;
    State state{};
    std::uint16_t depth = 0;  // of types within types, from here down
  };

  Entry at(TypeId id);
  Entry compute(const Type& type);
  Entry of_layout(const Layout& layout);
  Entry of_scalar(std::uint64_t size) const;

  const Model& model_;
  std::vector<Entry> entries_;
  unsigned depth_ = 0;       // of the recursion
  std::uint16_t below_ = 0;  // the greatest depth that the type at hand has met
};

}  // namespace gofixup
