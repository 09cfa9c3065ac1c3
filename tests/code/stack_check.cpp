// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "code/stack_check.hpp"

#include <vector>

#include "support/catch.hpp"

using gofixup::behind_stack_check;
using gofixup::Branch;

namespace {

// A function at 0x1000 of 0x100 bytes, each instruction of 4.
std::uint64_t body(const std::vector<std::pair<std::uint64_t, std::uint64_t>>& branches) {
  std::vector<Branch> list;
  list.reserve(branches.size());
  for (const auto& [address, target] : branches) list.push_back({address, address + 4, target});
  return behind_stack_check(list, 0x1000, 0x1100);
}

constexpr std::uint64_t kRuntime = 0x9000;

}  // namespace

TEST_CASE("stack check: none", "[code]") {
  CHECK(body({}) == 0x1000);
  CHECK(body({{0x1010, 0x1020}, {0x1030, kRuntime}, {0x1040, 0x1018}}) == 0x1000);
}

TEST_CASE("stack check: the call at the end", "[code]") {
  CHECK(body({{0x1008, 0x10e0}, {0x1020, 0x1030}, {0x10e8, kRuntime}, {0x10f0, 0x1000}}) == 0x100c);
  // A frame so big that SP could wrap: two branches.
  CHECK(body({{0x1008, 0x10e0}, {0x1018, 0x10e0}, {0x10e8, kRuntime}, {0x10f0, 0x1000}}) == 0x101c);
  // The block before it is a panic that nothing returns from.
  CHECK(body({{0x1008, 0x10e0},
              {0x1020, 0x10c0},
              {0x10c8, kRuntime},
              {0x10e8, kRuntime},
              {0x10f0, 0x1000}}) == 0x100c);
}

TEST_CASE("stack check: the call at the start", "[code]") {
  CHECK(body({{0x1008, 0x1020}, {0x1010, kRuntime}, {0x1018, 0x1000}, {0x1040, kRuntime}}) ==
        0x1020);
  CHECK(body({{0x1004, 0x1014},
              {0x100c, 0x1020},
              {0x1014, kRuntime},
              {0x1018, 0x1000},
              {0x1050, 0x1030}}) == 0x1020);
}

TEST_CASE("stack check: a loop over the whole function is none", "[code]") {
  CHECK(body({{0x1008, 0x1020}, {0x1010, 0x1000}}) == 0x1000);
  CHECK(body({{0x1010, 0x1000}}) == 0x1000);
  CHECK(body({{0x1008, 0x10e0}, {0x10f0, 0x1000}}) == 0x1000);
}
