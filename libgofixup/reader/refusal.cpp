// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/refusal.hpp"

#include <algorithm>
#include <string>

#include "reader/build_info.hpp"
#include "reader/file_kind.hpp"
#include "reader/languages.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

// The linker's -w leaves the symbol table, -s does not; so do strip -g and strip.
std::string how_it_was_lost(const Image& image) {
  bool has_symbols = false;
  for (std::size_t piece = 0; piece < image.symbol_piece_count() && !has_symbols; ++piece)
    has_symbols = !image.function_symbols(piece).empty();
  return !has_symbols
             ? "stripped, or linked with -ldflags=-s: build it without -s and -w"
             : "linked with -ldflags=-w, or its debug sections were stripped: build it without -s "
               "and -w";
}

std::string without_dwarf(const Image& image, const std::string& languages) {
  const std::string release = go_release(image);
  std::string text = "a Go program" + (release.empty() ? "" : " (" + release + ")") +
                     (languages.empty() ? " without DWARF"
                                        : " without DWARF of Go (but of " + languages + " units)");
  text += ", " + how_it_was_lost(image);
  return text + (image.debug_search().empty() ? ", or install its separate debug file"
                                              : "; " + image.debug_search());
}

}  // namespace

void refuse(const Image& image, const std::vector<Unit>& units) {
  const bool is_tinygo = std::any_of(units.begin(), units.end(), [](const Unit& unit) {
    return unit.compiler == Compiler::tinygo;
  });
  if (is_tinygo)
    throw Error(Error::Kind::not_go,
                "compiled by TinyGo, whose types and calls are not those of Go's own compiler or "
                "gccgo: not supported; pahole reads its DWARF as that of C");
  const std::string languages = foreign_languages(units);
  if (is_made_by_go(image)) throw Error(Error::Kind::no_dwarf, without_dwarf(image, languages));
  constexpr std::uint64_t kSearched = 4096;
  if (has_mark_of_upx(image.first_bytes(kSearched)) || has_mark_of_upx(image.last_bytes(kSearched)))
    throw Error(Error::Kind::not_go, "packed by UPX: unpack it first (upx -d)");
  if (image.stores(".modinfo"))
    throw Error(Error::Kind::not_go, "a kernel module: not a Go program");
  if (!units.empty())
    throw Error(Error::Kind::not_go, "has DWARF of " + std::to_string(units.size()) +
                                         (units.size() == 1 ? " unit" : " units") + " (" +
                                         languages + "), none compiled by Go: not a Go program");
  throw Error(Error::Kind::not_go,
              "no DWARF and no trace of Go: nothing to read here" +
                  (image.debug_search().empty() ? std::string() : "; " + image.debug_search()));
}

}  // namespace gofixup
