// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The file round the DWARF: how sections are packed, and what is no file of ours.
#include <sys/resource.h>
#include <unistd.h>

#include <cstring>

#include "model/inspect.hpp"
#include "support/catch.hpp"
#include "support/elf_builder.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

Dwarf small_program() {
  std::vector<Entry> entries = predeclared();
  for (int i = 0; i < 40; ++i)
    entries.push_back(structure("main.T" + std::to_string(i), 8, {member("a", "int", 0)}));
  entries.push_back(subprogram("main.f", 0x401000, {param("a", "main.T7")}));
  return {{go_unit("runtime", entries)}};
}

Error::Kind refusal(const Bytes& elf) {
  try {
    read(elf);
  } catch (const Error& error) {
    return error.kind();
  }
  FAIL("was read");
  return {};
}

}  // namespace

TEST_CASE("image: every packing gives the same", "[reader]") {
  for (const bool is_big_endian : {false, true})
    for (const unsigned address_size : {8u, 4u}) {
      Dwarf dwarf = small_program();
      dwarf.is_big_endian = is_big_endian;
      dwarf.address_size = static_cast<std::uint8_t>(address_size);
      ElfSpec elf = elf_of(dwarf);
      const std::string plain = dump(read(elf));
      CHECK(plain.find("func main.f(a main.T7)") != std::string::npos);
      for (const Packing packing : {Packing::zlib, Packing::zstd, Packing::zdebug}) {
        CAPTURE(is_big_endian, address_size, static_cast<int>(packing));
        elf.packing = packing;
        CHECK(dump(read(elf)) == plain);
      }
    }
}

TEST_CASE("image: word size and byte order are the file's", "[reader]") {
  Dwarf dwarf = small_program();
  dwarf.is_big_endian = true;
  CHECK(read(dwarf).binary.is_big_endian);
  CHECK(read(dwarf).binary.word_size == 8);
  dwarf.address_size = 4;
  CHECK(read(dwarf).binary.word_size == 4);
}

TEST_CASE("image: a compression header that lies", "[reader]") {
  ElfSpec elf = elf_of(small_program());
  const std::uint64_t true_size = elf.sections.info().size();
  for (const Packing packing : {Packing::zlib, Packing::zstd, Packing::zdebug})
    for (const std::uint64_t promised :
         {std::uint64_t{1}, true_size - 1, true_size + 1, std::uint64_t{1} << 31,
          std::uint64_t{1} << 32, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
      CAPTURE(static_cast<int>(packing), promised);
      elf.packing = packing;
      elf.promised_size = promised;
      CHECK(refusal(elf.build()) == Error::Kind::malformed);
    }
}

// The limit would stop a sanitizer's own memory.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GOFIXUP_HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define GOFIXUP_HAS_SANITIZER 1
#endif
#endif
#ifndef GOFIXUP_HAS_SANITIZER
// zstd has no limit of expansion to check a promise against, so the frame has to be asked.
TEST_CASE("image: a compression header must not decide how much memory is asked for", "[reader]") {
  ElfSpec elf = elf_of(small_program());
  elf.packing = Packing::zstd;
  elf.promised_size = std::uint64_t{1} << 32;
  const Bytes bytes = elf.build();
  rlimit before{};
  getrlimit(RLIMIT_DATA, &before);
  rlimit tight = before;
  tight.rlim_cur = std::uint64_t{2} << 30;
  setrlimit(RLIMIT_DATA, &tight);
  CHECK_THROWS_AS(read(bytes), Error);
  setrlimit(RLIMIT_DATA, &before);
}
#endif

TEST_CASE("image: damaged compressed data", "[reader]") {
  ElfSpec elf = elf_of(small_program());
  for (const Packing packing : {Packing::zlib, Packing::zstd, Packing::zdebug}) {
    elf.packing = packing;
    const Bytes whole = elf.build();
    for (std::size_t at = 64; at < whole.size(); at += 7) {
      Bytes broken = whole;
      broken[at] = static_cast<std::uint8_t>(broken[at] ^ 0xff);
      CAPTURE(static_cast<int>(packing), at);
      try {
        read(broken);
      } catch (const Error& error) {
        CHECK(error.kind() != Error::Kind::internal);
      }
    }
  }
}

TEST_CASE("image: from addresses to the file", "[reader]") {
  for (const bool is_64bit : {true, false}) {
    ElfSpec elf = elf_of(small_program());
    elf.is_64bit = is_64bit;
    elf.segments = {{0x400000, Bytes(100, 0x11)}, {0x500000, {1, 2, 3, 4}}};
    const Bytes bytes = elf.build();
    const MemoryFile file(bytes);
    const auto image = Image::open(file.fd(), "x");
    CAPTURE(is_64bit);
    const std::uint64_t first = is_64bit ? 64 + 2 * 56 : 52 + 2 * 32;
    CHECK(image->file_offset(0x400000) == first);
    CHECK(image->file_offset(0x400063) == first + 99);
    CHECK(image->file_offset(0x500002) == first + 102);
    CHECK(bytes.at(*image->file_offset(0x500002)) == 3);
    // Beside the segments, and in what only memory has.
    for (const std::uint64_t address : {0x3fffffu, 0x400064u, 0x500004u, 0u}) {
      CHECK_FALSE(image->file_offset(address));
      CHECK(image->loaded(address, 1).empty());
    }
    const auto loaded = image->loaded(0x500001, 2);
    CHECK(Bytes(loaded.begin(), loaded.end()) == Bytes{2, 3});
    CHECK(image->loaded(0x500001, 1000).size() == 3);
    CHECK(image->loaded(0x500001, ~std::uint64_t{0}).size() == 3);
    CHECK(image->loaded(0x500001, 0).empty());
  }
}

TEST_CASE("image: a segment that lies outside the file", "[reader]") {
  ElfSpec elf = elf_of(small_program());
  elf.segments = {{0x400000, Bytes(100, 0x11)}, {0x500000, {1, 2, 3, 4}}};
  const Bytes whole = elf.build();
  for (std::size_t at = 64; at < 64 + 2 * 56; ++at)
    for (const int value : {0x00, 0x7f, 0xff}) {
      Bytes broken = whole;
      broken[at] = static_cast<std::uint8_t>(value);
      const MemoryFile file(broken);
      const auto image = Image::open(file.fd(), "x");
      CAPTURE(at, value);
      for (const std::uint64_t address : {0x400000u, 0x500000u})
        for (const std::uint8_t byte : image->loaded(address, 1 << 20)) CHECK(byte <= 0xff);
    }
}

TEST_CASE("image: not ELF", "[reader]") {
  CHECK(refusal({'#', '!', '/', 'b', 'i', 'n'}) == Error::Kind::not_elf);
  CHECK(refusal(Bytes(4096, 0)) == Error::Kind::not_elf);
  CHECK_THROWS_AS(read(Bytes{}), Error);
  CHECK_THROWS_AS(read(Bytes{0x7f, 'E', 'L', 'F'}), Error);
  CHECK_THROWS_AS(Image::open("/nowhere/at/all"), Error);
}

TEST_CASE("image: a file cut off anywhere", "[reader]") {
  ElfSpec elf = elf_of({{go_unit("runtime", predeclared())}});
  elf.symbols = {{"main.f", 0x401000}};
  const Bytes whole = elf.build();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_THROWS_AS(read(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))),
                    Error);
  }
}

TEST_CASE("image: a damaged section table", "[reader]") {
  ElfSpec elf = elf_of({{go_unit("runtime", predeclared())}});
  elf.symbols = {{"main.f", 0x401000}};
  const Bytes whole = elf.build();
  const std::size_t table = whole.size() - 64 * (elf.sections.bytes.size() + 4);
  for (std::size_t at = 0; at < whole.size(); at = at == 63 ? table : at + 1)
    for (const int value : {0x00, 0x7f, 0xff}) {
      Bytes broken = whole;
      broken[at] = static_cast<std::uint8_t>(value);
      CAPTURE(at, value);
      try {
        read(broken);
      } catch (const Error& error) {
        CHECK(error.kind() != Error::Kind::internal);
      }
    }
}

TEST_CASE("image: a file that becomes shorter while it is read", "[reader]") {
  ElfSpec elf = elf_of(small_program());
  elf.segments = {{0x400000, Bytes(300'000, 0x11)}};
  const Bytes bytes = elf.build();
  const auto kind_of = [](const auto& action) {
    try {
      action();
    } catch (const Error& error) {
      return error.kind();
    }
    FAIL("was read");
    return Error::Kind::internal;
  };
  for (const std::size_t left : {std::size_t{0}, std::size_t{100'000}, bytes.size() / 2}) {
    CAPTURE(left);
    const MemoryFile file(bytes);
    const auto image = Image::open(file.fd(), "x");
    REQUIRE(ftruncate(file.fd(), static_cast<off_t>(left)) == 0);
    CHECK(kind_of([&] { image->section(".debug_info"); }) == Error::Kind::io);
    CHECK(kind_of([&] { image->loaded(0x400000, 300'000); }) == Error::Kind::io);
    CHECK(kind_of([&] { read_dwarf(image, {}); }) == Error::Kind::io);
  }
}

TEST_CASE("image: counts of headers that lie", "[reader]") {
  ElfSpec elf = elf_of(small_program());
  elf.segments = {{0x400000, Bytes(100, 0x11)}};
  const Bytes whole = elf.build();
  std::uint64_t table = 0;
  std::memcpy(&table, whole.data() + 40, 8);  // e_shoff
  for (const std::uint64_t count : {std::uint64_t{1} << 20, std::uint64_t{1} << 33,
                                    std::uint64_t{1} << 60, ~std::uint64_t{0}}) {
    CAPTURE(count);
    Bytes extended = whole;
    extended[60] = extended[61] = 0;  // e_shnum: the count is in sh_size of the first header
    std::memcpy(extended.data() + table + 32, &count, 8);
    CHECK(refusal(extended) == Error::Kind::malformed);
  }
  // PN_XNUM: the count of program headers is in sh_info of the first section header.
  Bytes bytes = whole;
  bytes[56] = bytes[57] = 0xff;
  for (std::size_t i = 0; i < 4; ++i) bytes[table + 44 + i] = 0xff;
  CHECK(refusal(bytes) == Error::Kind::malformed);
}

TEST_CASE("image: a descriptor stays where it was and stays open", "[reader]") {
  const Bytes bytes = elf_of(small_program()).build();
  const MemoryFile file(bytes);
  lseek(file.fd(), 17, SEEK_SET);
  { const Model model = read_dwarf(Image::open(file.fd(), "x"), {}); }
  CHECK(lseek(file.fd(), 0, SEEK_CUR) == 17);
  CHECK(read_dwarf(Image::open(file.fd(), "x"), {}).functions.size() == 1);
}
