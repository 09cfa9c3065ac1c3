// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include <array>
#include <cstring>

#include "reader/gccgo/gccgo.hpp"
#include "support/hash.hpp"
#include "support/index_table.hpp"

namespace gofixup::gccgo {

namespace {

// How gcc marks a copy of a function that takes other parameters than the source says
// (gcc/cgraphclones.cc): not a Go name, since an identifier does not begin with a digit.
bool is_changed(Name symbol) {
  constexpr std::array<Name, 3> kMarks = {".constprop.", ".isra.", ".part."};
  for (const Name mark : kMarks) {
    const std::size_t at = symbol.find(mark);
    if (at == Name::npos) continue;
    const std::size_t digit = at + mark.size();
    if (digit < symbol.size() && symbol[digit] >= '0' && symbol[digit] <= '9') return true;
  }
  return false;
}

// 3: the one that DWARF tells; 2: that of a copy of it; 1: another function with the same code.
unsigned rank(Name symbol, Name told) {
  if (symbol == told) return 3;
  return symbol.size() > told.size() && symbol.starts_with(told) && symbol[told.size()] == '.' ? 2
                                                                                               : 1;
}

}  // namespace

void attach_symbols(const Image& image, Budget& budget, Model& model) {
  const Buffer names = image.symbol_names(0, image.symbol_names_size());
  const auto name_of = [&](const Image::Symbol& symbol) {
    const char* text = reinterpret_cast<const char*>(names.data()) + symbol.name;
    const Name name(text, strnlen(text, names.size() - symbol.name));
    budget.spend(name.size());  // many may share one end
    return name;
  };
  IndexTable by_address(model.functions.size());
  std::vector<Name> found(model.functions.size());
  const auto find = [&](std::uint64_t address) {
    return by_address.find(mix(0, address),
                           [&](std::uint32_t i) { return model.functions[i].address == address; });
  };
  for (std::size_t i = 0; i < model.functions.size(); ++i) {
    const std::uint64_t address = model.functions[i].address;
    const bool is_go = model.functions[i].convention == CallingConvention::go;
    if (!is_go && find(address) == IndexTable::kNone)
      by_address.insert(mix(0, address), static_cast<std::uint32_t>(i));
  }
  const auto told = [](const Function& function) {
    return function.symbol.empty() ? function.name : function.symbol;
  };
  for (std::size_t piece = 0; piece < image.symbol_piece_count(); ++piece)
    for (const Image::Symbol& symbol : image.function_symbols(piece)) {
      const std::uint32_t at = find(symbol.address);
      if (at == IndexTable::kNone) continue;
      const Name name = name_of(symbol), wanted = told(model.functions[at]);
      if (found[at].empty() || rank(name, wanted) > rank(found[at], wanted)) found[at] = name;
    }
  for (std::size_t i = 0; i < model.functions.size(); ++i) {
    Function& function = model.functions[i];
    if (function.convention == CallingConvention::go) continue;
    // Without a symbol nobody knows whether the optimizer changed it.
    if (found[i].empty() || is_changed(found[i])) function.convention = CallingConvention::unknown;
    if (!found[i].empty()) function.symbol = model.keep(found[i]);
    if (function.symbol == function.name) function.symbol = {};
  }
}

}  // namespace gofixup::gccgo
