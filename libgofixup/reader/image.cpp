// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/image.hpp"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "reader/archive.hpp"
#include "reader/debug_file.hpp"
#include "reader/elf_checks.hpp"
#include "reader/file_kind.hpp"
#include "reader/inflate.hpp"
#include "support/error.hpp"

namespace gofixup {

struct Image::Handles {
  int own_fd = -1;  // ours to close; -1 where the caller gave one
  void* mapping = nullptr;
  std::size_t mapping_size = 0;
  Elf* archive = nullptr;    // what the file is a member of, if that
  Elf* elf = nullptr;        // the file the user named, over the mapping
  DebugFile debug;           // the separate debug file or the relocated object, if any
  Elf* dwarf_elf = nullptr;  // where the debug sections are: elf, or debug's

  Handles() = default;
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
  ~Handles() {
    if (elf != nullptr) elf_end(elf);
    if (archive != nullptr) elf_end(archive);
    if (mapping != nullptr) munmap(mapping, mapping_size);
    if (own_fd >= 0) close(own_fd);
  }

  // Shared, because the kernel puts the breakpoints of uprobes into private mappings too, as
  // libelf makes them: we would read those in place of the file's code, and for a 386 program
  // the kernel would take its instructions for amd64's. (Some file systems have no shared ones.)
  void map(int fd, std::size_t size) {
    void* address = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
    if (address == MAP_FAILED) address = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (address == MAP_FAILED)
      throw Error(Error::Kind::io, std::string("cannot be mapped: ") + std::strerror(errno));
    mapping = address;
    mapping_size = size;
  }
};

Image::Image() : handles_(std::make_unique<Handles>()) {}
Image::~Image() = default;

std::shared_ptr<Image> Image::open(const std::string& path) {
  std::shared_ptr<Image> image(new Image);
  image->path_ = path;
  // Opening a FIFO would wait for a writer; size_of_file() refuses it.
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
  int& fd = image->handles_->own_fd;
  fd = ::open(path.c_str(), kFlags);
  MemberPath member;
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
    member = split_member(path);
    if (!member.archive.empty()) fd = ::open(member.archive.c_str(), kFlags);
  }
  if (fd < 0) throw Error(Error::Kind::io, std::strerror(errno));
  image->handles_->map(fd, size_of_file(fd));
  image->open_elf(fd, &member.member);
  return image;
}

std::shared_ptr<Image> Image::open(int fd, const std::string& path) {
  std::shared_ptr<Image> image(new Image);
  image->path_ = path;
  image->handles_->map(fd, size_of_file(fd));
  image->open_elf(fd, nullptr);
  return image;
}

void Image::open_elf(int fd, const std::string* member) {
  elf_version(EV_CURRENT);
  Elf*& elf = handles_->elf;
  elf = elf_memory(static_cast<char*>(handles_->mapping), handles_->mapping_size);
  if (elf == nullptr)
    throw Error(Error::Kind::io, std::string("cannot be read: ") + elf_errmsg(-1));
  if (elf_kind(elf) == ELF_K_AR) {
    handles_->archive = std::exchange(elf, nullptr);
    if (member == nullptr)
      throw Error(Error::Kind::not_elf,
                  "not an ELF file but an archive: name its member that Go made");
    std::string name;
    elf = go_member(handles_->archive, *member, name);
    if (member->empty()) path_ += "(" + name + ")";
  }
  std::size_t size = 0;
  const char* bytes = elf_rawfile(elf, &size);
  file_ = {reinterpret_cast<const std::uint8_t*>(bytes), size};
  if (elf_kind(elf) != ELF_K_ELF) throw Error(Error::Kind::not_elf, what_it_is(file_));
  debug_path_ = path_;
  handles_->dwarf_elf = elf;
  GElf_Ehdr header;
  if (gelf_getehdr(elf, &header) == nullptr)
    throw Error(Error::Kind::not_elf, "its ELF header is damaged");
  must_be_code(header);
  must_hold_its_sections(elf, header);
  machine_ = header.e_machine;
  word_size_ = header.e_ident[EI_CLASS] == ELFCLASS32 ? 4 : 8;
  is_big_endian_ = header.e_ident[EI_DATA] == ELFDATA2MSB;
  is_position_independent_ = header.e_type == ET_DYN;
  list_segments();
  list_sections();
  if (header.e_type == ET_REL)
    relocate(fd);
  else if (!has(".debug_info"))
    use_debug_file();
  find_supplement();
}

void Image::list_segments() {
  std::size_t count = 0;
  if (elf_getphdrnum(handles_->elf, &count) != 0) return;
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (gelf_getphdr(handles_->elf, static_cast<int>(i), &header) == nullptr) return;
    if (header.p_offset > file_.size()) continue;
    const Segment segment{header.p_vaddr, header.p_offset,
                          std::min<std::uint64_t>(header.p_filesz, file_.size() - header.p_offset)};
    if (header.p_type == PT_LOAD) segments_.push_back(segment);
    if (header.p_type == PT_DYNAMIC) dynamic_ = segment;
  }
}

void Image::use_debug_file() {
  handles_->debug = DebugFile::find(handles_->elf, path_);
  debug_search_ = handles_->debug.search();
  if (handles_->debug.elf() == nullptr) return;
  debug_path_ = handles_->debug.path();
  handles_->dwarf_elf = handles_->debug.elf();
  try {
    list_sections();
  } catch (Error& error) {
    throw error.add_context("its debug file " + debug_path_);
  }
}

// What dwz moved out to a file that several programs share.
void Image::find_supplement() {
  const auto link = section(".debug_sup");  // its third byte: whether this is such a file itself
  const bool is_needed = section_of(handles_->dwarf_elf, ".gnu_debugaltlink").data() != nullptr ||
                         (link.size() > 2 && link[2] == 0);
  if (!is_needed || handles_->debug.is_relocated()) return;
  std::shared_ptr<Image> found(new Image);
  found->handles_->debug = DebugFile::supplement(handles_->dwarf_elf, debug_path_);
  found->path_ = found->debug_path_ = found->handles_->debug.path();
  found->handles_->dwarf_elf = found->handles_->debug.elf();
  found->word_size_ = word_size_;
  found->is_big_endian_ = is_big_endian_;
  try {
    found->list_sections();
  } catch (Error& error) {
    throw error.add_context("its shared debug file " + found->path_);
  }
  supplement_ = std::move(found);
}

void Image::relocate(int fd) {
  const bool needs_it =
      !raw_section(".rela.debug_info").empty() || !raw_section(".rel.debug_info").empty();
  if (!needs_it) return;
  handles_->debug = handles_->archive == nullptr ? DebugFile::relocated(fd, path_)
                                                 : DebugFile::relocated(file_, path_);
  if (handles_->debug.elf() == nullptr)
    throw Error(Error::Kind::malformed, "its debug sections cannot be relocated");
  handles_->dwarf_elf = handles_->debug.elf();
  list_sections();
}

// All of libelf's work is done here, because it keeps its state without locks; what may run in
// parallel later (inflating, listing symbols) works on plain bytes.
void Image::list_sections() {
  sections_.clear();
  section_addresses_.clear();
  Elf* elf = handles_->dwarf_elf;
  std::size_t names = 0, size = 0;
  elf_rawfile(elf, &size);
  if (elf_getshdrstrndx(elf, &names) != 0)
    throw Error(Error::Kind::not_elf, "its ELF section table is damaged or cut off");
  for (Elf_Scn* scn = elf_nextscn(elf, nullptr); scn != nullptr; scn = elf_nextscn(elf, scn)) {
    GElf_Shdr header;
    if (gelf_getshdr(scn, &header) == nullptr) continue;
    section_addresses_.resize(elf_ndxscn(scn) + 1);
    section_addresses_.back() = header.sh_addr;
    const char* name = elf_strptr(elf, names, header.sh_name);
    if (name == nullptr)
      throw Error(Error::Kind::malformed,
                  "its section names lie outside the file: the file is cut off or damaged");
    if (header.sh_type == SHT_NOBITS) continue;
    must_lie_in_file(name, header, size);
    if (header.sh_type == SHT_SYMTAB)
      find_symbols(scn, header.sh_link);
    else
      add_section(scn, name, header.sh_flags);
  }
}

void Image::add_section(Elf_Scn* scn, std::string_view name, std::uint64_t flags) {
  const bool is_gnu_compressed = name.starts_with(".zdebug_");
  if (!is_gnu_compressed && !name.starts_with(".debug_")) return;
  Section section;
  section.name = is_gnu_compressed ? "." + std::string(name.substr(2)) : std::string(name);
  section.is_gnu_compressed = is_gnu_compressed;
  section.is_elf_compressed = (flags & SHF_COMPRESSED) != 0;
  // A relocated object's bytes are libelf's own copy; elf_rawdata would give the file's.
  if (handles_->debug.is_relocated()) {
    section.is_elf_compressed = false;
    const Elf_Data* data = elf_getdata(scn, nullptr);
    section.is_readable = data != nullptr;
    if (data != nullptr)
      section.stored = {static_cast<const std::uint8_t*>(data->d_buf), data->d_size};
  } else {
    section.is_readable = raw_bytes(scn, section.stored);
  }
  sections_.push_back(std::move(section));
}

void Image::find_symbols(Elf_Scn* scn, std::uint32_t names) {
  Elf_Scn* name_section = elf_getscn(handles_->dwarf_elf, names);
  symbols_ = elf_getdata(scn, nullptr);
  if (name_section == nullptr || !raw_bytes(name_section, symbol_names_)) symbols_ = nullptr;
}

const Image::Section* Image::find(std::string_view name) const {
  for (const Section& section : sections_)
    if (section.name == name) return &section;
  return nullptr;
}

std::span<const std::uint8_t> Image::section(std::string_view name) {
  auto* found = const_cast<Section*>(find(name));
  if (found == nullptr) return {};
  if (!found->is_readable)
    throw Error(Error::Kind::malformed,
                "section " + found->name + " lies outside the file: the file is cut off");
  if (!found->is_elf_compressed && !found->is_gnu_compressed) return found->stored;
  if (found->inflated == nullptr) inflate(*found);
  return {found->inflated.get(), found->inflated_size};
}

void Image::inflate(Section& section) const {
  try {
    Inflated result = section.is_gnu_compressed
                          ? inflate_gnu(section.stored)
                          : inflate_elf(section.stored, word_size_ == 8, is_big_endian_);
    section.inflated = std::move(result.bytes);
    section.inflated_size = result.size;
  } catch (Error& error) {
    throw error.add_context("section " + section.name);
  }
}

std::span<const std::uint8_t> Image::raw_section(std::string_view name) const {
  return section_of(handles_->elf, name);
}

std::span<const std::uint8_t> Image::section_of(Elf* elf, std::string_view name) {
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return {};
  for (Elf_Scn* scn = elf_nextscn(elf, nullptr); scn != nullptr; scn = elf_nextscn(elf, scn)) {
    GElf_Shdr header;
    if (gelf_getshdr(scn, &header) == nullptr || header.sh_type == SHT_NOBITS) continue;
    const char* found = elf_strptr(elf, names, header.sh_name);
    std::span<const std::uint8_t> bytes;
    if (found != nullptr && name == found && raw_bytes(scn, bytes)) return bytes;
  }
  return {};
}

void Image::rest() const {
  (void)madvise(handles_->mapping, handles_->mapping_size, MADV_DONTNEED);
}

const Image::Segment* Image::segment_of(std::uint64_t address) const {
  for (const Segment& segment : segments_)
    if (address >= segment.address && address - segment.address < segment.size) return &segment;
  return nullptr;
}

std::optional<std::uint64_t> Image::file_offset(std::uint64_t address) const {
  const Segment* segment = segment_of(address);
  if (segment == nullptr) return std::nullopt;
  return segment->offset + (address - segment->address);
}

std::span<const std::uint8_t> Image::loaded(std::uint64_t address, std::uint64_t size) const {
  const Segment* segment = segment_of(address);
  if (segment == nullptr) return {};
  const std::uint64_t skipped = address - segment->address;
  return file_.subspan(segment->offset + skipped, std::min(size, segment->size - skipped));
}

std::vector<Image::LoadedSection> Image::loaded_sections() const {
  // libdwfl tells where it relocated an object's sections to in its own view of the file.
  Elf* elf = handles_->debug.is_relocated() ? handles_->dwarf_elf : handles_->elf;
  std::vector<LoadedSection> sections;
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return sections;
  for (Elf_Scn* scn = elf_nextscn(elf, nullptr); scn != nullptr; scn = elf_nextscn(elf, scn)) {
    GElf_Shdr header;
    if (gelf_getshdr(scn, &header) == nullptr) continue;
    const bool is_loaded = (header.sh_flags & SHF_ALLOC) != 0 && (header.sh_flags & SHF_TLS) == 0;
    const char* name = elf_strptr(elf, names, header.sh_name);
    if (is_loaded && header.sh_size != 0 && name != nullptr)
      sections.push_back({name, header.sh_addr, header.sh_size});
  }
  std::stable_sort(
      sections.begin(), sections.end(),
      [](const LoadedSection& a, const LoadedSection& b) { return a.address < b.address; });
  return sections;
}

std::span<const std::uint8_t> Image::dynamic_section() const {
  return file_.subspan(dynamic_.offset, dynamic_.size);
}

std::vector<Image::Symbol> Image::function_symbols() const {
  std::vector<Symbol> symbols;
  if (symbols_ == nullptr) return symbols;
  const std::size_t entry = word_size_ == 8 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
  const std::size_t count = symbols_->d_size / entry;
  symbols.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Sym symbol;
    if (gelf_getsym(symbols_, static_cast<int>(i), &symbol) == nullptr) break;
    if (GELF_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_shndx == SHN_UNDEF) continue;
    if (symbol.st_name >= symbol_names_.size()) continue;
    const char* name = reinterpret_cast<const char*>(symbol_names_.data()) + symbol.st_name;
    // In an object file symbols count from their section.
    const bool counts_from_section =
        handles_->debug.is_relocated() && symbol.st_shndx < section_addresses_.size();
    const std::uint64_t base = counts_from_section ? section_addresses_[symbol.st_shndx] : 0;
    symbols.push_back(
        {{name, strnlen(name, symbol_names_.size() - symbol.st_name)}, base + symbol.st_value});
  }
  return symbols;
}

}  // namespace gofixup
