// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The ELF file and the debug sections we read and inflated. Knows sections, not DWARF.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reader/file.hpp"
#include "reader/inflate.hpp"

struct Elf;
struct Elf_Scn;

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
  std::uint64_t size() const;                        // bytes of the file or files that are read
  const std::string& path() const { return path_; }  // what the user named
  const std::string& debug_path() const { return debug_path_; }  // what the DWARF is read from

  // What was looked for where there is no DWARF, and why it did not do; may be empty.
  const std::string& debug_search() const { return debug_search_; }
  // The file dwz moved what programs have in common to (.gnu_debugaltlink, .debug_sup); only its
  // debug sections. Null where there is none.
  const std::shared_ptr<Image>& supplement() const { return supplement_; }

  // The first and the last bytes of the file the user named (or the archive's member), at most
  // `size` of each.
  std::span<const std::uint8_t> first_bytes(std::uint64_t size) const;
  std::span<const std::uint8_t> last_bytes(std::uint64_t size) const;

  // Whether a section of that name (`.debug_info`, or its `.zdebug_info` form) is there.
  bool has(std::string_view name) const { return find(name) != nullptr; }

  // The bytes of a debug section, read and inflated at the first call; empty where there is none.
  // They live as long as the Image. Two threads may ask for two different sections.
  std::span<const std::uint8_t> section(std::string_view name);

  // The same in two steps, for who reads the first bytes while the last are still inflated: their
  // place, then the bytes, from the front. `progress` is called with the number that is there.
  std::span<const std::uint8_t> place_section(std::string_view name);
  void fill_section(std::string_view name, const Progress& progress);

  // Gives the memory of a section back; nobody may have views of it any more.
  void release(std::string_view name);

  // Whether the file the user named has bytes under that section name, and which, as stored.
  bool stores(std::string_view name) const { return place_of(name).size != 0; }
  std::span<const std::uint8_t> raw_section(std::string_view name) const;

  // Where the loader takes the byte at this address from, in the file the user named; none
  // where no loaded segment has it.
  std::optional<std::uint64_t> file_offset(std::uint64_t address) const;
  // The loaded bytes [address, address + size), as stored; cut where their segment's bytes end.
  std::span<const std::uint8_t> loaded(std::uint64_t address, std::uint64_t size) const;

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

  // A FUNC symbol that is defined.
  struct Symbol {
    std::uint64_t address = 0;
    std::uint32_t name = 0;  // where it begins among the names
  };
  // The symbol table in pieces, so that no more than a few of them need memory; nothing is kept.
  // In file order. All of these may be called by several threads, also beside section().
  std::size_t symbol_piece_count() const;  // 0 in stripped files
  std::vector<Symbol> function_symbols(std::size_t piece) const;
  // The names are NUL-terminated texts; of the last one the NUL may be missing.
  std::uint64_t symbol_names_size() const { return symbol_names_.size; }  // bytes
  Buffer symbol_names(std::uint64_t begin, std::uint64_t end) const;      // end <= size
  Buffer all_symbol_names(unsigned threads) const;
  std::string symbol_name(const Symbol& symbol) const;

 private:
  // Where bytes are in the file that the debug sections are read from.
  struct Place {
    std::uint64_t offset = 0, size = 0;
  };
  struct Section {
    std::string name;  // as `.debug_x`, also for `.zdebug_x`
    Place place;
    bool is_elf_compressed = false;       // SHF_COMPRESSED
    bool is_gnu_compressed = false;       // the old .zdebug form
    bool is_placed = false;               // whether `bytes` are where they will be
    bool is_there = false;                // whether they are
    std::span<const std::uint8_t> bytes;  // as DWARF has them
    StoredSection stored;
    Buffer own;  // what they are in; libelf's for relocated objects
  };
  struct Handles;  // what libelf and libdwfl want back at the end

  Image();
  void open_file(int fd, const std::string* member);
  void open_elf(int fd);
  void use_debug_file();
  void find_supplement();
  void relocate();
  void list_segments();
  void list_sections();
  void add_section(Elf_Scn* scn, std::string_view name, Place place, std::uint64_t flags);
  const Section* find(std::string_view name) const;
  Place place_of(std::string_view name) const;
  const Segment* segment_of(std::uint64_t address) const;
  const File& dwarf_file() const;
  bool is_relocated() const;
  void make_room(Section& section) const;
  void fill(Section& section, const Progress& progress) const;

  std::string path_, debug_path_, debug_search_;
  std::shared_ptr<Image> supplement_;
  std::unique_ptr<Handles> handles_;
  std::vector<Section> sections_;
  std::unique_ptr<InflateLimit> inflating_;
  std::vector<Segment> segments_;
  Segment dynamic_;                               // PT_DYNAMIC
  Place symbols_, symbol_names_;                  // .symtab and its string table
  std::vector<std::uint64_t> section_addresses_;  // by number, where the DWARF is
  std::uint16_t machine_ = 0;
  unsigned word_size_ = 0;
  bool is_big_endian_ = false;
  bool is_position_independent_ = false;
};

}  // namespace gofixup
