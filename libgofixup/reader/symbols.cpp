// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/symbols.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include "support/big_vector.hpp"
#include "support/hash.hpp"
#include "support/index_table.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

// Some of the names of symbols, in memory.
class Texts {
 public:
  Texts() = default;
  // `bytes` begin at that place of the file's names.
  Texts(Buffer bytes, std::uint64_t begin)
      : bytes_(std::move(bytes)),
        text_(reinterpret_cast<const char*>(bytes_.data()), bytes_.size()),
        begin_(begin) {}

  // Tells the processor that this one is about to be looked at.
  void prefetch(const Image::Symbol& symbol) const {
    __builtin_prefetch(text_.data() + (symbol.name - begin_));
  }
  bool is(const Image::Symbol& symbol, std::string_view name) const {
    const std::string_view text = text_.substr(symbol.name - begin_);
    return text.starts_with(name) && (text.size() == name.size() || text[name.size()] == 0);
  }
  bool begins(const Image::Symbol& symbol, std::string_view with) const {
    return text_.substr(symbol.name - begin_).starts_with(with);
  }
  std::string name_of(const Image::Symbol& symbol) const {
    const std::string_view text = text_.substr(symbol.name - begin_);
    return std::string(text.substr(0, text.find('\0')));
  }

 private:
  Buffer bytes_;
  std::string_view text_;
  std::uint64_t begin_ = 0;
};

constexpr std::string_view kSecond = "local.";  // how the names of second symbols begin

// Which symbols are at the addresses of functions, and which of them have other names.
class Search {
 public:
  struct Match {
    Image::Symbol symbol;
    std::uint32_t function;  // its position among the functions
  };

  Search(const Image& image, const std::vector<Function*>& functions, Budget& budget)
      : image_(image),
        functions_(functions),
        budget_(budget),
        pieces_(image.symbol_piece_count()),
        sought_(functions.size()),
        by_address_(functions.size()) {}

  // Returns the symbols that are at the address of a function and do not have its name, by piece of
  // the symbol table.
  std::vector<std::vector<Match>> run(unsigned threads) {
    parallel_for(1 + pieces_.size(), threads, [&](std::size_t step) {
      if (step == 0) return index();
      pieces_[step - 1] = image_.function_symbols(step - 1);
    });
    if (is_spread()) all_texts_.emplace(image_.all_symbol_names(threads), 0);
    std::vector<std::vector<Match>> others(pieces_.size());
    parallel_for(pieces_.size(), threads,
                 [&](std::size_t i) { others[i] = others_in(pieces_[i]); });
    return others;
  }

  bool has_symbols() const {
    return std::any_of(pieces_.begin(), pieces_.end(),
                       [](const auto& piece) { return !piece.empty(); });
  }
  std::string name_of(const Image::Symbol& symbol) const {
    return all_texts_ ? all_texts_->name_of(symbol) : image_.symbol_name(symbol);
  }
  // Whether a symbol is named like the function.
  bool has_own(std::uint32_t function) const { return sought_[function].has_own; }

 private:
  // What symbols are compared with: the functions themselves are far apart.
  struct Sought {
    std::uint64_t address;
    Name name;
    bool has_own;
  };

  void index() {
    for (std::size_t i = 0; i < functions_.size(); ++i)
      sought_[i] = {functions_[i]->address, functions_[i]->name, false};
    for (std::size_t i = 0; i < functions_.size(); ++i) {
      const std::size_t ahead = i + IndexTable::kAhead;
      if (ahead < functions_.size()) by_address_.prefetch(mix(0, sought_[ahead].address));
      const bool is_go = functions_[i]->convention == CallingConvention::go;
      if (is_go && find(sought_[i].address) == IndexTable::kNone)
        by_address_.insert(mix(0, sought_[i].address), static_cast<std::uint32_t>(i));
    }
  }

  std::uint32_t find(std::uint64_t address) const {
    return by_address_.find(mix(0, address),
                            [&](std::uint32_t i) { return sought_[i].address == address; });
  }

  std::vector<Match> others_in(const std::vector<Image::Symbol>& symbols) {
    std::vector<Match> matches = matches_in(symbols);
    if (matches.empty()) return matches;
    const Texts own = all_texts_ ? Texts() : read_texts(matches);
    const Texts& texts = all_texts_ ? *all_texts_ : own;
    std::erase_if(matches, [&](const Match& match) {
      const Match* const ahead = &match + IndexTable::kAhead;
      if (ahead < matches.data() + matches.size()) {
        texts.prefetch(ahead->symbol);
        __builtin_prefetch(sought_[ahead->function].name.data());
      }
      Sought& sought = sought_[match.function];
      const bool is_own = texts.is(match.symbol, sought.name);
      if (is_own) std::atomic_ref(sought.has_own).store(true, std::memory_order_relaxed);
      return is_own || texts.begins(match.symbol, kSecond);
    });
    matches.shrink_to_fit();  // to few: what it gives back serves the next piece
    return matches;
  }

  std::vector<Match> matches_in(const std::vector<Image::Symbol>& symbols) {
    std::vector<Match> matches;
    matches.reserve(symbols.size());
    std::uint64_t cost = 0;
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      const std::size_t ahead = i + IndexTable::kAhead;
      if (ahead < symbols.size()) by_address_.prefetch(mix(0, symbols[ahead].address));
      const std::uint32_t function = find(symbols[i].address);
      if (function == IndexTable::kNone) continue;
      matches.push_back({symbols[i], function});
      cost += sought_[function].name.size();
    }
    budget_.spend(cost);  // of comparing: many symbols may be at one address
    return matches;
  }

  // As much of the names as these matches are compared with.
  Texts read_texts(const std::vector<Match>& matches) const {
    std::uint64_t begin = image_.symbol_names_size(), end = 0;
    for (const Match& match : matches) {
      const std::size_t size = std::max(sought_[match.function].name.size() + 1, kSecond.size());
      begin = std::min<std::uint64_t>(begin, match.symbol.name);
      end = std::max<std::uint64_t>(end, match.symbol.name + size);
    }
    return {image_.symbol_names(begin, std::min(end, image_.symbol_names_size())), begin};
  }

  // Whether the names are all over the table and not in the order of the symbols, as GNU ld leaves
  // them. All are read then: between the first and the last name of a piece lie most of the others.
  bool is_spread() const {
    std::uint64_t read = 0;  // bytes, piece by piece
    for (const std::vector<Image::Symbol>& piece : pieces_) {
      if (piece.empty()) continue;
      const auto [first, last] = std::minmax_element(
          piece.begin(), piece.end(),
          [](const Image::Symbol& a, const Image::Symbol& b) { return a.name < b.name; });
      read += last->name - first->name;
    }
    return read > 2 * image_.symbol_names_size();
  }

  const Image& image_;
  const std::vector<Function*>& functions_;
  Budget& budget_;
  std::vector<std::vector<Image::Symbol>> pieces_;
  BigVector<Sought> sought_;  // by function
  IndexTable by_address_;
  std::optional<Texts> all_texts_;  // if they are spread
};

}  // namespace

void attach_symbols(const Image& image, unsigned threads, const std::vector<Function*>& functions,
                    Budget& budget, Model& model) {
  model.binary.has_symbols = false;
  if (functions.empty()) return;
  Search search(image, functions, budget);
  const auto others = search.run(threads);
  model.binary.has_symbols = search.has_symbols();
  for (const auto& piece : others)
    for (const auto& [symbol, at] : piece) {
      Function& function = *functions[at];
      if (search.has_own(at) || !function.symbol.empty()) continue;
      const std::string name = search.name_of(symbol);
      budget.spend(Budget::kListEntry + name.size());
      function.symbol = model.keep(name);
      function.is_abi0 = name.ends_with(".abi0");
    }
}

}  // namespace gofixup
