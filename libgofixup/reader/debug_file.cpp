// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/debug_file.hpp"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <libelf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "reader/elf_tables.hpp"
#include "reader/file.hpp"

namespace gofixup {

std::string hex_of(const void* bytes, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<const unsigned char*>(bytes)[i]);
    text += digits;
  }
  return text;
}

std::string folder_of(const std::string& path) {
  char* real = realpath(path.c_str(), nullptr);
  const std::string name = real == nullptr ? path : real;
  std::free(real);
  const std::size_t slash = name.rfind('/');
  return slash == std::string::npos ? "." : name.substr(0, slash);
}

namespace {

// Gives the module the Elf its user pointer holds. Left to itself libdwfl would map the file, and
// a mapped file that becomes shorter kills the process.
int give_elf(Dwfl_Module*, void** user, const char*, Dwarf_Addr, char** path, Elf** elf) {
  *path = nullptr;
  *elf = elf_begin(-1, ELF_C_READ, static_cast<Elf*>(*user));  // one more reference to it
  return -1;
}

int find_nothing(Dwfl_Module*, void**, const char*, Dwarf_Addr, const char*, const char*, GElf_Word,
                 char**) {
  return -1;
}

const Dwfl_Callbacks kSearch = {
    .find_elf = give_elf,
    .find_debuginfo = find_nothing,  // asked for by hand
    .section_address = dwfl_offline_section_address,
    .debuginfo_path = nullptr,
};

// An object file has its DWARF itself.
const Dwfl_Callbacks kRelocate = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = find_nothing,
    .section_address = dwfl_offline_section_address,
    .debuginfo_path = nullptr,
};

// The link is a file's name (objcopy --add-gnu-debuglink takes the folders off). With a folder in
// it, it would lead to files that are none of ours: opening a device can have consequences.
const char* debug_link(Elf* elf, GElf_Word& crc) {
  const char* link = dwelf_elf_gnu_debuglink(elf, &crc);
  return link == nullptr || std::strchr(link, '/') != nullptr ? nullptr : link;
}

// Where gdb and libdwfl look for a .gnu_debuglink. Only for messages: what lies there and was not
// taken is the debug file of another build.
std::string linked_file(const std::string& path, const std::string& link) {
  const std::string folder = folder_of(path);
  const std::string places[] = {folder + "/" + link, folder + "/.debug/" + link,
                                "/usr/lib/debug" + folder + "/" + link};
  for (const std::string& place : places)
    if (place != path && access(place.c_str(), F_OK) == 0) return place;
  return {};
}

std::string what_was_sought(const std::string& path, const char* link, const std::string& id) {
  if (link != nullptr) {
    const std::string other = linked_file(path, link);
    if (!other.empty())
      return "its debug file " + other + " is of another build (its build id or CRC differs)";
  }
  std::string text = "its debug file (";
  if (link != nullptr) text += std::string(link) + (id.empty() ? "" : ", ");
  if (!id.empty()) text += "build id " + id;
  return text + ") is neither beside it nor below /usr/lib/debug" +
         (std::getenv("DEBUGINFOD_URLS") == nullptr || id.empty() ? "" : ", nor has debuginfod it");
}

// A file in memory with the same bytes; -1 on failure.
int copy_of(const File& file) {
  const int copy = memfd_create("object", MFD_CLOEXEC);
  if (copy < 0) return -1;
  constexpr std::uint64_t kPiece = 1 << 20;
  for (std::uint64_t offset = 0; offset < file.size();) {
    const Buffer piece = file.read(offset, std::min(kPiece, file.size() - offset));
    if (pwrite(copy, piece.data(), piece.size(), static_cast<off_t>(offset)) !=
        static_cast<ssize_t>(piece.size())) {
      close(copy);
      return -1;
    }
    offset += piece.size();
  }
  return copy;
}

}  // namespace

DebugFile& DebugFile::operator=(DebugFile&& other) noexcept {
  std::swap(dwfl_, other.dwfl_);
  std::swap(elf_, other.elf_);
  std::swap(fd_, other.fd_);
  std::swap(path_, other.path_);
  std::swap(search_, other.search_);
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
  const char* link = debug_link(main, crc);
  const ssize_t id_size = dwelf_elf_gnu_build_id(main, &build_id);
  if (id_size <= 0 && link == nullptr) return found;

  // dwfl_module_getdwarf() would inflate all of it, so only the search itself is asked for.
  Dwfl* dwfl = dwfl_begin(&kSearch);
  if (dwfl == nullptr) return found;
  Dwfl_Module* module = dwfl_report_module(dwfl, path.c_str(), 0, ~Dwarf_Addr{0});
  void** user = nullptr;
  if (module != nullptr)
    dwfl_module_info(module, &user, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
  if (user != nullptr) *user = main;
  GElf_Addr bias = 0;
  if (user != nullptr && dwfl_module_getelf(module, &bias) != nullptr) {
    char* debug_path = nullptr;
    found.fd_ = dwfl_standard_find_debuginfo(module, user, path.c_str(), 0, path.c_str(), link, crc,
                                             &debug_path);
    if (debug_path != nullptr) found.path_ = debug_path;
    std::free(debug_path);
  }
  dwfl_end(dwfl);
  if (found.fd_ >= 0) return opened(std::exchange(found.fd_, -1), found.path_);
  found.search_ = what_was_sought(
      path, link, id_size > 0 ? hex_of(build_id, static_cast<std::size_t>(id_size)) : "");
  return found;
}

DebugFile DebugFile::opened(int fd, const std::string& path) {
  DebugFile found;
  found.fd_ = fd;
  found.path_ = path;
  must_hold_its_tables(File(fd));
  found.elf_ = elf_begin(fd, ELF_C_READ, nullptr);
  return found;
}

DebugFile DebugFile::relocated(const File& object, const std::string& path) {
  DebugFile found;
  found.path_ = path;
  found.dwfl_ = dwfl_begin(&kRelocate);
  if (found.dwfl_ == nullptr) return found;
  const int copy = copy_of(object);
  if (copy < 0) return found;
  // At address 0, so that functions keep the addresses that their symbols have.
  Dwfl_Module* module = dwfl_report_elf(found.dwfl_, "", path.c_str(), copy, 0, false);
  if (module == nullptr) close(copy);
  dwfl_report_end(found.dwfl_, nullptr, nullptr);
  Dwarf_Addr bias = 0;
  Dwarf* dwarf = module == nullptr ? nullptr : dwfl_module_getdwarf(module, &bias);
  if (dwarf != nullptr) found.elf_ = dwarf_getelf(dwarf);
  return found;
}

}  // namespace gofixup
