// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "reader/cursor.hpp"
#include "reader/debug_file.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

// What a file says of the one it shares debug information with, or of itself.
struct Link {
  std::string name;
  std::string id;  // bytes: a build id (.gnu_debugaltlink) or a checksum (.debug_sup)
  bool is_supplement = false;
};

std::span<const std::uint8_t> section_of(Elf* elf, std::string_view wanted) {
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return {};
  for (Elf_Scn* scn = elf_nextscn(elf, nullptr); scn != nullptr; scn = elf_nextscn(elf, scn)) {
    GElf_Shdr header;
    const char* name =
        gelf_getshdr(scn, &header) == nullptr ? nullptr : elf_strptr(elf, names, header.sh_name);
    if (name == nullptr || wanted != name) continue;
    const Elf_Data* data = elf_rawdata(scn, nullptr);
    if (data != nullptr && data->d_buf != nullptr)
      return {static_cast<const std::uint8_t*>(data->d_buf), data->d_size};
  }
  return {};
}

std::string text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// GNU's form: a name and the build id of the other file.
Link read_altlink(Elf* elf) {
  const auto section = section_of(elf, ".gnu_debugaltlink");
  if (section.empty()) return {};
  Cursor cursor(section, false);
  Link link;
  link.name = cursor.string();
  link.id = text_of(cursor.bytes(cursor.left()));
  return link;
}

// DWARF 5, 7.3.6.
Link read_debug_sup(Elf* elf) {
  const auto section = section_of(elf, ".debug_sup");
  if (section.empty()) return {};
  Cursor cursor(section, false);
  cursor.skip(2);  // its version
  Link link;
  link.is_supplement = cursor.u8() != 0;
  link.name = cursor.string();
  link.id = text_of(cursor.bytes(cursor.uleb()));
  return link;
}

// Opening a device can have consequences; what a link names is a file.
int open_regular(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return -1;
  return open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

bool is_the_one(Elf* elf, const Link& link) {
  const Link own = read_debug_sup(elf);
  if (own.is_supplement) return own.id == link.id;
  const void* id = nullptr;
  const ssize_t size = dwelf_elf_gnu_build_id(elf, &id);
  return size > 0 &&
         std::string_view(static_cast<const char*>(id), static_cast<std::size_t>(size)) == link.id;
}

}  // namespace

// libdw follows .gnu_debugaltlink, but takes whatever lies there, and maps it.
DebugFile find_supplement_of(Elf* elf, const std::string& path) {
  Link link = read_altlink(elf);
  if (link.name.empty()) link = read_debug_sup(elf);
  if (link.name.empty() || link.is_supplement) return {};
  const std::string id = hex_of(link.id.data(), link.id.size());
  std::vector<std::string> places;
  places.push_back(link.name.starts_with('/') ? link.name : folder_of(path) + "/" + link.name);
  if (id.size() > 2)
    places.push_back("/usr/lib/debug/.build-id/" + id.substr(0, 2) + "/" + id.substr(2) + ".debug");
  for (const std::string& place : places) {
    const int fd = open_regular(place);
    if (fd < 0) continue;
    DebugFile found = DebugFile::opened(fd, place);
    if (found.elf() != nullptr && is_the_one(found.elf(), link)) return found;
  }
  throw Error(Error::Kind::no_dwarf,
              "dwz moved a part of its DWARF to " + link.name +
                  ", which is not found, or is of another build: install it (it mostly belongs "
                  "to the same package), or name a program that dwz did not treat");
}

}  // namespace gofixup
