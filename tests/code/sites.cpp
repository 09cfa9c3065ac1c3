// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Sites of one small function, in files made by hand, whole and damaged.
#include "code/sites.hpp"

#include <dwarf.h>
#include <elf.h>

#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/elf_builder.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

constexpr std::uint64_t kEntry = 0x401000;
constexpr std::uint64_t kOffset = 64 + 56;  // of the first segment's bytes

// What gc makes of a function with a frame.
const Bytes kCode = {0x49, 0x3b, 0x66, 0x10,        //  0: cmp rsp, [r14+16]
                     0x76, 0x0d,                    //  4: jbe 19
                     0x55,                          //  6: push rbp
                     0x48, 0x89, 0xe5,              //  7: mov rbp, rsp
                     0x48, 0x83, 0xec, 0x10,        // 10: sub rsp, 16
                     0x48, 0x83, 0xc4, 0x10,        // 14: add rsp, 16
                     0xc3,                          // 18: ret
                     0xe8, 0xe8, 0x0f, 0x00, 0x00,  // 19: call runtime.morestack
                     0xeb, 0xe6};                   // 24: jmp 0

Bytes line_table() {
  Bytes table = {0,
                 0,
                 0,
                 0,
                 2,
                 0,
                 18,
                 0,
                 0,
                 0,
                 1,
                 1,
                 0xfc,
                 10,
                 11,  // header
                 0,
                 1,
                 1,
                 1,
                 1,
                 0,
                 0,
                 0,
                 1,
                 0,
                 0,
                 0,
                 0,
                 0,
                 9,
                 DW_LNE_set_address,
                 0x00,
                 0x10,
                 0x40,
                 0,
                 0,
                 0,
                 0,
                 0,
                 15,
                 DW_LNS_set_prologue_end,
                 115,  // ten bytes on
                 0,
                 1,
                 DW_LNE_end_sequence};
  table[0] = static_cast<std::uint8_t>(table.size() - 4);
  return table;
}

Bytes frames() {
  ByteWriter out(false);
  out.append({12, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 3, 0, 1, 0x7c, 16, DW_CFA_def_cfa, 7, 8});
  const Bytes program = {DW_CFA_advance_loc | 7, DW_CFA_def_cfa_offset, 16,
                         DW_CFA_advance_loc | 7, DW_CFA_def_cfa_offset, 32};
  out.number(20 + program.size(), 4);
  out.number(0, 4);
  out.number(kEntry, 8);
  out.number(kCode.size(), 8);
  out.append(program);
  return out.bytes;
}

ElfSpec program() {
  ElfSpec elf;
  elf.sections.bytes = {{".debug_line", line_table()}, {".debug_frame", frames()}};
  elf.segments = {{kEntry, kCode}};
  return elf;
}

Function function(std::uint64_t address = kEntry, std::uint64_t size = kCode.size()) {
  Function result;
  result.name = "main.f";
  result.address = address;
  result.size = size;
  return result;
}

std::optional<FunctionSites> sites(const ElfSpec& elf, const Function& what = function()) {
  const MemoryFile file(elf.build());
  return SiteFinder(Image::open(file.fd(), "x"), 1).find(what);
}

}  // namespace

TEST_CASE("sites: entry, body, returns", "[code]") {
  const auto found = sites(program());
  REQUIRE(found);
  CHECK(found->entry.address == kEntry);
  CHECK(found->entry.file_offset == kOffset);
  REQUIRE(found->body);
  CHECK(found->body->address == kEntry + 10);
  CHECK(found->body->file_offset == kOffset + 10);
  CHECK(found->sp_distance == 8);  // rbp is pushed, the rest of the frame is not there yet
  CHECK(found->are_returns_known);
  REQUIRE(found->returns.size() == 1);
  CHECK(found->returns[0].address == kEntry + 18);
  CHECK(found->returns[0].file_offset == kOffset + 18);
}

TEST_CASE("sites: without a mark the body begins behind the stack check", "[code]") {
  ElfSpec elf = program();
  elf.sections.bytes.erase(".debug_line");
  const auto found = sites(elf);
  REQUIRE((found && found->body));
  CHECK(found->body->address == kEntry + 6);
  CHECK(found->sp_distance == 0);
  CHECK(found->returns.size() == 1);
}

TEST_CASE("sites: no body where it is not known how far SP has moved", "[code]") {
  ElfSpec elf = program();
  elf.sections.bytes.erase(".debug_frame");
  const auto found = sites(elf);
  REQUIRE(found);
  CHECK_FALSE(found->body);
  CHECK(found->returns.size() == 1);
}

TEST_CASE("sites: bytes that are no instruction", "[code]") {
  ElfSpec elf = program();
  elf.segments[0].bytes[14] = 0x06;
  const auto found = sites(elf);
  REQUIRE(found);
  CHECK(found->body);  // the line table tells it
  CHECK_FALSE(found->are_returns_known);
  CHECK(found->returns.empty());
  elf.sections.bytes.erase(".debug_line");
  CHECK_FALSE(sites(elf)->body);
}

TEST_CASE("sites: functions that are not in the file, or not wholly", "[code]") {
  CHECK_FALSE(sites(program(), function(0x500000)));
  CHECK_FALSE(sites(program(), function(0)));
  const auto beyond = sites(program(), function(kEntry, kCode.size() + 1));
  REQUIRE(beyond);
  CHECK_FALSE(beyond->are_returns_known);
  const auto endless = sites(program(), function(kEntry + 6, ~std::uint64_t{0}));
  REQUIRE(endless);
  CHECK_FALSE(endless->are_returns_known);
  const auto empty = sites(program(), function(kEntry, 0));
  REQUIRE(empty);
  CHECK_FALSE(empty->body);
  CHECK_FALSE(empty->are_returns_known);
}

TEST_CASE("sites: a machine that nobody knows", "[code]") {
  ElfSpec elf = program();
  elf.machine = EM_SPARCV9;
  const MemoryFile file(elf.build());
  const SiteFinder finder(Image::open(file.fd(), "x"), 1);
  CHECK_FALSE(finder.why_no_returns().empty());
  const auto found = finder.find(function());
  REQUIRE(found);
  CHECK_FALSE(found->are_returns_known);
  CHECK(found->body->address == kEntry + 10);
}

TEST_CASE("sites: without a disassembler SP tells the body", "[code]") {
  ElfSpec elf = program();
  elf.machine = EM_RISCV;
  elf.sections.bytes.erase(".debug_line");
  const auto found = sites(elf);
  REQUIRE((found && found->body));
  CHECK(found->body->address == kEntry + 7);
  CHECK(found->sp_distance == 8);
}

TEST_CASE("sites: constants among the code are no returns", "[code]") {
  ElfSpec elf = program();
  elf.machine = EM_AARCH64;
  elf.segments = {{kEntry,
                   {0x60, 0x00, 0x00, 0x58,     // ldr x0, 12
                    0xc0, 0x03, 0x5f, 0xd6,     // ret
                    0xc0, 0x03, 0x5f, 0xd6,     // ret
                    0xc0, 0x03, 0x5f, 0xd6}}};  // the constant
  const auto found = sites(elf, function(kEntry, 16));
  REQUIRE(found);
  REQUIRE(found->returns.size() == 2);
  CHECK(found->returns[1].address == kEntry + 8);
}

TEST_CASE("sites: many functions, in order, whatever the number of threads", "[code]") {
  const MemoryFile file(program().build());
  const std::vector<Function> both = {function(), function(0x500000)};
  std::vector<const Function*> many;
  many.reserve(2000);
  for (std::size_t i = 0; i < 2000; ++i) many.push_back(&both[i % 3 == 0]);
  for (const unsigned threads : {1u, 4u}) {
    const auto found = SiteFinder(Image::open(file.fd(), "x"), threads)
                           .find(std::span<const Function* const>(many));
    REQUIRE(found.size() == many.size());
    for (std::size_t i = 0; i < many.size(); ++i) CHECK(found[i].has_value() == (i % 3 != 0));
  }
}

TEST_CASE("sites: damaged tables are refused or do no harm", "[code]") {
  for (const char* section : {".debug_line", ".debug_frame"}) {
    const ElfSpec whole = program();
    const std::size_t size = whole.sections.bytes.at(section).size();
    for (std::size_t at = 0; at < size; ++at)
      for (const int value : {-1, 0, 0x7f, 0xff}) {  // -1: cut off here
        ElfSpec broken = whole;
        Bytes& bytes = broken.sections.bytes[section];
        if (value < 0)
          bytes.resize(at);
        else
          bytes[at] = static_cast<std::uint8_t>(value);
        CAPTURE(section, at, value);
        try {
          const auto found = sites(broken);
          REQUIRE(found);
          if (found->body) CHECK(found->body->address - kEntry < kCode.size());
        } catch (const Error& error) {
          CHECK(error.kind() == Error::Kind::malformed);
        }
      }
  }
}
