// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "probe/template.hpp"

#include "support/catch.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::cli;

TEST_CASE("templates: names are replaced, braces of the language stay", "[probe]") {
  CHECK(fill_template("a {{x}} b{{{x}}}{{x}}", {{"x", "1"}}) == "a 1 b{1}1");
  CHECK(fill_template("{{0}} {{ x }} {{X}} {{", {}) == "{{0}} {{ x }} {{X}} {{");
  CHECK(fill_template("{{x}}", {{"x", "{{x}}"}}) == "{{x}}");  // values are not looked into
}

TEST_CASE("templates: a name that nobody tells is a bug", "[probe]") {
  CHECK_THROWS_AS(fill_template("{{no}}", {{"x", "1"}}), Error);
}

TEST_CASE("texts in literals and comments", "[probe]") {
  CHECK(quoted(R"(struct { B string "k:\"v\"" })") == R"("struct { B string \"k:\\\"v\\\"\" }")");
  CHECK(in_comment("f[*/*/]") == "f[* /* /]");
  CHECK(in_comment("ends in \\") == "ends in \\.");
}
