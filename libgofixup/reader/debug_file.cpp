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

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "reader/cursor.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

const Dwfl_Callbacks kCallbacks = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = dwfl_standard_find_debuginfo,
    .section_address = dwfl_offline_section_address,
    .debuginfo_path = nullptr,
};

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

// Where gdb and libdwfl look for a .gnu_debuglink. Only for messages: what lies there and was not
// taken is the debug file of another build.
std::string linked_file(const std::string& path, const std::string& link) {
  const std::string folder = folder_of(path);
  for (const std::string& place :
       {folder + "/" + link, folder + "/.debug/" + link, "/usr/lib/debug" + folder + "/" + link})
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

}  // namespace

DebugFile& DebugFile::operator=(DebugFile&& other) noexcept {
  std::swap(dwfl_, other.dwfl_);
  std::swap(elf_, other.elf_);
  std::swap(fd_, other.fd_);
  std::swap(is_relocated_, other.is_relocated_);
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
  const char* link = dwelf_elf_gnu_debuglink(main, &crc);
  const ssize_t id_size = dwelf_elf_gnu_build_id(main, &build_id);
  if (id_size <= 0 && link == nullptr) return found;

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
  if (found.elf_ == nullptr)
    found.search_ = what_was_sought(
        path, link, id_size > 0 ? hex_of(build_id, static_cast<std::size_t>(id_size)) : "");
  return found;
}

DebugFile DebugFile::relocated(std::span<const std::uint8_t> bytes, const std::string& path) {
  const int fd = memfd_create("member", MFD_CLOEXEC);
  std::size_t done = 0;
  while (fd >= 0 && done < bytes.size()) {
    const ssize_t wrote = write(fd, bytes.data() + done, bytes.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  DebugFile found;
  if (done == bytes.size()) found = relocated(fd, path);
  if (fd >= 0) close(fd);
  return found;
}

DebugFile DebugFile::relocated(int fd, const std::string& path) {
  DebugFile found;
  found.dwfl_ = dwfl_begin(&kCallbacks);
  if (found.dwfl_ == nullptr) return found;
  const int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);  // libdwfl closes it, unless it fails
  // At address 0, so that functions keep the addresses that their symbols have.
  Dwfl_Module* module =
      own < 0 ? nullptr : dwfl_report_elf(found.dwfl_, "", path.c_str(), own, 0, false);
  if (module == nullptr && own >= 0) close(own);
  dwfl_report_end(found.dwfl_, nullptr, nullptr);
  Dwarf_Addr bias = 0;
  Dwarf* dwarf = module == nullptr ? nullptr : dwfl_module_getdwarf(module, &bias);
  if (dwarf != nullptr) found.elf_ = dwarf_getelf(dwarf);
  found.path_ = path;
  found.is_relocated_ = true;
  return found;
}

namespace {

// The name and the checksum in a .debug_sup (DWARF 5, 7.3.6).
struct SupplementLink {
  std::string name;
  std::string checksum;  // bytes
  bool is_supplement = false;
};

SupplementLink read_debug_sup(Elf* elf) {
  SupplementLink link;
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return link;
  for (Elf_Scn* scn = elf_nextscn(elf, nullptr); scn != nullptr; scn = elf_nextscn(elf, scn)) {
    GElf_Shdr header;
    const char* name =
        gelf_getshdr(scn, &header) == nullptr ? nullptr : elf_strptr(elf, names, header.sh_name);
    if (name == nullptr || std::strcmp(name, ".debug_sup") != 0) continue;
    const Elf_Data* data = elf_rawdata(scn, nullptr);
    if (data == nullptr || data->d_buf == nullptr) break;
    Cursor cursor({static_cast<const std::uint8_t*>(data->d_buf), data->d_size}, false);
    cursor.skip(2);  // its version
    link.is_supplement = cursor.u8() != 0;
    link.name = cursor.string();
    const auto checksum = cursor.bytes(cursor.uleb());
    link.checksum.assign(checksum.begin(), checksum.end());
  }
  return link;
}

// elfutils 0.188 follows .gnu_debugaltlink only.
int find_supplement(const SupplementLink& link, const std::string& path) {
  const std::string id = hex_of(link.checksum.data(), link.checksum.size());
  std::vector<std::string> places;
  places.push_back(link.name.starts_with('/') ? link.name : folder_of(path) + "/" + link.name);
  if (id.size() > 2)
    places.push_back("/usr/lib/debug/.build-id/" + id.substr(0, 2) + "/" + id.substr(2) + ".debug");
  for (const std::string& place : places) {
    const int fd = open(place.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) continue;
    Elf* elf = elf_begin(fd, ELF_C_READ_MMAP, nullptr);
    const SupplementLink other = elf == nullptr ? SupplementLink{} : read_debug_sup(elf);
    elf_end(elf);
    if (other.is_supplement && other.checksum == link.checksum) return fd;
    close(fd);
  }
  return -1;
}

[[noreturn]] void supplement_missing(const std::string& name) {
  throw Error(Error::Kind::no_dwarf,
              "dwz moved a part of its DWARF to " + name +
                  ", which is not found, or is of another build: install it (it mostly belongs "
                  "to the same package), or name a program that dwz did not treat");
}

}  // namespace

DebugFile DebugFile::supplement(Elf* elf, const std::string& path) {
  DebugFile found;
  const SupplementLink link = read_debug_sup(elf);
  if (!link.name.empty()) {
    found.fd_ = find_supplement(link, path);
    if (found.fd_ >= 0) found.elf_ = elf_begin(found.fd_, ELF_C_READ_MMAP, nullptr);
    found.path_ = link.name;
  } else {
    found.dwfl_ = dwfl_begin(&kCallbacks);
    Dwfl_Module* module =
        found.dwfl_ == nullptr ? nullptr : dwfl_report_offline(found.dwfl_, "", path.c_str(), -1);
    Dwarf_Addr bias = 0;
    Dwarf* dwarf = module == nullptr ? nullptr : dwfl_module_getdwarf(module, &bias);
    const char* name = nullptr;
    const void* id = nullptr;
    const ssize_t id_size = dwarf == nullptr ? -1 : dwelf_dwarf_gnu_debugaltlink(dwarf, &name, &id);
    Dwarf* alt = id_size <= 0 ? nullptr : dwarf_getalt(dwarf);
    Elf* other = alt == nullptr ? nullptr : dwarf_getelf(alt);
    // libdw takes what lies where the link says, whatever its build id.
    const void* own_id = nullptr;
    if (other != nullptr && dwelf_elf_gnu_build_id(other, &own_id) == id_size &&
        std::memcmp(id, own_id, static_cast<std::size_t>(id_size)) == 0)
      found.elf_ = other;
    found.path_ = name == nullptr ? "another file" : name;
  }
  if (found.elf_ == nullptr) supplement_missing(found.path_);
  return found;
}

}  // namespace gofixup
