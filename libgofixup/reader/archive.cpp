// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/archive.hpp"

#include <gelf.h>
#include <libelf.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "reader/file.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

using ElfPtr = std::unique_ptr<Elf, decltype(&elf_end)>;

struct Member {
  ElfPtr elf;
  std::string name;
};

bool has_section(Elf* elf, std::string_view wanted) {
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return false;
  for (Elf_Scn* scn = elf_nextscn(elf, nullptr); scn != nullptr; scn = elf_nextscn(elf, scn)) {
    GElf_Shdr header;
    if (gelf_getshdr(scn, &header) == nullptr) continue;
    const char* name = elf_strptr(elf, names, header.sh_name);
    if (name != nullptr && wanted == name) return true;
  }
  return false;
}

bool is_go_object(Elf* elf) {
  return elf_kind(elf) == ELF_K_ELF &&
         (has_section(elf, ".note.go.buildid") || has_section(elf, ".gopclntab") ||
          has_section(elf, ".go.buildinfo"));
}

// A package's archive: what the compiler wrote, not the linker.
bool is_compiler_output(Elf* elf) {
  std::size_t size = 0;
  const char* bytes = elf_rawfile(elf, &size);
  return bytes != nullptr && std::string_view(bytes, size).starts_with("go object ");
}

struct Contents {
  std::vector<Member> wanted;
  std::size_t members = 0;
  bool has_compiler_output = false;
};

Contents list(int fd, Elf* archive, std::string_view wanted) {
  Contents contents;
  Elf_Cmd command = ELF_C_READ;
  while (Elf* elf = elf_begin(fd, command, archive)) {
    ElfPtr member(elf, elf_end);
    // libelf keeps it in the archive, and elf_next() replaces it.
    const Elf_Arhdr* header = elf_getarhdr(elf);
    if (header == nullptr || header->ar_name == nullptr)
      throw Error(Error::Kind::malformed, "a member's header is damaged, or the archive cut off");
    const std::string name = header->ar_name;
    command = elf_next(elf);
    if (name == "/" || name == "//" || name == "/SYM64/") continue;
    ++contents.members;
    contents.has_compiler_output = contents.has_compiler_output || is_compiler_output(elf);
    if (wanted.empty() ? is_go_object(elf) : name == wanted)
      contents.wanted.push_back({std::move(member), name});
  }
  return contents;
}

[[noreturn]] void refuse(const Contents& contents, std::string_view wanted) {
  if (!wanted.empty())
    throw Error(Error::Kind::not_found, "the archive has no member " + std::string(wanted));
  if (contents.has_compiler_output)
    throw Error(Error::Kind::not_go,
                "a Go package's archive, as the compiler writes it: DWARF is made by the linker, "
                "so build a program (or -buildmode=c-archive)");
  throw Error(Error::Kind::not_go, "an archive, and none of its " +
                                       std::to_string(contents.members) +
                                       " members was made by Go's linker");
}

[[noreturn]] void ask_which(const std::vector<Member>& members) {
  constexpr std::size_t kShown = 5;
  std::string names;
  for (std::size_t i = 0; i < std::min(members.size(), kShown); ++i)
    names += (names.empty() ? "" : ", ") + members[i].name;
  if (members.size() > kShown) names += ", ...";
  const bool are_alike = std::all_of(members.begin(), members.end(), [&](const Member& member) {
    return member.name == members.front().name;
  });
  throw Error(Error::Kind::not_found,
              "an archive with " + std::to_string(members.size()) + " members made by Go (" +
                  names + "): " +
                  (are_alike ? "take one out first (`ar xN 1`, `ar xN 2`)"
                             : "name one, as in 'ARCHIVE(" + members.front().name + ")'"));
}

}  // namespace

MemberPath split_member(const std::string& path) {
  const std::size_t open = path.rfind('(');
  if (open == std::string::npos || open == 0 || !path.ends_with(')')) return {};
  return {path.substr(0, open), path.substr(open + 1, path.size() - open - 2)};
}

int copy_of_member(int fd, std::string_view wanted, std::string& name) {
  const ElfPtr archive(elf_begin(fd, ELF_C_READ, nullptr), elf_end);
  if (archive == nullptr || elf_kind(archive.get()) != ELF_K_AR)
    throw Error(Error::Kind::malformed, "an archive that is damaged or cut off");
  const Contents contents = list(fd, archive.get(), wanted);
  if (contents.wanted.empty()) refuse(contents, wanted);
  if (contents.wanted.size() > 1) ask_which(contents.wanted);
  const Member& member = contents.wanted.front();
  name = member.name;
  std::size_t size = 0;
  const char* bytes = elf_rawfile(member.elf.get(), &size);
  if (bytes == nullptr)
    throw Error(Error::Kind::malformed, "its member " + name + " cannot be read");
  return memory_file({reinterpret_cast<const std::uint8_t*>(bytes), size});
}

}  // namespace gofixup
