// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Catch2 version 2 wants its main() compiled once; version 3 brings one (Catch2WithMain).
#if !__has_include(<catch2/catch_test_macros.hpp>)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
