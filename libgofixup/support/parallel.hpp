// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "support/placement.hpp"
#include "support/signals.hpp"

namespace gofixup {

// How many threads "at most so many, 0: one per CPU" is. A helper of parallel_for() counts fewer
// CPUs: who needs the number in more than one place asks once.
inline unsigned thread_count(unsigned threads) { return threads != 0 ? threads : usable_cpus(); }

// Calls work(i) once for every i in [0, count), on up to `threads` threads (0: one per CPU),
// small i first. The first exception of any of them is thrown here, after all have ended.
template <class Work>
void parallel_for(std::size_t count, unsigned threads, const Work& work) {
  threads = thread_count(threads);
  if (threads == 1 || count < 2) {
    for (std::size_t i = 0; i < count; ++i) work(i);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_lock;
  const auto run = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    } catch (...) {
      const std::scoped_lock lock(failure_lock);
      if (!failure) failure = std::current_exception();
      next = count;
    }
  };
  {
    std::vector<std::jthread> helpers;
    const std::size_t others = std::min<std::size_t>(threads, count) - 1;
    try {
      const SignalsWait for_us;
      for (std::size_t i = 0; i < others; ++i) helpers.emplace_back(away_from_here(run));
    } catch (const std::system_error&) {
      // No memory or no place for one more thread: those that are there do it.
    }
    run();
  }
  if (failure) std::rethrow_exception(failure);
}

// Calls work(begin, end) for pieces that together are [0, count), for work that is too little to
// be handed out one by one.
template <class Work>
void parallel_pieces(std::size_t count, unsigned threads, const Work& work) {
  constexpr std::size_t kPiece = 2048;
  parallel_for((count + kPiece - 1) / kPiece, threads, [&](std::size_t piece) {
    work(piece * kPiece, std::min(count, (piece + 1) * kPiece));
  });
}

}  // namespace gofixup
