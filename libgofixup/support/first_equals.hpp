// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/index_table.hpp"
#include "support/parallel.hpp"

namespace gofixup {

// For each of `count` items the number of the first that equals it, which may be itself. Equal
// items have equal hashes, hash(i), each asked for once; is_same(i, k) tells of two whether they
// are equal. A thread does those whose hashes are in a share of its own, so threads do not meet and
// the result is the same with any number of them.
template <class Hash, class IsSame>
std::vector<std::uint32_t> first_equals(std::size_t count, unsigned threads, const Hash& hash,
                                        const IsSame& is_same) {
  constexpr std::size_t kFew = 4096;  // not worth a thread
  // More shares than threads: their tables are smaller, and no thread waits long for another.
  constexpr std::size_t kSharesOfThread = 4;
  const bool is_alone = count < kFew || thread_count(threads) == 1;
  const std::size_t shares = is_alone ? 1 : kSharesOfThread * thread_count(threads);
  std::vector<std::uint32_t> hashes(count), first(count);
  parallel_pieces(count, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) hashes[i] = IndexTable::shorten(hash(i));
  });
  parallel_for(shares, threads, [&](std::size_t share) {
    const auto is_mine = [&](std::size_t i) {
      return (std::uint64_t{hashes[i]} * shares) >> 32 == share;
    };
    const std::size_t ahead = IndexTable::kAhead * shares;
    IndexTable table(count / shares);
    for (std::size_t i = 0; i < count; ++i) {
      if (i + ahead < count && is_mine(i + ahead)) table.prefetch(hashes[i + ahead]);
      if (!is_mine(i)) continue;
      const std::uint32_t found =
          table.find(hashes[i], [&](std::uint32_t k) { return is_same(i, k); });
      first[i] = found == IndexTable::kNone ? static_cast<std::uint32_t>(i) : found;
      if (found == IndexTable::kNone) table.insert(hashes[i], first[i]);
    }
  });
  return first;
}

}  // namespace gofixup
