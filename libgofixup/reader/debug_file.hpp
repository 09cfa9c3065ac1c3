// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What we leave to libdwfl: finding a separate debug file, and relocating an object file.
#pragma once

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
  // file's own folder, .gnu_debuglink) finds; elf() is null where there is none. `path` tells the
  // folder.
  static DebugFile find(Elf* main, const std::string& path);
  // A copy of the object file with its debug sections relocated; elf() is null on failure.
  static DebugFile relocated(const File& object, const std::string& path);

  Elf* elf() const { return elf_; }
  int fd() const { return fd_; }  // of a file that was found; -1 for none
  const std::string& path() const { return path_; }
  bool is_relocated() const { return dwfl_ != nullptr; }

 private:
  Dwfl* dwfl_ = nullptr;  // owns elf_ if set
  Elf* elf_ = nullptr;
  int fd_ = -1;  // ours to close
  std::string path_;
};

}  // namespace gofixup
