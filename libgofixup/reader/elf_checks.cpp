// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/elf_checks.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "support/error.hpp"

namespace gofixup {

// Its size in bytes. Says what libelf would only call an invalid file.
std::size_t size_of_file(int fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0) throw Error(Error::Kind::io, std::strerror(errno));
  if (S_ISDIR(status.st_mode)) throw Error(Error::Kind::io, "is a directory");
  if (!S_ISREG(status.st_mode)) throw Error(Error::Kind::io, "is not a regular file");
  if (status.st_size == 0) throw Error(Error::Kind::not_elf, "is empty: not an ELF file");
  return static_cast<std::size_t>(status.st_size);
}

// libelf gives a file whose section table was cut off no sections, as if it were stripped.
void must_hold_its_sections(Elf* elf, const GElf_Ehdr& header) {
  std::size_t size = 0;
  elf_rawfile(elf, &size);
  const std::uint64_t table = std::uint64_t{header.e_shnum} * header.e_shentsize;
  if (header.e_shoff > size || table > size - header.e_shoff)
    throw Error(Error::Kind::malformed,
                "its section table lies outside the file: the file is cut off");
}

// Core dumps have no DWARF, and where they have sections, those are the program's.
void must_be_code(const GElf_Ehdr& header) {
  if (header.e_type == ET_CORE)
    throw Error(Error::Kind::not_go, "a core dump: name the program that left it");
}

// A file that ends too early may still hold all DWARF, but not its symbols, say: half an answer
// would look like a whole one.
void must_lie_in_file(const char* name, const GElf_Shdr& header, std::size_t size) {
  if (header.sh_offset <= size && header.sh_size <= size - header.sh_offset) return;
  throw Error(Error::Kind::malformed,
              "section " + std::string(name) + " lies outside the file: the file is cut off");
}

// The section's bytes as they are in the file; false where they lie outside it.
bool raw_bytes(Elf_Scn* scn, std::span<const std::uint8_t>& bytes) {
  const Elf_Data* data = elf_rawdata(scn, nullptr);
  if (data == nullptr || (data->d_buf == nullptr && data->d_size != 0)) return false;
  bytes = {static_cast<const std::uint8_t*>(data->d_buf), data->d_size};
  return true;
}

}  // namespace gofixup
