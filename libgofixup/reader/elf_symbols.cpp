// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include <elf.h>

#include <algorithm>

#include "reader/cursor.hpp"
#include "reader/image.hpp"
#include "support/error.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

constexpr std::uint64_t kPiece = 4096;  // entries

std::uint64_t entry_size(unsigned word_size) {
  return word_size == 8 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
}

// One entry of .symtab, as far as we want it.
struct SymbolEntry {
  std::uint32_t name = 0;
  std::uint8_t info = 0;
  std::uint16_t section = 0;
  std::uint64_t address = 0;
};

SymbolEntry read_entry(Cursor& cursor, bool is_64bit) {
  SymbolEntry entry;
  entry.name = cursor.u32();
  if (!is_64bit) entry.address = cursor.u32();
  if (!is_64bit) cursor.skip(4);  // st_size
  entry.info = cursor.u8();
  cursor.skip(1);  // st_other
  entry.section = cursor.u16();
  if (is_64bit) entry.address = cursor.u64();
  if (is_64bit) cursor.skip(8);  // st_size
  return entry;
}

}  // namespace

std::size_t Image::symbol_piece_count() const {
  return (symbols_.size / entry_size(word_size_) + kPiece - 1) / kPiece;
}

std::vector<Image::Symbol> Image::function_symbols(std::size_t piece) const {
  const std::uint64_t size = entry_size(word_size_), begin = piece * kPiece;
  const std::uint64_t count = std::min(kPiece, symbols_.size / size - begin);
  const Buffer bytes = dwarf_file().read(symbols_.offset + begin * size, count * size);
  std::vector<Symbol> symbols;
  symbols.reserve(count);
  Cursor cursor(bytes.view(), is_big_endian_);
  while (!cursor.at_end()) {
    const auto [name, info, section, address] = read_entry(cursor, word_size_ == 8);
    const bool is_function = ELF64_ST_TYPE(info) == STT_FUNC && section != SHN_UNDEF;
    if (!is_function || name >= symbol_names_.size) continue;
    // In an object file symbols count from their section.
    const bool is_moved = is_relocated() && section < section_addresses_.size();
    symbols.push_back({is_moved ? address + section_addresses_[section] : address, name});
  }
  return symbols;
}

Buffer Image::symbol_names(std::uint64_t begin, std::uint64_t end) const {
  GOFIXUP_CHECK(begin <= end && end <= symbol_names_.size);
  return dwarf_file().read(symbol_names_.offset + begin, end - begin);
}

Buffer Image::all_symbol_names(unsigned threads) const {
  constexpr std::uint64_t kAtOnce = std::uint64_t{1} << 20;  // bytes
  Buffer names = buffer_of(symbol_names_.size);
  parallel_for((names.size + kAtOnce - 1) / kAtOnce, threads, [&](std::size_t i) {
    const std::uint64_t begin = i * kAtOnce, size = std::min(kAtOnce, names.size - begin);
    dwarf_file().read(symbol_names_.offset + begin, {names.bytes.get() + begin, size});
  });
  return names;
}

std::string Image::symbol_name(const Symbol& symbol) const {
  constexpr std::uint64_t kOften = 256;  // few names are longer
  std::string name;
  for (std::uint64_t at = symbol.name, step = kOften; at < symbol_names_.size; step *= 2) {
    const std::uint64_t end = std::min(at + step, symbol_names_.size);
    const Buffer bytes = symbol_names(at, end);
    const auto text = bytes.view();
    const auto nul = std::find(text.begin(), text.end(), 0);
    name.append(text.begin(), nul);
    if (nul != text.end()) break;
    at = end;
  }
  return name;
}

}  // namespace gofixup
