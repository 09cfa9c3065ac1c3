// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The input of the target `sections`: a few debug sections as they are, without the ELF around
// them. ELF headers and compression would eat most of a fuzzer's time.
//
//   byte 0  kIs64Bit ... what is read, and for which machine
//   byte 1  Go 1.N
//   byte 2  which e_machine
//   2 bytes for switches_from()
//   then section by section: its number in kSectionNames, 2 bytes of length, its bytes
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "support/elf_builder.hpp"

namespace gofixup::fuzz {

inline constexpr std::array kSectionNames = {
    ".debug_info",        ".debug_abbrev", ".debug_str", ".debug_line_str",
    ".debug_str_offsets", ".debug_addr",   ".debug_loc", ".debug_loclists",
};
inline constexpr std::size_t kInfo = 0, kAbbrev = 1;

struct SectionFile {
  enum Flags : std::uint8_t {
    kIs64Bit = 1,
    kIsBigEndian = 2,
    kHasOwnRoot = 4,  // .debug_info is what stands below the root of a Go unit we make
    kIsDwarf5 = 8,    // that unit
    kLocations = 16,
    kGlobals = 32,
    kInterfaces = 64,
    kWrappers = 128,
  };

  std::uint8_t flags = 0, go_minor = 26, machine = 0;
  std::array<std::uint8_t, 2> switches{};
  std::array<std::vector<std::uint8_t>, kSectionNames.size()> sections;

  // Never fails: what is cut off is empty, what is too long ends with the input.
  static SectionFile parse(std::span<const std::uint8_t> input);
  std::vector<std::uint8_t> bytes() const;

  bool has(Flags flag) const { return (flags & flag) != 0; }
  // The ELF file that the reader gets.
  test::ElfSpec elf() const;
  // Bytes of .debug_info before `sections[kInfo]`; 0 without kHasOwnRoot.
  std::size_t own_root_size() const;

 private:
  std::vector<std::uint8_t> own_root() const;
  std::vector<std::uint8_t> own_abbrevs() const;
};

}  // namespace gofixup::fuzz
