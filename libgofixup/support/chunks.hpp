// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "support/big_vector.hpp"

namespace gofixup {

// A list that only grows, in pieces that never move: what is read before anybody knows how much
// it will be. A vector in its place copies all of it several times and holds it twice meanwhile.
template <class T>
class Chunks {
 public:
  void push_back(const T& item) {
    if (chunks_.empty() || chunks_.back().size() == chunks_.back().capacity()) add_chunk();
    chunks_.back().push_back(item);
    ++size_;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // The pieces, in order.
  std::size_t chunk_count() const { return chunks_.size(); }
  std::span<const T> chunk(std::size_t i) const { return chunks_[i]; }
  std::span<T> chunk(std::size_t i) { return chunks_[i]; }
  // Gives the memory of a piece back; the others stay.
  void drop_chunk(std::size_t i) { BigVector<T>().swap(chunks_[i]); }

 private:
  static constexpr std::size_t kFirst = 4096, kSmall = std::size_t{256} << 10;  // bytes

  // Each as big as all before it, so that small lists stay small; big ones get huge pages.
  void add_chunk() {
    const std::size_t so_far = size_ * sizeof(T);
    const std::size_t bytes = so_far < kSmall ? std::max(so_far, kFirst) : kHugePage;
    chunks_.emplace_back().reserve(std::max<std::size_t>(bytes / sizeof(T), 1));
  }

  std::vector<BigVector<T>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace gofixup
