// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/file_kind.hpp"

#include <string_view>

namespace gofixup {

namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view begin, text;
};

// Sources: mach-o/loader.h and mach-o/fat.h, the PE format, cmd/internal/goobj, file(1)'s magic.
constexpr Magic kMagics[] = {
    {"!<thin>\n"sv,
     "a thin archive, whose members are files of their own: name the one that Go made, mostly go.o "
     "(`ar t` lists them)"sv},
    {"#!"sv, "a script: name the program that it starts"sv},
    {"\xfe\xed\xfa\xce"sv, "a Mach-O file: gofixup reads Linux programs"sv},
    {"\xfe\xed\xfa\xcf"sv, "a Mach-O file: gofixup reads Linux programs"sv},
    {"\xce\xfa\xed\xfe"sv, "a Mach-O file: gofixup reads Linux programs"sv},
    {"\xcf\xfa\xed\xfe"sv, "a Mach-O file: gofixup reads Linux programs"sv},
    {"\xca\xfe\xba\xbe"sv, "a Mach-O file for several machines: gofixup reads Linux programs"sv},
    {"MZ"sv, "a Windows program: gofixup reads Linux programs"sv},
    {"\0asm"sv, "a WebAssembly module: gofixup reads Linux programs"sv},
    {"go object "sv,
     "an object file of Go's compiler: link it first, DWARF is made by the linker"sv},
    {"\x1f\x8b"sv, "compressed (gzip): unpack it first"sv},
    {"\x28\xb5\x2f\xfd"sv, "compressed (zstd): unpack it first"sv},
    {"\xfd\x37zXZ"sv, "compressed (xz): unpack it first"sv},
    {"PK\x03\x04"sv, "a zip archive: unpack it first"sv},
    {"\x9f\xeb\x01"sv, "BTF already: name the program it is made from"sv},
    {"\xeb\x9f\x01"sv, "BTF already: name the program it is made from"sv},
};

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

bool is_elf(std::span<const std::uint8_t> start) { return text_of(start).starts_with("\177ELF"); }

bool is_an_archive(std::span<const std::uint8_t> start) {
  return text_of(start).starts_with("!<arch>\n");
}

std::string what_it_is(std::span<const std::uint8_t> start) {
  for (const Magic& magic : kMagics)
    if (text_of(start).starts_with(magic.begin))
      return "not an ELF file but " + std::string(magic.text);
  return "not an ELF file";
}

bool has_mark_of_upx(std::span<const std::uint8_t> bytes) {
  return text_of(bytes).find("UPX!") != std::string_view::npos;
}

}  // namespace gofixup
