// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/symbols.hpp"

#include <vector>

#include "support/hash.hpp"
#include "support/index_table.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

struct Found {
  std::uint32_t function = IndexTable::kNone;  // its position among the functions
  bool has_its_name = false;
};

// By symbol. This is what takes time: the names of all symbols are read.
std::vector<Found> find_functions(std::span<const Image::Symbol> symbols, unsigned threads,
                                  std::span<Function* const> functions) {
  // What the table compares, together: the functions are far apart.
  std::vector<std::uint64_t> addresses(functions.size());
  std::vector<char> is_go(functions.size());
  parallel_pieces(functions.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      addresses[i] = functions[i]->address;
      is_go[i] = functions[i]->convention == CallingConvention::go;
    }
  });
  IndexTable by_address(functions.size());
  const auto find = [&](std::uint64_t address) {
    return by_address.find(mix(0, address),
                           [&](std::uint32_t i) { return addresses[i] == address; });
  };
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const std::size_t ahead = i + IndexTable::kAhead;
    if (ahead < functions.size()) by_address.prefetch(mix(0, addresses[ahead]));
    if (is_go[i] != 0 && find(addresses[i]) == IndexTable::kNone)
      by_address.insert(mix(0, addresses[i]), static_cast<std::uint32_t>(i));
  }
  std::vector<Found> found(symbols.size());
  parallel_pieces(symbols.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t ahead = i + IndexTable::kAhead;
      if (ahead < end) by_address.prefetch(mix(0, symbols[ahead].address));
      const std::uint32_t function = find(symbols[i].address);
      if (function != IndexTable::kNone && !symbols[i].name.starts_with("local."))
        found[i] = {function, symbols[i].name == functions[function]->name};
    }
  });
  return found;
}

}  // namespace

void attach_symbols(std::span<const Image::Symbol> symbols, unsigned threads,
                    std::span<Function* const> functions, Model& model) {
  model.binary.has_symbols = !symbols.empty();
  const std::vector<Found> found = find_functions(symbols, threads, functions);
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (found[i].function == IndexTable::kNone) continue;
    Function& function = *functions[found[i].function];
    // Several symbols may share an address; the one named like the DIE is the best of them.
    if (found[i].has_its_name)
      function.symbol = function.name;
    else if (function.symbol.empty())
      function.symbol = symbols[i].name;
    if (function.symbol.ends_with(".abi0")) function.is_abi0 = true;
  }
  for (Function* function : functions) {
    const bool is_go = function->convention == CallingConvention::go;
    if (is_go && function->symbol.data() == function->name.data()) {
      function->symbol = {};
      function->is_abi0 = false;
    }
    function->symbol = model.keep(function->symbol);
  }
}

}  // namespace gofixup
