// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/debug_file.hpp"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <libelf.h>
#include <unistd.h>

#include <cstdlib>

namespace gofixup {

namespace {

const Dwfl_Callbacks kCallbacks = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = dwfl_standard_find_debuginfo,
    .section_address = dwfl_offline_section_address,
    .debuginfo_path = nullptr,
};

}  // namespace

DebugFile& DebugFile::operator=(DebugFile&& other) noexcept {
  std::swap(dwfl_, other.dwfl_);
  std::swap(elf_, other.elf_);
  std::swap(fd_, other.fd_);
  std::swap(path_, other.path_);
  return *this;
}

DebugFile::~DebugFile() {
  if (dwfl_ != nullptr)
    dwfl_end(dwfl_);
  else if (elf_ != nullptr)
    elf_end(elf_);
  if (fd_ >= 0) close(fd_);
}

DebugFile DebugFile::find(Elf* main, const std::string& path) {
  DebugFile found;
  const void* build_id = nullptr;
  GElf_Word crc = 0;
  const char* link = dwelf_elf_gnu_debuglink(main, &crc);
  if (dwelf_elf_gnu_build_id(main, &build_id) <= 0 && link == nullptr) return found;

  // dwfl_module_getdwarf() would inflate all of it, so only the search itself is asked for.
  Dwfl* dwfl = dwfl_begin(&kCallbacks);
  if (dwfl == nullptr) return found;
  Dwfl_Module* module = dwfl_report_offline(dwfl, "", path.c_str(), -1);
  GElf_Addr bias = 0;
  if (module != nullptr && dwfl_module_getelf(module, &bias) != nullptr) {
    void** user = nullptr;
    const char* name = nullptr;
    Dwarf_Addr start = 0;
    dwfl_module_info(module, &user, &start, nullptr, nullptr, nullptr, nullptr, nullptr);
    name = dwfl_module_info(module, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
    char* debug_path = nullptr;
    found.fd_ = dwfl_standard_find_debuginfo(module, user, name, start, path.c_str(), link, crc,
                                             &debug_path);
    if (debug_path != nullptr) found.path_ = debug_path;
    std::free(debug_path);
  }
  dwfl_end(dwfl);
  if (found.fd_ >= 0) found.elf_ = elf_begin(found.fd_, ELF_C_READ_MMAP, nullptr);
  return found;
}

DebugFile DebugFile::relocated(const std::string& path) {
  DebugFile found;
  found.dwfl_ = dwfl_begin(&kCallbacks);
  if (found.dwfl_ == nullptr) return found;
  Dwfl_Module* module = dwfl_report_offline(found.dwfl_, "", path.c_str(), -1);
  dwfl_report_end(found.dwfl_, nullptr, nullptr);
  Dwarf_Addr bias = 0;
  Dwarf* dwarf = module == nullptr ? nullptr : dwfl_module_getdwarf(module, &bias);
  if (dwarf != nullptr) found.elf_ = dwarf_getelf(dwarf);
  found.path_ = path;
  return found;
}

}  // namespace gofixup
