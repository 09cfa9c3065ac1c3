// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/index_table.hpp"
#include "support/parallel.hpp"

namespace gofixup {

// For each of `count` items the number of the first that equals it, which may be itself. Equal
// items have equal hashes: hash(i), as IndexTable takes it; is_same(i, k) tells of two whether they
// are. Each thread does those whose hashes are in its share, so the threads do not meet and the
// result is the same with any number of them.
template <class Hash, class IsSame>
std::vector<std::uint32_t> first_equals(std::size_t count, unsigned threads, const Hash& hash,
                                        const IsSame& is_same) {
  constexpr std::size_t kFew = 4096;  // not worth a thread
  const std::size_t shares = count < kFew ? 1 : thread_count(threads);
  std::vector<std::uint32_t> first(count);
  parallel_for(shares, threads, [&](std::size_t share) {
    const auto is_mine = [&](std::uint64_t of) {
      return (std::uint64_t{IndexTable::shorten(of)} * shares) >> 32 == share;
    };
    const std::size_t ahead = IndexTable::kAhead * shares;
    IndexTable table(count / shares);
    for (std::size_t i = 0; i < count; ++i) {
      if (i + ahead < count && is_mine(hash(i + ahead))) table.prefetch(hash(i + ahead));
      if (!is_mine(hash(i))) continue;
      const std::uint32_t found =
          table.find(hash(i), [&](std::uint32_t k) { return is_same(i, k); });
      first[i] = found == IndexTable::kNone ? static_cast<std::uint32_t>(i) : found;
      if (found == IndexTable::kNone) table.insert(hash(i), first[i]);
    }
  });
  return first;
}

}  // namespace gofixup
