// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/languages.hpp"

#include <dwarf.h>

#include <algorithm>
#include <map>

#include "reader/go_dwarf.hpp"

namespace gofixup {

namespace {

// All that gcc, LLVM and rustc write, by dialect. Source: dwarfstd.org, list of languages; numbers
// that are newer than Debian 12's dwarf.h are spelled out.
std::string language_name(std::uint16_t language) {
  switch (language) {
    case DW_LANG_C:
    case DW_LANG_C89:
    case DW_LANG_C99:
    case DW_LANG_C11:
    case 0x2c:  // C17
    case 0x3e:  // C23
      return "C";
    case DW_LANG_C_plus_plus:
    case DW_LANG_C_plus_plus_03:
    case DW_LANG_C_plus_plus_11:
    case DW_LANG_C_plus_plus_14:
    case 0x2a:  // C++17
    case 0x2b:  // C++20
    case 0x3a:  // C++23
      return "C++";
    case DW_LANG_Fortran77:
    case DW_LANG_Fortran90:
    case DW_LANG_Fortran95:
    case DW_LANG_Fortran03:
    case DW_LANG_Fortran08:
    case 0x2d:  // Fortran 2018
      return "Fortran";
    case DW_LANG_ObjC:
    case DW_LANG_ObjC_plus_plus: return "Objective-C";
    case DW_LANG_Rust: return "Rust";
    case DW_LANG_D: return "D";
    case DW_LANG_Swift: return "Swift";
    case 0x27: return "Zig";
    case DW_LANG_Mips_Assembler:
    case 0x31: return "assembler";
    case go::kLanguage: return "Go of another compiler";
    case 0: return "of no stated language";
    default: return "of language " + hex(language);
  }
}

}  // namespace

std::string foreign_languages(const std::vector<Unit>& units) {
  std::map<std::string, std::size_t> counts;
  for (const Unit& unit : units)
    if (!unit.is_go() && !unit.is_partial) ++counts[language_name(unit.language)];
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (const auto& [name, count] : sorted)
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + name;
  return text;
}

}  // namespace gofixup
