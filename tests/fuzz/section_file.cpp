// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "fuzz/section_file.hpp"

#include <dwarf.h>

#include <algorithm>
#include <string>

#include "model/machine.hpp"
#include "support/bytes.hpp"

namespace gofixup::fuzz {

namespace {

// Far from the codes that Go's linker counts from 1.
constexpr std::uint64_t kOwnCode = 0x3fff;
constexpr std::uint8_t kLanguageGo = 0x16;

constexpr std::uint16_t kMachines[] = {0,
                                       machine::kAmd64,
                                       machine::kArm64,
                                       machine::kPpc64,
                                       machine::kRiscv,
                                       machine::kLoong,
                                       machine::kS390,
                                       machine::k386,
                                       machine::kArm,
                                       machine::kMips};

}  // namespace

SectionFile SectionFile::parse(std::span<const std::uint8_t> input) {
  std::size_t at = 0;
  const auto byte = [&] { return at < input.size() ? input[at++] : std::uint8_t{0}; };
  SectionFile file;
  file.flags = byte();
  file.go_minor = byte();
  file.machine = byte();
  for (std::uint8_t& choice : file.switches) choice = byte();
  while (at < input.size()) {
    auto& section = file.sections[byte() % file.sections.size()];
    const std::size_t low = byte(), wanted = low | std::size_t{byte()} << 8;
    const std::size_t size = std::min(wanted, input.size() - at);
    section.insert(section.end(), input.begin() + static_cast<std::ptrdiff_t>(at),
                   input.begin() + static_cast<std::ptrdiff_t>(at + size));
    at += size;
  }
  return file;
}

std::vector<std::uint8_t> SectionFile::bytes() const {
  test::ByteWriter out(false);
  out.append({flags, go_minor, machine, switches[0], switches[1]});
  for (std::size_t i = 0; i < sections.size(); ++i) {
    if (sections[i].empty()) continue;
    const std::size_t size = std::min<std::size_t>(sections[i].size(), 0xffff);
    out.number(i, 1);
    out.number(size, 2);
    out.bytes.insert(out.bytes.end(), sections[i].begin(),
                     sections[i].begin() + static_cast<std::ptrdiff_t>(size));
  }
  return out.bytes;
}

std::vector<std::uint8_t> SectionFile::own_abbrevs() const {
  test::ByteWriter out(has(kIsBigEndian));
  const auto attribute = [&](std::uint64_t name, std::uint64_t form) {
    out.uleb(name);
    out.uleb(form);
  };
  out.uleb(kOwnCode);
  out.uleb(DW_TAG_compile_unit);
  out.number(1, 1);  // has children
  attribute(DW_AT_name, DW_FORM_string);
  attribute(DW_AT_language, DW_FORM_data1);
  attribute(DW_AT_low_pc, DW_FORM_addr);
  attribute(DW_AT_producer, DW_FORM_string);
  attribute(DW_AT_addr_base, DW_FORM_sec_offset);
  attribute(DW_AT_str_offsets_base, DW_FORM_sec_offset);
  attribute(0, 0);
  return out.bytes;
}

// The header of the only unit, and its root.
std::vector<std::uint8_t> SectionFile::own_root() const {
  const unsigned word = has(kIs64Bit) ? 8 : 4;
  test::ByteWriter out(has(kIsBigEndian));
  out.number(0, 4);
  out.number(has(kIsDwarf5) ? 5 : 4, 2);
  if (has(kIsDwarf5)) {
    out.number(DW_UT_compile, 1);
    out.number(word, 1);
    out.number(0, 4);
  } else {
    out.number(0, 4);
    out.number(word, 1);
  }
  out.uleb(kOwnCode);
  out.text("main");
  out.number(kLanguageGo, 1);
  out.number(0x401000, word);
  const std::string minor = std::to_string(go_minor % 100);
  out.text("Go cmd/compile go1." + (minor.size() == 1 ? "0" + minor : minor) + ".1; regabi");
  out.number(8, 4);
  out.number(8, 4);
  out.set(0, out.bytes.size() - 4 + sections[kInfo].size(), 4);
  return out.bytes;
}

std::size_t SectionFile::own_root_size() const { return has(kHasOwnRoot) ? own_root().size() : 0; }

test::ElfSpec SectionFile::elf() const {
  test::ElfSpec elf;
  for (std::size_t i = 0; i < sections.size(); ++i)
    if (!sections[i].empty()) elf.sections.bytes[kSectionNames[i]] = sections[i];
  test::Bytes& info = elf.sections.info();
  test::Bytes& abbrev = elf.sections.abbrev();
  if (has(kHasOwnRoot)) {
    const auto root = own_root(), abbrevs = own_abbrevs();
    info.insert(info.begin(), root.begin(), root.end());
    abbrev.insert(abbrev.begin(), abbrevs.begin(), abbrevs.end());
  }
  elf.is_64bit = has(kIs64Bit);
  elf.is_big_endian = has(kIsBigEndian);
  elf.machine = kMachines[machine % std::size(kMachines)];
  elf.loaded = {{".data", 0x500000, 0x1000}, {".bss", 0x501000, 0x1000}};
  elf.symbols = {{"main.main", 0x401000}, {"main.f.abi0", 0x401010}};
  return elf;
}

}  // namespace gofixup::fuzz
