// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/symbols.hpp"

#include "support/hash.hpp"
#include "support/index_table.hpp"

namespace gofixup {

void attach_symbols(const std::vector<Image::Symbol>& symbols, Model& model) {
  model.binary.has_symbols = !symbols.empty();
  IndexTable by_address(model.functions.size());
  const auto find = [&](std::uint64_t address) {
    return by_address.find(mix(0, address),
                           [&](std::uint32_t i) { return model.functions[i].address == address; });
  };
  for (std::size_t i = 0; i < model.functions.size(); ++i) {
    const std::uint64_t address = model.functions[i].address;
    const bool is_go = model.functions[i].convention == CallingConvention::go;
    if (is_go && find(address) == IndexTable::kNone)
      by_address.insert(mix(0, address), static_cast<std::uint32_t>(i));
  }
  for (const Image::Symbol& symbol : symbols) {
    if (symbol.name.starts_with("local.")) continue;
    const std::uint32_t found = find(symbol.address);
    if (found == IndexTable::kNone) continue;
    Function& function = model.functions[found];
    // Several symbols may share an address; the one named like the DIE is the best of them.
    if (function.symbol.empty() || symbol.name == function.name) function.symbol = symbol.name;
    if (function.symbol.ends_with(".abi0")) function.is_abi0 = true;
  }
  for (Function& function : model.functions) {
    if (function.symbol == function.name && function.convention == CallingConvention::go) {
      function.symbol = {};
      function.is_abi0 = false;
    }
    function.symbol = model.keep(function.symbol);
  }
}

}  // namespace gofixup
