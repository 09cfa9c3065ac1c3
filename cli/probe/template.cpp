// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "probe/template.hpp"

#include "support/error.hpp"

namespace gofixup::cli {

namespace {

// Where `{{name}}` begins, or npos. `{{` without a name behind it is C's or Go's own.
std::size_t find_name(std::string_view text, std::size_t from, std::size_t& length) {
  for (std::size_t at = text.find("{{", from); at != std::string_view::npos;
       at = text.find("{{", at + 1)) {
    length = text.substr(at + 2).find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
    if (length != 0 && text.substr(at + 2 + length).starts_with("}}")) return at;
  }
  return std::string_view::npos;
}

}  // namespace

std::string fill_template(std::string_view text, const Replacements& replacements) {
  std::string filled;
  std::size_t done = 0, length = 0;
  for (std::size_t at = find_name(text, 0, length); at != std::string_view::npos;
       at = find_name(text, done, length)) {
    const auto found = replacements.find(text.substr(at + 2, length));
    GOFIXUP_CHECK(found != replacements.end());
    filled += text.substr(done, at - done);
    filled += found->second;
    done = at + length + 4;
  }
  return filled += text.substr(done);
}

std::string quoted(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') literal += '\\';
    literal += c;
  }
  return literal + '"';
}

std::string indented(std::string_view lines) {
  std::string text;
  bool is_start = true;
  for (const char c : lines) {
    if (is_start && c != '\n') text += '\t';
    text += c;
    is_start = c == '\n';
  }
  return text;
}

std::string in_comment(std::string text) {
  for (std::size_t at = text.find("*/"); at != std::string::npos; at = text.find("*/", at))
    text.insert(at + 1, " ");
  if (text.ends_with('\\')) text += '.';  // would continue a // comment
  return text;
}

}  // namespace gofixup::cli
