// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/image.hpp"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "reader/archive.hpp"
#include "reader/cursor.hpp"
#include "reader/debug_file.hpp"
#include "reader/elf_tables.hpp"
#include "reader/file_kind.hpp"
#include "reader/inflate.hpp"
#include "support/error.hpp"

namespace gofixup {

struct Image::Handles {
  int own_fd = -1;                   // ours to close; -1 where the caller gave one
  int member_fd = -1;                // a copy of the archive's member, if that is what is read
  std::optional<File> file;          // the file the user named
  std::optional<FileBlocks> blocks;  // its loaded bytes
  Elf* elf = nullptr;                // over `file`
  DebugFile debug;                   // the separate debug file or the relocated object, if any
  std::optional<File> debug_file;    // the separate debug file, or the object's copy
  Elf* dwarf_elf = nullptr;          // where the debug sections are: elf, or debug's

  Handles() = default;
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
  ~Handles() {
    if (elf != nullptr) elf_end(elf);
    if (member_fd >= 0) close(member_fd);
    if (own_fd >= 0) close(own_fd);
  }
};

Image::Image() : handles_(std::make_unique<Handles>()) {}
Image::~Image() = default;

std::shared_ptr<Image> Image::open(const std::string& path) {
  std::shared_ptr<Image> image(new Image);
  image->path_ = path;
  // Opening a FIFO would wait for a writer; File refuses it.
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
  int& fd = image->handles_->own_fd;
  fd = ::open(path.c_str(), kFlags);
  MemberPath member;
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
    member = split_member(path);
    if (!member.archive.empty()) fd = ::open(member.archive.c_str(), kFlags);
  }
  if (fd < 0) throw Error(Error::Kind::io, std::strerror(errno));
  image->open_file(fd, &member.member);
  return image;
}

std::shared_ptr<Image> Image::open(int fd, const std::string& path) {
  std::shared_ptr<Image> image(new Image);
  image->path_ = path;
  image->open_file(fd, nullptr);
  return image;
}

// `member` names the one to take of an archive, empty: Go's; null: archives are not taken apart.
void Image::open_file(int fd, const std::string* member) {
  elf_version(EV_CURRENT);
  const File& file = handles_->file.emplace(fd);
  const Buffer start = file.read(0, std::min<std::uint64_t>(file.size(), kLongestMagic));
  const bool is_archive = is_an_archive(start);
  if (is_archive && member == nullptr)
    throw Error(Error::Kind::not_elf,
                "not an ELF file but an archive: name its member that Go made");
  if (is_archive) {
    std::string name;
    fd = handles_->member_fd = copy_of_member(fd, *member, name);
    if (member->empty()) path_ += "(" + name + ")";
    handles_->file.emplace(fd);
  } else if (!is_elf(start)) {
    throw Error(Error::Kind::not_elf, what_it_is(start));
  }
  handles_->blocks.emplace(*handles_->file);
  open_elf(fd);
}

void Image::open_elf(int fd) {
  must_hold_its_tables(*handles_->file);
  debug_path_ = path_;
  handles_->elf = elf_begin(fd, ELF_C_READ, nullptr);
  if (handles_->elf == nullptr)
    throw Error(Error::Kind::io, std::string("cannot be read: ") + elf_errmsg(-1));
  if (elf_kind(handles_->elf) != ELF_K_ELF) throw Error(Error::Kind::not_elf, "not an ELF file");
  handles_->dwarf_elf = handles_->elf;
  GElf_Ehdr header;
  if (gelf_getehdr(handles_->elf, &header) == nullptr)
    throw Error(Error::Kind::not_elf, "its ELF header is damaged");
  // Core dumps have no DWARF, and where they have sections, those are the program's.
  if (header.e_type == ET_CORE)
    throw Error(Error::Kind::not_go, "a core dump: name the program that left it");
  machine_ = header.e_machine;
  word_size_ = header.e_ident[EI_CLASS] == ELFCLASS32 ? 4 : 8;
  is_big_endian_ = header.e_ident[EI_DATA] == ELFDATA2MSB;
  is_position_independent_ = header.e_type == ET_DYN;
  list_segments();
  list_sections();
  if (header.e_type == ET_REL)
    relocate();
  else if (!has(".debug_info"))
    use_debug_file();
  inflating_ = std::make_unique<InflateLimit>(size());
  find_supplement();
}

void Image::list_segments() {
  const File& file = *handles_->file;
  std::size_t count = 0;
  if (elf_getphdrnum(handles_->elf, &count) != 0) return;
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (gelf_getphdr(handles_->elf, static_cast<int>(i), &header) == nullptr) return;
    if (header.p_offset > file.size()) continue;
    const Segment segment{header.p_vaddr, header.p_offset,
                          std::min<std::uint64_t>(header.p_filesz, file.size() - header.p_offset)};
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
  handles_->debug_file.emplace(handles_->debug.fd());
  try {
    list_sections();
  } catch (Error& error) {
    throw error.add_context("its debug file " + debug_path_);
  }
}

// What dwz moved out to a file that several programs share.
void Image::find_supplement() {
  if (is_relocated()) return;
  DebugFile debug = find_supplement_of(handles_->dwarf_elf, debug_path_);
  if (debug.elf() == nullptr) return;
  std::shared_ptr<Image> found(new Image);
  found->path_ = found->debug_path_ = debug.path();
  found->handles_->debug = std::move(debug);
  found->handles_->dwarf_elf = found->handles_->debug.elf();
  found->handles_->debug_file.emplace(found->handles_->debug.fd());
  found->word_size_ = word_size_;
  found->is_big_endian_ = is_big_endian_;
  found->inflating_ = std::make_unique<InflateLimit>(found->size());
  try {
    found->list_sections();
  } catch (Error& error) {
    throw error.add_context("its shared debug file " + found->path_);
  }
  supplement_ = std::move(found);
}

void Image::relocate() {
  if (!stores(".rela.debug_info") && !stores(".rel.debug_info")) return;
  handles_->debug = DebugFile::relocated(*handles_->file, path_);
  if (handles_->debug.elf() == nullptr)
    throw Error(Error::Kind::malformed, "its debug sections cannot be relocated");
  handles_->dwarf_elf = handles_->debug.elf();
  list_sections();
}

std::uint64_t Image::size() const {
  return (handles_->file ? handles_->file->size() : 0) +
         (handles_->debug_file ? handles_->debug_file->size() : 0) +
         (supplement_ ? supplement_->size() : 0);
}

// The file that list_sections() lists the sections of; a relocated object is as long as it was.
const File& Image::dwarf_file() const {
  return handles_->debug_file ? *handles_->debug_file : *handles_->file;
}

bool Image::is_relocated() const { return handles_->debug.is_relocated(); }

namespace {

// A file that ends too early may still hold all DWARF, but not its symbols, say: half an answer
// would look like a whole one.
void must_lie_in_file(const char* name, const GElf_Shdr& header, const File& file) {
  if (file.holds(header.sh_offset, header.sh_size)) return;
  throw Error(Error::Kind::malformed,
              "section " + std::string(name) + " lies outside the file: the file is cut off");
}

}  // namespace

// All of libelf's work is done here, because it keeps its state without locks; what may run in
// parallel later (inflating, listing symbols) works on plain bytes.
void Image::list_sections() {
  sections_.clear();
  section_addresses_.clear();
  symbols_ = symbol_names_ = {};
  Elf* elf = handles_->dwarf_elf;
  std::size_t names = 0;
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
    // Of a relocated object libdwfl inflated sections, and the file itself was looked at before.
    if (!is_relocated()) must_lie_in_file(name, header, dwarf_file());
    const Place place{header.sh_offset, header.sh_size};
    GElf_Shdr strings;
    if (header.sh_type != SHT_SYMTAB) {
      add_section(scn, name, place, header.sh_flags);
    } else if (gelf_getshdr(elf_getscn(elf, header.sh_link), &strings) != nullptr &&
               strings.sh_type != SHT_NOBITS) {
      must_lie_in_file("of symbol names", strings, dwarf_file());
      symbols_ = place;
      symbol_names_ = {strings.sh_offset, strings.sh_size};
    }
  }
}

void Image::add_section(Elf_Scn* scn, std::string_view name, Place place, std::uint64_t flags) {
  const bool is_gnu_compressed = name.starts_with(".zdebug_");
  if (!is_gnu_compressed && !name.starts_with(".debug_")) return;
  Section section;
  section.name = is_gnu_compressed ? "." + std::string(name.substr(2)) : std::string(name);
  section.place = place;
  section.is_gnu_compressed = is_gnu_compressed;
  section.is_elf_compressed = (flags & SHF_COMPRESSED) != 0;
  // A relocated object's bytes are libelf's own copy, inflated.
  if (is_relocated()) {
    const Elf_Data* data = elf_getdata(scn, nullptr);
    if (data == nullptr)
      throw Error(Error::Kind::malformed,
                  "section " + section.name + " cannot be read: the file is damaged");
    section.bytes = {static_cast<const std::uint8_t*>(data->d_buf), data->d_size};
    section.is_placed = section.is_there = true;
  }
  sections_.push_back(std::move(section));
}

const Image::Section* Image::find(std::string_view name) const {
  for (const Section& section : sections_)
    if (section.name == name) return &section;
  return nullptr;
}

std::span<const std::uint8_t> Image::section(std::string_view name) {
  const std::span<const std::uint8_t> bytes = place_section(name);
  fill_section(name, [](std::uint64_t) {});
  return bytes;
}

std::span<const std::uint8_t> Image::place_section(std::string_view name) {
  auto* found = const_cast<Section*>(find(name));
  if (found == nullptr) return {};
  if (!found->is_placed) make_room(*found);
  return found->bytes;
}

void Image::fill_section(std::string_view name, const Progress& progress) {
  auto* found = const_cast<Section*>(find(name));
  if (found == nullptr) return;
  if (found->is_there) return progress(found->bytes.size());
  fill(*found, progress);
}

void Image::release(std::string_view name) {
  auto* found = const_cast<Section*>(find(name));
  if (found == nullptr || found->own.empty()) return;
  found->own = Buffer();
  found->bytes = {};
  found->is_placed = found->is_there = false;
}

void Image::make_room(Section& section) const {
  const auto [offset, size] = section.place;
  try {
    if (section.is_gnu_compressed)
      section.stored = gnu_compressed(dwarf_file(), offset, size);
    else if (section.is_elf_compressed)
      section.stored = elf_compressed(dwarf_file(), offset, size, word_size_ == 8, is_big_endian_);
    else
      section.stored = {offset, size, size, StoredSection::Form::plain};
    const bool is_compressed = section.stored.form != StoredSection::Form::plain;
    if (is_compressed) inflating_->take(section.stored.full_size);
    section.own = Buffer(section.stored.full_size);
    section.bytes = section.own;
    section.is_placed = true;
  } catch (Error& error) {
    throw error.add_context("section " + section.name);
  }
}

void Image::fill(Section& section, const Progress& progress) const {
  try {
    inflate(dwarf_file(), section.stored, section.own, progress);
    section.is_there = true;
  } catch (Error& error) {
    throw error.add_context("section " + section.name);
  }
}

// In the file the user named; of size 0 where there is none.
Image::Place Image::place_of(std::string_view name) const {
  Elf* elf = handles_->elf;
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return {};
  for (Elf_Scn* scn = elf_nextscn(elf, nullptr); scn != nullptr; scn = elf_nextscn(elf, scn)) {
    GElf_Shdr header;
    if (gelf_getshdr(scn, &header) == nullptr || header.sh_type == SHT_NOBITS) continue;
    const char* found = elf_strptr(elf, names, header.sh_name);
    if (found != nullptr && name == found &&
        handles_->file->holds(header.sh_offset, header.sh_size))
      return {header.sh_offset, header.sh_size};
  }
  return {};
}

std::span<const std::uint8_t> Image::raw_section(std::string_view name) const {
  const Place place = place_of(name);
  return handles_->blocks->at(place.offset, place.size);
}

std::span<const std::uint8_t> Image::first_bytes(std::uint64_t size) const {
  return handles_->blocks->at(0, std::min(size, handles_->file->size()));
}

std::span<const std::uint8_t> Image::last_bytes(std::uint64_t size) const {
  const std::uint64_t length = std::min(size, handles_->file->size());
  return handles_->blocks->at(handles_->file->size() - length, length);
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
  return handles_->blocks->at(segment->offset + skipped, std::min(size, segment->size - skipped));
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
  return handles_->blocks->at(dynamic_.offset, dynamic_.size);
}

}  // namespace gofixup
