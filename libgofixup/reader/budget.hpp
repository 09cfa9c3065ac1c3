// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What keeps work and memory within a multiple of the file's size. A small file can describe a
// lot: compression, strings and lists that many entries share, entries of one byte. What a
// compiler writes stays far below.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "support/error.hpp"

namespace gofixup {

class Budget {
 public:
  // What things cost, about the bytes that come of them later.
  static constexpr std::uint64_t kUnit = 512, kEntry = 64, kListEntry = 16;

  // kubectl, 110 MB, spends 60 MB of 900.
  static std::uint64_t for_file(std::uint64_t size) { return 8 * size + (std::uint64_t{32} << 20); }

  // Of bytes that are only read, each of which should belong to one function: such as code, of
  // which a processor disassembles 50 MB in some seconds.
  static std::uint64_t for_shared(std::uint64_t size) {
    return 2 * size + (std::uint64_t{16} << 20);
  }

  explicit Budget(std::uint64_t limit) : left_(limit), limit_(limit) {}

  // Threads may spend at the same time. Throws Error{malformed} when nothing is left.
  void spend(std::uint64_t cost) {
    if (left_.fetch_sub(cost, std::memory_order_relaxed) >= cost) return;
    left_.store(0, std::memory_order_relaxed);
    throw Error(
        Error::Kind::malformed,
        "it describes more than a file of its size is read for (what would take more than " +
            std::to_string(limit_ >> 20) + " MiB): damaged, or made to exhaust memory");
  }

 private:
  std::atomic<std::uint64_t> left_;
  std::uint64_t limit_;  // bytes
};

}  // namespace gofixup
