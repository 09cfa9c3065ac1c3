// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Memory for the few pools that hold most of what a run holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/huge_pages.hpp"

namespace gofixup {

// Blocks that are big enough are aligned for huge pages and ask for them: of kubectl's 20,000 page
// faults, a fifth of its time, most were in the pools.
//
// What is trivial to copy stays as it is when a vector grows by resize(): whoever calls that fills
// it. Everything else about a vector is as usual.
template <class T>
struct BigAllocator {
  using value_type = T;

  BigAllocator() = default;
  template <class U>
  BigAllocator(const BigAllocator<U>&) {}

  T* allocate(std::size_t count) {
    if (!is_big(count)) return std::allocator<T>().allocate(count);
    if (count > static_cast<std::size_t>(-1) / sizeof(T)) throw std::bad_array_new_length();
    void* block = ::operator new(count * sizeof(T), kAlignment);
    prefer_huge_pages(block, count * sizeof(T));
    return static_cast<T*>(block);
  }
  void deallocate(T* block, std::size_t count) {
    if (!is_big(count)) return std::allocator<T>().deallocate(block, count);
    ::operator delete(block, kAlignment);  // sized, it is not there for clang before 19
  }

  template <class U>
  void construct(U* at) {
    if constexpr (!std::is_trivially_copyable_v<U>) ::new (static_cast<void*>(at)) U();
  }
  template <class U, class... Arguments>
  void construct(U* at, Arguments&&... arguments) {
    ::new (static_cast<void*>(at)) U(std::forward<Arguments>(arguments)...);
  }

  friend bool operator==(const BigAllocator&, const BigAllocator&) { return true; }

 private:
  static constexpr std::align_val_t kAlignment{kHugePage};
  static bool is_big(std::size_t count) { return count >= kHugePage / sizeof(T); }
};

template <class T>
using BigVector = std::vector<T, BigAllocator<T>>;

}  // namespace gofixup
