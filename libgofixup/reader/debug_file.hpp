// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What we leave to libdwfl: finding separate debug files, and relocating an object file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>

struct Elf;
struct Dwfl;

namespace gofixup {

class DebugFile {
 public:
  DebugFile() = default;
  DebugFile(DebugFile&& other) noexcept { *this = std::move(other); }
  DebugFile& operator=(DebugFile&& other) noexcept;
  ~DebugFile();

  // The debug file that libdwfl's standard search (build id below /usr/lib/debug and the
  // file's own folder, .gnu_debuglink, debuginfod servers) finds; elf() is null where there is
  // none, and search() says then what was looked for.
  static DebugFile find(Elf* main, const std::string& path);
  // The object file itself with its debug sections relocated; elf() is null on failure. From an
  // open file, of which a copy of the descriptor is kept, or from bytes, which are copied.
  static DebugFile relocated(int fd, const std::string& path);
  static DebugFile relocated(std::span<const std::uint8_t> bytes, const std::string& path);
  // The file that the one with the DWARF, at `path`, shares debug information with, as its
  // .gnu_debugaltlink or .debug_sup names it. Throws Error{no_dwarf} where it is not found.
  static DebugFile supplement(Elf* elf, const std::string& path);

  Elf* elf() const { return elf_; }
  const std::string& path() const { return path_; }
  const std::string& search() const { return search_; }
  bool is_relocated() const { return is_relocated_; }

 private:
  Dwfl* dwfl_ = nullptr;  // owns elf_ if set
  Elf* elf_ = nullptr;
  int fd_ = -1;  // ours to close
  bool is_relocated_ = false;
  std::string path_, search_;
};

}  // namespace gofixup
