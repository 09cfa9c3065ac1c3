// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <vector>

#include "support/huge_pages.hpp"

namespace gofixup {

// Memory for the many short lists that one thread fills, cut from blocks that soon are huge pages:
// small blocks of malloc's, 10,000 for kubectl, cost a page fault and a system call each. A block
// goes back when all that was cut from it has gone.
class Slab {
 public:
  // Not initialized; aligned for anything. Throws std::bad_alloc.
  std::shared_ptr<std::byte> take(std::size_t size) {
    size = (size + kAlignment - 1) / kAlignment * kAlignment;
    if (size > kHugePage / 2) return block_of(size);
    if (size > size_ - used_) {
      size_ = total_ < kSmall ? std::max({total_ / 4, size, kFirstBlock}) : kHugePage;
      block_ = block_of(size_);
      total_ += size_;
      used_ = 0;
    }
    std::shared_ptr<std::byte> piece(block_, block_.get() + used_);
    used_ += size;
    return piece;
  }

 private:
  static constexpr std::size_t kAlignment = alignof(std::max_align_t);
  static constexpr std::size_t kFirstBlock = std::size_t{32} << 10;  // bytes
  static constexpr std::size_t kSmall = std::size_t{1} << 20;

  static std::shared_ptr<std::byte> block_of(std::size_t size) {
    const std::align_val_t alignment{size < kHugePage ? kAlignment : kHugePage};
    auto* block = static_cast<std::byte*>(::operator new(size, alignment));
    prefer_huge_pages(block, size);
    return {block, [alignment](std::byte* gone) { ::operator delete(gone, alignment); }};
  }

  std::shared_ptr<std::byte> block_;
  std::size_t size_ = 0, used_ = 0;  // bytes of it
  std::size_t total_ = 0;            // bytes of all blocks: a program of 1 MiB shall not take 2
};

// A list that only grows, in pieces that never move: what is read before anybody knows how much
// it will be. A vector in its place copies all of it several times and holds it twice meanwhile.
template <class T>
class Chunks {
 public:
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

  // The slab must outlive all calls of push_back(), but not what they kept.
  explicit Chunks(Slab& slab) : slab_(&slab) {}

  void push_back(const T& item) {
    if (chunks_.empty() || chunks_.back().size == chunks_.back().capacity) add_chunk();
    Chunk& last = chunks_.back();
    new (last.items() + last.size) T(item);
    ++last.size;
    ++size_;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // The pieces, in order.
  std::size_t chunk_count() const { return chunks_.size(); }
  std::span<const T> chunk(std::size_t i) const { return {chunks_[i].items(), chunks_[i].size}; }
  std::span<T> chunk(std::size_t i) { return {chunks_[i].items(), chunks_[i].size}; }
  // Gives the memory of a piece back; the others stay.
  void drop_chunk(std::size_t i) { chunks_[i] = {}; }

 private:
  static constexpr std::size_t kFirst = 1024, kSmall = std::size_t{256} << 10;  // bytes

  struct Chunk {
    std::shared_ptr<std::byte> memory;
    std::size_t size = 0, capacity = 0;

    T* items() const { return std::launder(reinterpret_cast<T*>(memory.get())); }
  };

  // Each as big as all before it, so that small lists stay small; big ones have huge pages.
  void add_chunk() {
    const std::size_t so_far = size_ * sizeof(T);
    const std::size_t bytes =
        std::max(so_far < kSmall ? std::max(so_far, kFirst) : kHugePage, sizeof(T));
    chunks_.push_back({slab_->take(bytes), 0, bytes / sizeof(T)});
  }

  Slab* slab_;
  std::vector<Chunk> chunks_;
  std::size_t size_ = 0;
};

}  // namespace gofixup
