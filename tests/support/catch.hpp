// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Catch2 version 2 (Debian 12) and version 3 (newer suites) under one include.
#pragma once

#include <string_view>

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#else
#include <catch2/catch.hpp>
#endif

// Ends a test case that cannot run here, visibly.
#ifdef SKIP
#define GOFIXUP_SKIP(why) SKIP(why)
#else
#define GOFIXUP_SKIP(why)  \
  do {                     \
    WARN("skipped: " why); \
    return;                \
  } while (false)
#endif

namespace gofixup::test {

// The text that is empty: CHECK(complaint() == kNothing) shows the complaint, where
// CHECK(complaint().empty()) shows "false".
inline constexpr std::string_view kNothing;

}  // namespace gofixup::test
