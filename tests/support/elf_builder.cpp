// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "support/elf_builder.hpp"

#include <elf.h>
#include <libdeflate.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

#include <stdexcept>

#include "support/bytes.hpp"

namespace gofixup::test {

namespace {

Bytes zlib_packed(const Bytes& plain) {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(6);
  Bytes packed(libdeflate_zlib_compress_bound(compressor, plain.size()));
  packed.resize(libdeflate_zlib_compress(compressor, plain.data(), plain.size(), packed.data(),
                                         packed.size()));
  libdeflate_free_compressor(compressor);
  return packed;
}

Bytes zstd_packed(const Bytes& plain) {
  Bytes packed(ZSTD_compressBound(plain.size()));
  packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 3));
  return packed;
}

struct Section {
  std::string name;
  std::uint32_t type = 0;
  std::uint64_t flags = 0;
  Bytes bytes;
  std::uint32_t link = 0;
  std::uint64_t entry_size = 0;
  std::uint64_t address = 0, size = 0;  // of one without bytes
};

class ElfWriter {
 public:
  explicit ElfWriter(const ElfSpec& spec) : spec_(spec), out_(spec.is_big_endian) {}

  Bytes run() {
    sections_.push_back({});
    for (const auto& [name, bytes] : spec_.sections.bytes) debug_section(name, bytes);
    for (const LoadedSpec& loaded : spec_.loaded)
      sections_.push_back(
          {loaded.name, SHT_NOBITS, loaded.flags, {}, 0, 0, loaded.address, loaded.size});
    if (!spec_.symbols.empty()) symbols();
    const auto names_index = static_cast<std::uint32_t>(sections_.size());
    sections_.push_back({".shstrtab", SHT_STRTAB, 0, {0}, 0, 0});
    std::vector<std::uint64_t> name_offsets;
    Bytes& names = sections_.back().bytes;
    for (const Section& section : sections_) {
      name_offsets.push_back(section.name.empty() ? 0 : names.size());
      if (section.name.empty()) continue;
      names.insert(names.end(), section.name.begin(), section.name.end());
      names.push_back(0);
    }
    out_.bytes.resize(header_size());
    segments();
    std::vector<std::uint64_t> offsets;
    for (const Section& section : sections_) {
      out_.align(8);
      offsets.push_back(out_.offset());
      out_.append(section.bytes);
    }
    out_.align(8);
    const std::uint64_t table = out_.offset();
    for (std::size_t i = 0; i < sections_.size(); ++i)
      section_header(sections_[i], name_offsets[i], offsets[i]);
    file_header(table, names_index);
    return std::move(out_.bytes);
  }

 private:
  unsigned word() const { return spec_.is_64bit ? 8 : 4; }
  std::size_t header_size() const { return spec_.is_64bit ? 64 : 52; }

  // The program headers, and what they tell of.
  void segments() {
    const std::size_t entry = spec_.is_64bit ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
    std::uint64_t offset = header_size() + entry * spec_.segments.size();
    for (const SegmentSpec& segment : spec_.segments) {
      out_.number(PT_LOAD, 4);
      if (spec_.is_64bit) out_.number(PF_R | PF_X, 4);
      for (const std::uint64_t number :
           {offset, segment.address, segment.address, std::uint64_t{segment.bytes.size()},
            std::uint64_t{segment.bytes.size()} + 256})
        out_.number(number, word());
      if (!spec_.is_64bit) out_.number(PF_R | PF_X, 4);
      out_.number(1, word());
      offset += segment.bytes.size();
    }
    for (const SegmentSpec& segment : spec_.segments) out_.append(segment.bytes);
  }

  void debug_section(const std::string& name, const Bytes& plain) {
    Section section{name, SHT_PROGBITS, 0, plain, 0, 0};
    const std::uint64_t size = spec_.promised_size != 0 ? spec_.promised_size : plain.size();
    if (spec_.packing == Packing::zdebug) {
      section.name = ".z" + name.substr(1);
      ByteWriter head(/*is_big_endian=*/true);
      head.number(0x5a4c4942, 4);  // "ZLIB"
      head.number(size, 8);
      head.append(zlib_packed(plain));
      section.bytes = head.bytes;
    } else if (spec_.packing != Packing::plain) {
      const bool is_zlib = spec_.packing == Packing::zlib;
      section.flags = SHF_COMPRESSED;
      ByteWriter head(spec_.is_big_endian);
      head.number(is_zlib ? 1 : 2, 4);
      if (spec_.is_64bit) head.number(0, 4);
      head.number(size, word());
      head.number(1, word());
      head.append(is_zlib ? zlib_packed(plain) : zstd_packed(plain));
      section.bytes = head.bytes;
    }
    sections_.push_back(section);
  }

  void symbols() {
    Bytes names = {0};
    std::vector<std::uint64_t> name_at(spec_.symbols.size());
    for (std::size_t i = 0; i < name_at.size(); ++i) {
      const std::size_t which = i * spec_.symbol_name_stride % name_at.size();
      name_at[which] = names.size();
      const std::string& name = spec_.symbols[which].first;
      names.insert(names.end(), name.begin(), name.end());
      names.push_back(0);
    }
    ByteWriter table(spec_.is_big_endian);
    table.number(0, spec_.is_64bit ? 8 : 16);
    if (spec_.is_64bit) table.number(0, 16);
    for (std::size_t i = 0; i < name_at.size(); ++i) {
      const std::uint64_t address = spec_.symbols[i].second;
      table.number(name_at[i], 4);
      if (!spec_.is_64bit) {
        table.number(address, 4);
        table.number(0, 4);
      }
      table.number(ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), 1);
      table.number(0, 1);
      table.number(1, 2);  // st_shndx: defined
      if (spec_.is_64bit) {
        table.number(address, 8);
        table.number(0, 8);
      }
    }
    const auto names_index = static_cast<std::uint32_t>(sections_.size() + 1);
    sections_.push_back({".symtab", SHT_SYMTAB, 0, table.bytes, names_index,
                         spec_.is_64bit ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym)});
    sections_.push_back({".strtab", SHT_STRTAB, 0, names, 0, 0});
  }

  void section_header(const Section& section, std::uint64_t name, std::uint64_t offset) {
    const bool is_null = section.type == SHT_NULL;
    out_.number(name, 4);
    out_.number(section.type, 4);
    out_.number(section.flags, word());
    out_.number(section.address, word());
    out_.number(is_null ? 0 : offset, word());
    out_.number(section.bytes.size() + section.size, word());
    out_.number(section.link, 4);
    out_.number(0, 4);
    out_.number(is_null ? 0 : 8, word());
    out_.number(section.entry_size, word());
  }

  void file_header(std::uint64_t table, std::uint32_t names_index) {
    ByteWriter header(spec_.is_big_endian);
    header.append({0x7f, 'E', 'L', 'F', spec_.is_64bit ? std::uint8_t{2} : std::uint8_t{1},
                   spec_.is_big_endian ? std::uint8_t{2} : std::uint8_t{1}, 1});
    header.align(16);
    header.number(ET_EXEC, 2);
    const int own_machine = spec_.is_64bit ? EM_X86_64 : EM_386;
    header.number(spec_.machine != 0 ? spec_.machine : static_cast<std::uint64_t>(own_machine), 2);
    header.number(1, 4);
    header.number(0, word());
    header.number(spec_.segments.empty() ? 0 : header_size(), word());
    header.number(table, word());
    header.number(0, 4);
    header.number(header_size(), 2);
    header.number(spec_.is_64bit ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr), 2);
    header.number(spec_.segments.size(), 2);
    header.number(spec_.is_64bit ? 64 : 40, 2);
    header.number(sections_.size(), 2);
    header.number(names_index, 2);
    std::copy(header.bytes.begin(), header.bytes.end(), out_.bytes.begin());
  }

  const ElfSpec& spec_;
  ByteWriter out_;
  std::vector<Section> sections_;
};

}  // namespace

Bytes ElfSpec::build() const { return ElfWriter(*this).run(); }

MemoryFile::MemoryFile(const Bytes& bytes) : fd_(memfd_create("gofixup-test", MFD_CLOEXEC)) {
  if (fd_ < 0) throw std::runtime_error("memfd_create failed");
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = write(fd_, bytes.data() + done, bytes.size() - done);
    if (written <= 0) throw std::runtime_error("a memory file cannot be written");
    done += static_cast<std::size_t>(written);
  }
}

MemoryFile::~MemoryFile() { close(fd_); }

Model read(const Bytes& elf, const ReadOptions& options) {
  auto file = std::make_shared<MemoryFile>(elf);
  Model model = read_dwarf(Image::open(file->fd(), "test.elf"), options);
  model.hold(std::move(file));
  return model;
}

Model read(const ElfSpec& elf) { return read(elf.build()); }

ElfSpec elf_of(const Dwarf& dwarf) {
  ElfSpec elf{dwarf.build()};
  elf.is_64bit = dwarf.address_size == 8;
  elf.is_big_endian = dwarf.is_big_endian;
  return elf;
}

Model read(const Dwarf& dwarf) { return read(elf_of(dwarf)); }

}  // namespace gofixup::test
