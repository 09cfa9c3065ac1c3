// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

#include "support/huge_pages.hpp"

namespace gofixup {

// Memory for the many short lists that one thread makes, cut from blocks that soon are huge pages:
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

}  // namespace gofixup
