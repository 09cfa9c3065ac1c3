// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include <elf.h>

#include <algorithm>
#include <cstring>

#include "reader/cursor.hpp"
#include "reader/image.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

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

// The table is read piece by piece, as only a third of it is of functions.
Image::Symbols Image::function_symbols() const {
  constexpr std::uint64_t kPiece = 4096;  // entries
  Symbols symbols;
  symbols.names = dwarf_file().read(symbol_names_.offset, symbol_names_.size);
  const std::span<const std::uint8_t> names = symbols.names.view();
  const bool is_64bit = word_size_ == 8;
  const std::uint64_t entry_size = is_64bit ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
  const std::uint64_t count = symbols_.size / entry_size;
  const Buffer piece = buffer_of(std::min(kPiece, count) * entry_size);
  symbols.list.reserve(count);  // what stays unused takes no memory
  std::uint64_t used = 0;       // bytes of names
  for (std::uint64_t done = 0; done < count; done += kPiece) {
    const std::span part(piece.bytes.get(), std::min(kPiece, count - done) * entry_size);
    dwarf_file().read(symbols_.offset + done * entry_size, part);
    Cursor cursor(part, is_big_endian_);
    while (!cursor.at_end()) {
      const auto [name, info, section, address] = read_entry(cursor, is_64bit);
      if (ELF64_ST_TYPE(info) != STT_FUNC || section == SHN_UNDEF || name >= names.size()) continue;
      const char* text = reinterpret_cast<const char*>(names.data()) + name;
      const std::size_t length = strnlen(text, names.size() - name);
      // In an object file symbols count from their section.
      const bool is_moved = is_relocated() && section < section_addresses_.size();
      symbols.list.push_back(
          {{text, length}, is_moved ? address + section_addresses_[section] : address});
      used += length;
      // Linkers let names share their ends at most.
      if (used > 4 * names.size() + 4096)
        throw Error(Error::Kind::malformed, "the names of its symbols overlap");
    }
  }
  return symbols;
}

}  // namespace gofixup
