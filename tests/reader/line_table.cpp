// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Ends of prologues in line tables made by hand; code_tables.cpp has real ones.
#include "reader/line_table.hpp"

#include <dwarf.h>

#include <array>

#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

using Bytes = std::vector<std::uint8_t>;
using Addresses = std::vector<std::uint64_t>;

struct TableSpec {
  std::uint16_t version = 2;
  bool is_64bit_format = false;
  bool is_big_endian = false;
  std::uint8_t address_size = 8;
  std::uint8_t min_length = 1, operations = 1, line_range = 10, opcode_base = 11;
};

// A special opcode of the table above: the line stays as it is.
std::uint8_t special(unsigned advance, const TableSpec& spec = {}) {
  return static_cast<std::uint8_t>(spec.opcode_base + 4 + advance * spec.line_range);
}

Bytes set_address(std::uint64_t address, const TableSpec& spec = {}) {
  ByteWriter out(spec.is_big_endian);
  out.number(0, 1);
  out.uleb(1u + spec.address_size);
  out.number(DW_LNE_set_address, 1);
  out.number(address, spec.address_size);
  return out.bytes;
}

const Bytes kEndSequence = {0, 1, DW_LNE_end_sequence};

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes table(const Bytes& program, const TableSpec& spec = {}) {
  const unsigned offset_size = spec.is_64bit_format ? 8 : 4;
  ByteWriter rest(spec.is_big_endian);  // of the header
  rest.number(spec.min_length, 1);
  if (spec.version >= 4) rest.number(spec.operations, 1);
  rest.number(1, 1);     // default_is_stmt
  rest.number(0xfc, 1);  // line_base -4
  rest.number(spec.line_range, 1);
  rest.number(spec.opcode_base, 1);
  constexpr std::uint8_t kOperands[] = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 2, 0};
  for (unsigned i = 1; i < spec.opcode_base; ++i) rest.number(kOperands[i - 1], 1);
  rest.text("a file name, which nobody reads");
  ByteWriter body(spec.is_big_endian);
  body.number(spec.version, 2);
  if (spec.version >= 5) {
    body.number(spec.address_size, 1);
    body.number(0, 1);
  }
  body.number(rest.bytes.size(), offset_size);
  body.append(rest.bytes);
  body.append(program);
  ByteWriter out(spec.is_big_endian);
  if (spec.is_64bit_format) out.number(0xffffffff, 4);
  out.number(body.bytes.size(), offset_size);
  out.append(body.bytes);
  return out.bytes;
}

Addresses ends(const Bytes& section, const TableSpec& spec = {}) {
  return prologue_ends(section, spec.is_big_endian, spec.address_size, 1);
}

// Two functions; the mark belongs to the next row, whatever makes it.
Bytes two_functions(const TableSpec& spec = {}) {
  return set_address(0x401000, spec) +
         Bytes{special(0, spec), DW_LNS_set_prologue_end, special(9, spec), special(3, spec)} +
         kEndSequence + set_address(0x402000, spec) +
         Bytes{DW_LNS_advance_pc, 0x81, 0x01, DW_LNS_set_prologue_end, DW_LNS_copy} + kEndSequence;
}

}  // namespace

TEST_CASE("line table: the row of the mark", "[reader]") {
  CHECK(ends(table(two_functions())) == Addresses{0x401009, 0x402081});
  CHECK(ends({}).empty());
}

TEST_CASE("line table: all headers", "[reader]") {
  for (const auto version : std::to_array<std::uint16_t>({2, 3, 4, 5}))
    for (const bool is_64bit_format : {false, true})
      for (const bool is_big_endian : {false, true})
        for (const std::uint8_t address_size : {std::uint8_t{4}, std::uint8_t{8}}) {
          CAPTURE(version, is_64bit_format, is_big_endian, int{address_size});
          const TableSpec spec{version, is_64bit_format, is_big_endian, address_size};
          CHECK(ends(table(two_functions(spec), spec), spec) == Addresses{0x401009, 0x402081});
        }
}

TEST_CASE("line table: every way to move on", "[reader]") {
  const TableSpec spec{4, false, false, 8, /*min_length=*/4};
  const auto mark_after = [&](const Bytes& steps) {
    return ends(table(set_address(0x1000, spec) + steps +
                          Bytes{DW_LNS_set_prologue_end, DW_LNS_copy} + kEndSequence,
                      spec),
                spec);
  };
  CHECK(mark_after({}) == Addresses{0x1000});
  CHECK(mark_after({special(3, spec)}) == Addresses{0x100c});
  CHECK(mark_after({DW_LNS_advance_pc, 0x05}) == Addresses{0x1014});
  CHECK(mark_after({DW_LNS_const_add_pc}) == Addresses{0x1000 + 4 * ((255 - 11) / 10)});
  CHECK(mark_after({DW_LNS_fixed_advance_pc, 0x03, 0x00}) == Addresses{0x1003});  // not scaled
  CHECK(mark_after({DW_LNS_advance_line, 0x7f, DW_LNS_set_file, 0x81, 0x02, DW_LNS_negate_stmt,
                    DW_LNS_set_basic_block, DW_LNS_set_column, 0x07}) == Addresses{0x1000});
  CHECK(mark_after({0, 3, 0x80, 0xaa, 0xbb}) == Addresses{0x1000});  // an unknown extended one
}

TEST_CASE("line table: standard opcodes that we have not heard of are stepped over", "[reader]") {
  TableSpec spec;
  spec.opcode_base = 15;  // 13 has two operands, 14 none
  CHECK(ends(table(set_address(0x1000) +
                       Bytes{13, 0xff, 0x01, 0x02, 14, DW_LNS_set_prologue_end, special(2, spec)} +
                       kEndSequence,
                   spec)) == Addresses{0x1002});
}

TEST_CASE("line table: a mark without a row, and one that a sequence ends", "[reader]") {
  CHECK(ends(table(set_address(0x1000) + Bytes{DW_LNS_set_prologue_end})).empty());
  CHECK(ends(table(set_address(0x1000) + Bytes{DW_LNS_set_prologue_end} + kEndSequence +
                   set_address(0x2000) + Bytes{special(1)} + kEndSequence))
            .empty());
}

TEST_CASE("line table: many tables, sorted, none twice", "[reader]") {
  const auto one = [](std::uint64_t address, const TableSpec& spec = {}) {
    return table(
        set_address(address, spec) + Bytes{DW_LNS_set_prologue_end, DW_LNS_copy} + kEndSequence,
        spec);
  };
  TableSpec unknown, machine;
  unknown.version = 6;
  machine.version = 4;
  machine.operations = 3;
  Bytes section;
  for (unsigned i = 100; i > 0; --i) section = section + one(std::uint64_t{0x1000} * i);
  section = section + one(0x5000) + one(0x123, unknown) + one(0x456, machine);
  const Addresses found = prologue_ends(section, false, 8, 4);
  REQUIRE(found.size() == 100);
  for (unsigned i = 0; i < 100; ++i) CHECK(found[i] == std::uint64_t{0x1000} * (i + 1));
}

TEST_CASE("line table: damage is refused", "[reader]") {
  TableSpec spec;
  spec.line_range = 0;
  CHECK_THROWS_AS(ends(table(Bytes{special(1)}, spec)), Error);
  CHECK_THROWS_AS(ends(table(Bytes{DW_LNS_const_add_pc}, spec)), Error);
  CHECK_THROWS_AS(ends(table({0, 0x40, DW_LNE_set_address})), Error);
  CHECK_THROWS_AS(ends(table({0, 2, DW_LNE_set_address, 1})), Error);
  CHECK_THROWS_AS(ends({0xff, 0xff, 0xff, 0x7f, 2, 0}), Error);
  CHECK(ends(table({0, 0})).empty());  // an extended opcode of no bytes
}

TEST_CASE("line table: cut off anywhere, or any byte changed", "[reader]") {
  for (const auto version : std::to_array<std::uint16_t>({2, 5})) {
    const TableSpec spec{version};
    const Bytes whole = table(two_functions(spec), spec);
    for (std::size_t size = 1; size < whole.size(); ++size) {
      CAPTURE(version, size);
      CHECK_THROWS_AS(ends(Bytes(whole.begin(), whole.begin() + static_cast<long>(size))), Error);
    }
    for (std::size_t at = 0; at < whole.size(); ++at)
      for (const int value : {0, 1, 9, 0x7f, 0x80, 0xff}) {
        Bytes broken = whole;
        broken[at] = static_cast<std::uint8_t>(value);
        CAPTURE(version, at, value);
        try {
          const std::size_t count = ends(broken).size();
          CHECK(count < whole.size());
        } catch (const Error& error) {
          CHECK(error.kind() == Error::Kind::malformed);
        }
      }
  }
}
