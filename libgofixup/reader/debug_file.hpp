// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What we leave to libdwfl: finding a separate debug file, and relocating an object file.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

struct Elf;
struct Dwfl;

namespace gofixup {

class File;

class DebugFile {
 public:
  DebugFile() = default;
  DebugFile(DebugFile&& other) noexcept { *this = std::move(other); }
  DebugFile& operator=(DebugFile&& other) noexcept;
  ~DebugFile();

  // The debug file that libdwfl's standard search (build id below /usr/lib/debug and the
  // file's own folder, .gnu_debuglink, debuginfod servers) finds; elf() is null where there is
  // none, and search() says then what was looked for. `path` tells the folder.
  static DebugFile find(Elf* main, const std::string& path);
  // A copy of the object file with its debug sections relocated; elf() is null on failure.
  static DebugFile relocated(const File& object, const std::string& path);
  // An open ELF file, whose descriptor becomes ours; elf() is null where it is none. Throws
  // Error{malformed, io} as File and must_hold_its_tables() do.
  static DebugFile opened(int fd, const std::string& path);

  Elf* elf() const { return elf_; }
  int fd() const { return fd_; }  // of a file that was found; -1 for none
  const std::string& path() const { return path_; }
  const std::string& search() const { return search_; }
  bool is_relocated() const { return dwfl_ != nullptr; }

 private:
  Dwfl* dwfl_ = nullptr;  // owns elf_ if set
  Elf* elf_ = nullptr;
  int fd_ = -1;  // ours to close
  std::string path_, search_;
};

// The file that the one with the DWARF, at `path`, shares debug information with, as its
// .gnu_debugaltlink or .debug_sup names it (dwz -m); elf() is null where it names none. Throws
// Error{no_dwarf} where it is not found.
DebugFile find_supplement_of(Elf* elf, const std::string& path);
// Bytes as hexadecimal digits, as build ids are written.
std::string hex_of(const void* bytes, std::size_t size);
// Where the file is, behind symbolic links; "." where that cannot be told.
std::string folder_of(const std::string& path);

}  // namespace gofixup
