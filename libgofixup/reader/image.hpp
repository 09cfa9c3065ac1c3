// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The mapped ELF file and the debug sections we inflated. Knows sections, not DWARF.
#pragma once

#include <libelf.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gofixup {

class Image {
 public:
  // Opens the file, or, where it carries no DWARF itself, the separate debug file that
  // libdwfl's standard search finds for it (build id, .gnu_debuglink, debuginfod). Relocatable
  // objects are relocated. Of an archive it is the member that Go made, or the one that a path
  // like "lib.a(go.o)" names. Throws Error.
  static std::shared_ptr<Image> open(const std::string& path);
  // The same for a file that is open already. The descriptor is neither moved nor closed and
  // must stay open as long as the Image; `path` names it in messages and debug searches. An
  // archive is refused (not_elf): hosts that name offsets of units mean those of one file.
  static std::shared_ptr<Image> open(int fd, const std::string& path);

  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
  ~Image();

  std::uint16_t machine() const { return machine_; }
  unsigned word_size() const { return word_size_; }
  bool is_big_endian() const { return is_big_endian_; }
  const std::string& path() const { return path_; }              // what the user named
  const std::string& debug_path() const { return debug_path_; }  // what the DWARF is read from

  // What was looked for where there is no DWARF, and why it did not do; may be empty.
  const std::string& debug_search() const { return debug_search_; }
  // The file dwz moved what programs have in common to (.gnu_debugaltlink, .debug_sup); only its
  // debug sections. Null where there is none.
  const std::shared_ptr<Image>& supplement() const { return supplement_; }

  // The bytes of the whole file, or of the archive's member.
  std::span<const std::uint8_t> bytes() const { return file_; }

  // Whether a section of that name (`.debug_info`, or its `.zdebug_info` form) is there.
  bool has(std::string_view name) const { return find(name) != nullptr; }

  // The bytes of a debug section, inflated at the first call; empty where there is none.
  // They live as long as the Image. Two threads may ask for two different sections.
  std::span<const std::uint8_t> section(std::string_view name);

  // Bytes of a section of the file the user named, as stored; empty where there is none.
  std::span<const std::uint8_t> raw_section(std::string_view name) const;

  // Where the loader takes the byte at this address from, in the file the user named; none
  // where no loaded segment has it.
  std::optional<std::uint64_t> file_offset(std::uint64_t address) const;
  // The loaded bytes [address, address + size), as stored; cut where their segment's bytes end.
  std::span<const std::uint8_t> loaded(std::uint64_t address, std::uint64_t size) const;

  // Gives the pages of the mapped file back; what is read again comes back by itself. For when
  // most has been read: of the symbols' 15 MB in kubectl a few names stay in use.
  void rest() const;

  struct LoadedSection {
    std::string_view name;                // lives as long as the Image
    std::uint64_t address = 0, size = 0;  // bytes
  };
  // The sections that are in memory when the program runs, by address; those of threads, whose
  // addresses are no addresses, are not among them. Of an object file: where it was relocated to.
  std::vector<LoadedSection> loaded_sections() const;

  // A PT_LOAD header: `size` bytes of the file at `offset` go to `address`.
  struct Segment {
    std::uint64_t address = 0, offset = 0, size = 0;
  };
  // Of the file the user named, in its order.
  const std::vector<Segment>& segments() const { return segments_; }
  // Whether the loader chooses where the file goes (ET_DYN), so that all addresses move with it.
  bool is_position_independent() const { return is_position_independent_; }
  // The loaded bytes of PT_DYNAMIC; empty where there is none.
  std::span<const std::uint8_t> dynamic_section() const;

  struct Symbol {
    std::string_view name;
    std::uint64_t address = 0;
  };
  // The FUNC symbols that are defined, in file order; empty in stripped files. May run beside
  // section().
  std::vector<Symbol> function_symbols() const;

 private:
  struct Section {
    std::string name;  // as `.debug_x`, also for `.zdebug_x`
    std::span<const std::uint8_t> stored;
    bool is_readable = true;         // false: lies outside the file
    bool is_elf_compressed = false;  // SHF_COMPRESSED
    bool is_gnu_compressed = false;  // the old .zdebug form
    std::unique_ptr<std::uint8_t[]> inflated;
    std::size_t inflated_size = 0;
  };
  struct Handles;  // what libelf and libdwfl want back at the end

  Image();
  void open_elf(int fd, const std::string* member);
  void use_debug_file();
  void find_supplement();
  void relocate(int fd);
  static std::span<const std::uint8_t> section_of(Elf* elf, std::string_view name);
  void list_segments();
  void list_sections();
  void add_section(Elf_Scn* scn, std::string_view name, std::uint64_t flags);
  void find_symbols(Elf_Scn* scn, std::uint32_t names);
  const Section* find(std::string_view name) const;
  const Segment* segment_of(std::uint64_t address) const;
  void inflate(Section& section) const;

  std::string path_, debug_path_, debug_search_;
  std::shared_ptr<Image> supplement_;
  std::unique_ptr<Handles> handles_;
  std::vector<Section> sections_;
  std::vector<Segment> segments_;
  Segment dynamic_;                               // PT_DYNAMIC
  std::span<const std::uint8_t> file_;            // of the file the user named, mapped
  std::vector<std::uint64_t> section_addresses_;  // by number, where the DWARF is
  Elf_Data* symbols_ = nullptr;                   // .symtab
  std::span<const std::uint8_t> symbol_names_;    // its string table
  std::uint16_t machine_ = 0;
  unsigned word_size_ = 0;
  bool is_big_endian_ = false;
  bool is_position_independent_ = false;
};

}  // namespace gofixup
