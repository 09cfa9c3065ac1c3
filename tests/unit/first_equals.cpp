// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "support/first_equals.hpp"

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "support/catch.hpp"
#include "support/hash.hpp"

using namespace gofixup;

// 20,000 items of 4,999 kinds, and what a plain loop says of them.
TEST_CASE("first_equals: the same as one after the other, with any number of threads") {
  constexpr std::size_t kCount = 20000;
  const auto kind = [](std::size_t i) { return i * i % 4999; };
  std::unordered_map<std::size_t, std::uint32_t> seen;
  std::vector<std::uint32_t> expected;
  for (std::uint32_t i = 0; i < kCount; ++i)
    expected.push_back(seen.emplace(kind(i), i).first->second);
  const auto is_same = [&](std::size_t i, std::size_t k) { return kind(i) == kind(k); };
  const auto hash = [&](std::size_t i) { return mix(0, kind(i)); };
  const auto poor_hash = [&](std::size_t i) { return std::uint64_t{kind(i) % 499}; };
  for (const unsigned threads : {1u, 2u, 3u, 7u}) {
    CHECK(first_equals(kCount, threads, hash, is_same) == expected);
    CHECK(first_equals(kCount, threads, poor_hash, is_same) == expected);
  }
  CHECK(first_equals(0, 2, hash, is_same).empty());
}
