// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/symbols.hpp"

#include "support/hash.hpp"
#include "support/index_table.hpp"

namespace gofixup {

void attach_symbols(const std::vector<Image::Symbol>& symbols, Model& model) {
  model.binary.has_symbols = !symbols.empty();
  IndexTable by_address(model.functions.size());
  for (std::size_t i = 0; i < model.functions.size(); ++i)
    if (model.functions[i].convention == CallingConvention::go)
      by_address.insert(mix(0, model.functions[i].address), static_cast<std::uint32_t>(i));
  for (const Image::Symbol& symbol : symbols) {
    if (symbol.name.starts_with("local.")) continue;
    const std::uint32_t found = by_address.find(mix(0, symbol.address), [&](std::uint32_t i) {
      return model.functions[i].address == symbol.address;
    });
    if (found == IndexTable::kNone) continue;
    Function& function = model.functions[found];
    // Several symbols may share an address; the one named like the DIE is the best of them.
    if (function.symbol.empty() || symbol.name == function.name) function.symbol = symbol.name;
    if (function.symbol.ends_with(".abi0")) function.is_abi0 = true;
  }
  for (Function& function : model.functions)
    if (function.symbol == function.name && function.convention == CallingConvention::go) {
      function.symbol = {};
      function.is_abi0 = false;
    }
}

}  // namespace gofixup
