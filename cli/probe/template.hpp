// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace gofixup::cli {

using Replacements = std::map<std::string, std::string, std::less<>>;

// The text with every {{name}} replaced. Throws Error{internal} for a name that is not told.
std::string fill_template(std::string_view text, const Replacements& replacements);

// A string literal of C and of Go.
std::string quoted(std::string_view text);

// Every line one tab further in.
std::string indented(std::string_view lines);

// The text as it may stand in a comment of either kind, on one line.
std::string in_comment(std::string text);

}  // namespace gofixup::cli
