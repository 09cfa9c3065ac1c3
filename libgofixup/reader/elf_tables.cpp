// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/elf_tables.hpp"

#include <elf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "reader/cursor.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

// Addresses are looked up in one segment after the other. Linkers write about ten.
constexpr std::uint64_t kMostSegments = 4096;

struct Header {
  std::uint64_t phoff = 0, shoff = 0;    // in the file
  std::uint64_t phnum = 0, shnum = 0;    // entries
  std::uint64_t phsize = 0, shsize = 0;  // bytes of an entry
};

Header read_header(Cursor cursor, bool is_64bit) {
  const unsigned word = is_64bit ? 8 : 4;
  Header header;
  cursor.skip(EI_NIDENT + 2 + 2 + 4 + word);  // up to and with e_entry
  header.phoff = cursor.number(word);
  header.shoff = cursor.number(word);
  cursor.skip(4 + 2);  // e_flags, e_ehsize
  cursor.skip(2);      // e_phentsize: libelf goes by the class
  header.phnum = cursor.u16();
  cursor.skip(2);  // e_shentsize, likewise
  header.shnum = cursor.u16();
  header.phsize = is_64bit ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
  header.shsize = is_64bit ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
  return header;
}

// Counts that do not fit the header stand in the first section header (gABI, e_shnum and PN_XNUM).
void read_extended(const File& file, bool is_64bit, bool is_big_endian, Header& header) {
  if (header.shoff == 0 || !file.holds(header.shoff, header.shsize)) return;
  const Buffer first = file.read(header.shoff, header.shsize);
  Cursor cursor(first, is_big_endian);
  const unsigned word = is_64bit ? 8 : 4;
  cursor.skip(4 + 4 + std::uint64_t{3} * word);  // up to sh_size
  const std::uint64_t size = cursor.number(word);
  cursor.skip(4);  // sh_link
  if (header.shnum == 0) header.shnum = size;
  if (header.phnum == PN_XNUM) header.phnum = cursor.u32();
}

void must_hold(const File& file, const char* what, std::uint64_t offset, std::uint64_t count,
               std::uint64_t entry) {
  if (count <= file.size() / entry && file.holds(offset, count * entry)) return;
  throw Error(Error::Kind::malformed, std::string("its ") + what +
                                          " lies outside the file: the file is cut off or damaged");
}

}  // namespace

void must_hold_its_tables(const File& file) {
  std::array<std::uint8_t, sizeof(Elf64_Ehdr)> bytes{};
  if (!file.holds(0, sizeof(Elf32_Ehdr))) return;
  file.read(0, std::span(bytes).first(std::min<std::uint64_t>(bytes.size(), file.size())));
  const bool is_64bit = bytes[EI_CLASS] == ELFCLASS64,
             is_big_endian = bytes[EI_DATA] == ELFDATA2MSB;
  if (std::memcmp(bytes.data(), ELFMAG, SELFMAG) != 0) return;
  if (is_64bit && !file.holds(0, sizeof(Elf64_Ehdr))) return;
  Header header = read_header(Cursor(bytes, is_big_endian), is_64bit);
  read_extended(file, is_64bit, is_big_endian, header);
  if (header.shoff != 0)
    must_hold(file, "section table", header.shoff, std::max<std::uint64_t>(header.shnum, 1),
              header.shsize);
  if (header.phoff != 0 && header.phnum != 0) {
    must_hold(file, "program header table", header.phoff, header.phnum, header.phsize);
    if (header.phnum > kMostSegments)
      throw Error(Error::Kind::malformed, "it has " + std::to_string(header.phnum) +
                                              " program headers; at most " +
                                              std::to_string(kMostSegments) + " are read");
  }
}

}  // namespace gofixup
