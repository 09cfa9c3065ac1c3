// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

namespace gofixup {

inline constexpr std::size_t kHugePage = std::size_t{2} << 20;  // bytes; of x86 and most others

// Asks for huge pages in a large block that is about to be filled: one fault in place of 512.
// Advice only; pages that are never touched stay out of memory all the same.
inline void prefer_huge_pages(void* block, std::size_t size) {
  const auto begin =
      (reinterpret_cast<std::uintptr_t>(block) + kHugePage - 1) / kHugePage * kHugePage;
  const auto end = (reinterpret_cast<std::uintptr_t>(block) + size) / kHugePage * kHugePage;
  if (begin < end) (void)madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}

}  // namespace gofixup
