// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The smallest ELF file that carries given debug sections and symbols, in memory only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "reader/reader.hpp"
#include "support/dwarf_builder.hpp"

namespace gofixup::test {

enum class Packing { plain, zlib, zstd, zdebug };

// What the loader maps; in memory it is 256 bytes longer than in the file.
struct SegmentSpec {
  std::uint64_t address = 0;
  Bytes bytes;
};

// A section without bytes in the file, as .bss is.
struct LoadedSpec {
  std::string name;
  std::uint64_t address = 0, size = 0;
  std::uint64_t flags = 2;  // SHF_ALLOC
};

struct ElfSpec {
  Sections sections;
  std::vector<std::pair<std::string, std::uint64_t>> symbols = {};  // FUNC: name, address
  Packing packing = Packing::plain;
  bool is_64bit = true;
  bool is_big_endian = false;
  std::vector<LoadedSpec> loaded = {};
  std::uint64_t promised_size = 0;  // of each compressed section; 0: the true one
  std::vector<SegmentSpec> segments = {};
  std::uint16_t machine = 0;  // e_machine; 0: amd64 or 386
  // The names of symbols are written this far apart, around and around, as GNU ld's hash table
  // leaves them; no divisor of the symbols' number.
  std::size_t symbol_name_stride = 1;

  Bytes build() const;
};

// An open file without a path of its own, as long as the object lives.
class MemoryFile {
 public:
  explicit MemoryFile(const Bytes& bytes);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

// read_dwarf() on those bytes. The model keeps the file open.
Model read(const Bytes& elf, const ReadOptions& options = {1, false});
Model read(const ElfSpec& elf);
Model read(const Dwarf& dwarf);
// The bytes of an ELF file around what a Dwarf says, of the Dwarf's own class and byte order.
ElfSpec elf_of(const Dwarf& dwarf);

}  // namespace gofixup::test
