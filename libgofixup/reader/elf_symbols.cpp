// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include <elf.h>

#include <algorithm>
#include <cstring>
#include <span>

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

// Calls visit(entry) for each entry of a part of .symtab.
template <class Entry, class Visit>
void for_each_entry(std::span<const std::uint8_t> bytes, bool is_big_endian, const Visit& visit) {
  for (std::size_t at = 0; at + sizeof(Entry) <= bytes.size(); at += sizeof(Entry)) {
    Entry entry;
    std::memcpy(&entry, bytes.data() + at, sizeof entry);
    if (is_big_endian) {
      entry.st_name = swapped(entry.st_name);
      entry.st_shndx = swapped(entry.st_shndx);
      entry.st_value = swapped(entry.st_value);
    }
    visit(entry);
  }
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
  const bool is_from_section = is_relocated();  // in an object file symbols count from theirs
  const auto add = [&](const auto& entry) {
    const bool is_function =
        ELF64_ST_TYPE(entry.st_info) == STT_FUNC && entry.st_shndx != SHN_UNDEF;
    if (!is_function || entry.st_name >= symbol_names_.size) return;
    const bool is_moved = is_from_section && entry.st_shndx < section_addresses_.size();
    symbols.push_back(
        {entry.st_value + (is_moved ? section_addresses_[entry.st_shndx] : 0), entry.st_name});
  };
  if (word_size_ == 8)
    for_each_entry<Elf64_Sym>(bytes, is_big_endian_, add);
  else
    for_each_entry<Elf32_Sym>(bytes, is_big_endian_, add);
  return symbols;
}

Buffer Image::symbol_names(std::uint64_t begin, std::uint64_t end) const {
  GOFIXUP_CHECK(begin <= end && end <= symbol_names_.size);
  return dwarf_file().read(symbol_names_.offset + begin, end - begin);
}

Buffer Image::all_symbol_names(unsigned threads) const {
  constexpr std::uint64_t kAtOnce = std::uint64_t{1} << 20;  // bytes
  Buffer names(symbol_names_.size);
  parallel_for((names.size() + kAtOnce - 1) / kAtOnce, threads, [&](std::size_t i) {
    const std::uint64_t begin = i * kAtOnce, size = std::min(kAtOnce, names.size() - begin);
    dwarf_file().read(symbol_names_.offset + begin, {names.data() + begin, size});
  });
  return names;
}

std::string Image::symbol_name(const Symbol& symbol) const {
  constexpr std::uint64_t kOften = 256;  // few names are longer
  std::string name;
  for (std::uint64_t at = symbol.name, step = kOften; at < symbol_names_.size; step *= 2) {
    const std::uint64_t end = std::min(at + step, symbol_names_.size);
    const Buffer text = symbol_names(at, end);
    const auto nul = std::find(text.begin(), text.end(), 0);
    name.append(text.begin(), nul);
    if (nul != text.end()) break;
    at = end;
  }
  return name;
}

}  // namespace gofixup
