// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Inputs to begin with, for every target: parts of real programs, and of ones we make.
//
//   fuzz_seeds FOLDER PROGRAM...
//
// Writes FOLDER/<target>/*. The same programs give the same seeds.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "fuzz/slicer.hpp"
#include "reader/die.hpp"
#include "reader/reader.hpp"
#include "support/bytes.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"

using namespace gofixup;
using namespace gofixup::fuzz;

namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

class Folder {
 public:
  explicit Folder(fs::path path) : path_(std::move(path)) {}

  void write(const char* target, const Bytes& bytes) {
    fs::create_directories(path_ / target);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    char name[24];
    std::snprintf(name, sizeof name, "%016llx", static_cast<unsigned long long>(fnv1a_64(text)));
    std::ofstream(path_ / target / name, std::ios::binary)
        .write(text.data(), static_cast<std::streamsize>(text.size()));
  }
  void write(const char* target, std::initializer_list<std::uint8_t> head, View rest) {
    Bytes bytes(head);
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    write(target, bytes);
  }

 private:
  fs::path path_;
};

View first(View bytes, std::size_t most) { return bytes.first(std::min(bytes.size(), most)); }

// ---- of a program ----------------------------------------------------------------------------

struct Program {
  explicit Program(const std::string& path)
      : image(Image::open(path)), sections(*image), units(list_units(sections)) {
    if (!units.empty() && units[0].address_size == 4) place |= 0x40;
    if (sections.is_big_endian) place |= 0x80;
  }
  std::shared_ptr<Image> image;
  DebugSections sections;
  std::vector<Unit> units;
  std::uint8_t place = 0;  // flags of the target `locations`
};

void write_slices(Program& program, Folder& out) {
  const Slicer slicer(*program.image, program.sections, program.units);
  unsigned written = 0;
  constexpr test::Packing kPackings[] = {test::Packing::plain, test::Packing::zlib,
                                         test::Packing::zstd, test::Packing::zdebug};
  for (const std::uint64_t start : slicer.starts(97)) {
    auto file = slicer.slice(start, 1500);
    if (!file) continue;
    if (++written > 60) return;
    file->switches = {static_cast<std::uint8_t>(written * 37), static_cast<std::uint8_t>(written)};
    file->machine = static_cast<std::uint8_t>(written % 4);
    out.write("sections", file->bytes());
    if (written % 12 != 0) continue;
    test::ElfSpec elf = file->elf();
    elf.packing = kPackings[written / 12 % 4];
    const auto how = static_cast<std::uint8_t>(written);
    out.write("c_abi", {how, 0x30, 0, 0}, elf.build());
    out.write("c_abi", {static_cast<std::uint8_t>(how + 1), 15, 0, 0}, elf.build());
  }
}

// Every nth name, a few to a file.
void write_names(Program& program, Folder& out) {
  const Model model = read_dwarf(program.image, {1});
  std::vector<Name> names;
  for (std::size_t i = 1; i < model.type_count(); i += 7)
    names.push_back(model.at(static_cast<TypeId>(i)).name);
  for (std::size_t i = 0; i < model.functions.size(); i += 11)
    names.push_back(model.functions[i].name);
  for (std::size_t i = 0; i + 4 < names.size(); i += 40) {
    std::string text;
    for (std::size_t k = 0; k < 4; ++k) text += std::string(names[i + k]) + "\n";
    out.write("names", Bytes(text.begin(), text.end()));
  }
}

// Tables that begin with their length, one behind the other; the first few short ones.
void write_line_tables(Program& program, Folder& out) {
  const View lines = program.image->section(".debug_line");
  Cursor cursor(lines, program.sections.is_big_endian);
  for (unsigned written = 0; !cursor.at_end() && written < 4;) {
    const std::uint64_t begin = cursor.offset();
    cursor.skip(cursor.u32());
    const std::uint64_t size = cursor.offset() - begin;
    if (size > 1200) continue;
    ++written;
    out.write("locations", {static_cast<std::uint8_t>(program.place | 3)},
              lines.subspan(begin, size));
  }
}

void write_locations(Program& program, Folder& out) {
  const std::uint8_t list = program.image->has(".debug_loclists") ? 2 : 1;
  const View lists = program.image->section(list == 2 ? ".debug_loclists" : ".debug_loc");
  for (std::size_t at = 0; at < 4; ++at)
    if (lists.size() > 200 * (at + 1))
      out.write("locations", {static_cast<std::uint8_t>(program.place | list), 0, 0},
                lists.subspan(200 * at + (list == 2 ? 12 : 0), 150));
  out.write("locations", {static_cast<std::uint8_t>(program.place | 4)},
            first(program.image->section(".debug_frame"), 600));
  write_line_tables(program, out);
}

// Choices below 0x28 leave no flag of the target in the way: 5 kinds, none divides 64.
void write_expressions(Folder& out) {
  const Bytes expressions[] = {{0x50},
                               {0x50, 0x93, 8, 0x53, 0x93, 8},
                               {0x91, 0x10},
                               {0x9c, 0x93, 8, 0x93, 8},
                               {0x90, 0x21, 0x93, 4, 0x11, 0x70, 0x22},
                               {0x9c, 0x23, 0x18}};
  for (const Bytes& expression : expressions) out.write("locations", {0}, expression);
}

void write_program(const std::string& path, Folder& out) {
  try {
    Program program(path);
    write_slices(program, out);
    write_locations(program, out);
    write_names(program, out);
  } catch (const Error& error) {
    std::fprintf(stderr, "%s: %s\n", path.c_str(), error.what());
  }
}

// ---- of none ---------------------------------------------------------------------------------

// Bytes are decisions there; any will do.
void write_models(Folder& out) {
  std::mt19937 random(1);
  for (unsigned i = 0; i < 200; ++i) {
    Bytes bytes(16 + random() % 500);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    out.write("models", bytes);
  }
}

void write_made(Folder& out) {
  using namespace gofixup::test;
  for (const unsigned version : {4u, 5u}) {
    Dwarf dwarf{{go_unit("main", {subprogram("main.main", 0x401000, {param("a", "int")})}),
                 go_unit("runtime", predeclared())}};
    dwarf.version = static_cast<std::uint16_t>(version);
    const auto sections = dwarf.build();
    SectionFile file;
    file.flags = SectionFile::kIs64Bit;
    for (std::size_t i = 0; i < kSectionNames.size(); ++i)
      if (const auto found = sections.bytes.find(kSectionNames[i]); found != sections.bytes.end())
        file.sections[i] = found->second;
    out.write("sections", file.bytes());
    out.write("c_abi", {0, 0, 0, 0}, elf_of(dwarf).build());
  }
  out.write("c_abi", {1, 0, 0, 0}, Bytes{0x7f, 'E', 'L', 'F'});
  write_expressions(out);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: fuzz_seeds FOLDER PROGRAM...\n");
    return 2;
  }
  Folder out(argv[1]);
  write_models(out);
  write_made(out);
  for (int i = 2; i < argc; ++i) write_program(argv[i], out);
  return 0;
}
