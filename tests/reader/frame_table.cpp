// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Call frame information made by hand.
#include "reader/frame_table.hpp"

#include <dwarf.h>

#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

using Bytes = std::vector<std::uint8_t>;

struct FrameSpec {
  std::uint8_t version = 3;
  bool is_64bit_format = false;
  bool is_big_endian = false;
  std::uint8_t address_size = 8;
  std::string augmentation;
  std::uint8_t code_factor = 1;
  Bytes initial = {DW_CFA_def_cfa, 7, 8};  // what Go writes on amd64: SP + 8
};

constexpr std::uint64_t kBegin = 0x401000, kSize = 0x100;

void append_entry(ByteWriter& out, const FrameSpec& spec, std::uint64_t id, const Bytes& body) {
  const unsigned offset_size = spec.is_64bit_format ? 8 : 4;
  if (spec.is_64bit_format) out.number(0xffffffff, 4);
  out.number(body.size() + offset_size, offset_size);
  out.number(id, offset_size);
  out.append(body);
}

// One CIE at offset 0, and an FDE with the program.
Bytes section(const Bytes& program, const FrameSpec& spec = {}) {
  ByteWriter cie(spec.is_big_endian), fde(spec.is_big_endian), out(spec.is_big_endian);
  cie.number(spec.version, 1);
  cie.text(spec.augmentation);
  if (spec.version == 4) {
    cie.number(spec.address_size, 1);
    cie.number(0, 1);
  }
  cie.number(spec.code_factor, 1);
  cie.number(0x7c, 1);  // data factor -4
  cie.number(16, 1);
  cie.append(spec.initial);
  cie.number(0, 3);  // padding
  append_entry(out, spec, ~std::uint64_t{0}, cie.bytes);
  fde.number(kBegin, spec.address_size);
  fde.number(kSize, spec.address_size);
  fde.append(program);
  append_entry(out, spec, 0, fde.bytes);
  return out.bytes;
}

std::string rows(const Bytes& bytes, const FrameSpec& spec = {}, std::uint64_t address = kBegin) {
  const FrameTable table(bytes, spec.is_big_endian, spec.address_size);
  std::string text;
  for (const CfaRow& row : table.rows(address))
    text += "+" + std::to_string(row.address - kBegin) + ": " +
            (row.is_known ? "r" + std::to_string(row.reg) + "+" + std::to_string(row.offset)
                          : "unknown") +
            "\n";
  return text;
}

std::string rows_of(const Bytes& program) { return rows(section(program)); }

// As cmd/link writes it: a factored offset for each stretch, which is then stepped over.
const Bytes kGo = {DW_CFA_def_cfa_offset_sf,
                   0x7e,
                   DW_CFA_advance_loc | 14,
                   DW_CFA_def_cfa_offset_sf,
                   0x7c,
                   DW_CFA_advance_loc1,
                   0x50,
                   DW_CFA_def_cfa_offset_sf,
                   0x7e,
                   DW_CFA_advance_loc | 1,
                   0,
                   0};
const std::string kGoRows = "+0: r7+8\n+14: r7+16\n+94: r7+8\n";

}  // namespace

TEST_CASE("frames: what Go writes", "[reader]") {
  CHECK(rows_of(kGo) == kGoRows);
  CHECK(rows(section(kGo), {}, kBegin + kSize - 1) == kGoRows);
  CHECK(rows(section(kGo), {}, kBegin + kSize).empty());
  CHECK(rows(section(kGo), {}, kBegin - 1).empty());
  CHECK(rows({}).empty());
}

TEST_CASE("frames: all headers", "[reader]") {
  for (const std::uint8_t version : {std::uint8_t{1}, std::uint8_t{3}, std::uint8_t{4}})
    for (const bool is_64bit_format : {false, true})
      for (const bool is_big_endian : {false, true})
        for (const std::uint8_t address_size : {std::uint8_t{4}, std::uint8_t{8}}) {
          CAPTURE(int{version}, is_64bit_format, is_big_endian, int{address_size});
          const FrameSpec spec{version, is_64bit_format, is_big_endian, address_size};
          CHECK(rows(section(kGo, spec), spec) == kGoRows);
        }
}

TEST_CASE("frames: ways to move on", "[reader]") {
  CHECK(rows_of({DW_CFA_advance_loc2, 0x00, 0x01, DW_CFA_def_cfa_offset, 24}) ==
        "+0: r7+8\n+256: r7+24\n");
  CHECK(rows_of({DW_CFA_advance_loc4, 0, 0, 1, 0, DW_CFA_def_cfa_offset, 24}) ==
        "+0: r7+8\n+65536: r7+24\n");
  CHECK(rows_of({DW_CFA_set_loc, 0x20, 0x10, 0x40, 0, 0, 0, 0, 0, DW_CFA_def_cfa_offset, 24}) ==
        "+0: r7+8\n+32: r7+24\n");
  FrameSpec spec;
  spec.code_factor = 4;
  CHECK(rows(section({DW_CFA_advance_loc | 3, DW_CFA_def_cfa_offset, 24}, spec)) ==
        "+0: r7+8\n+12: r7+24\n");
}

TEST_CASE("frames: other rules for the frame address", "[reader]") {
  CHECK(rows_of({DW_CFA_advance_loc | 1, DW_CFA_def_cfa_register, 6}) == "+0: r7+8\n+1: r6+8\n");
  CHECK(rows_of({DW_CFA_advance_loc | 1, DW_CFA_def_cfa_sf, 6, 0x7b}) == "+0: r7+8\n+1: r6+20\n");
  CHECK(rows_of({DW_CFA_advance_loc | 1, DW_CFA_def_cfa_expression, 2, 0x77, 0x08}) ==
        "+0: r7+8\n+1: unknown\n");
  CHECK(rows_of({DW_CFA_advance_loc | 1, DW_CFA_remember_state, DW_CFA_def_cfa, 6, 64,
                 DW_CFA_advance_loc | 1, DW_CFA_restore_state}) ==
        "+0: r7+8\n+1: r6+64\n+2: r7+8\n");
}

TEST_CASE("frames: what tells of other registers is stepped over", "[reader]") {
  CHECK(rows_of({DW_CFA_offset | 3,
                 0x81,
                 0x01,
                 DW_CFA_restore | 3,
                 DW_CFA_undefined,
                 14,
                 DW_CFA_same_value,
                 14,
                 DW_CFA_restore_extended,
                 14,
                 DW_CFA_offset_extended,
                 14,
                 1,
                 DW_CFA_register,
                 14,
                 3,
                 DW_CFA_val_offset,
                 14,
                 0,
                 DW_CFA_offset_extended_sf,
                 14,
                 0x7f,
                 DW_CFA_val_offset_sf,
                 14,
                 0x7f,
                 DW_CFA_expression,
                 14,
                 1,
                 0xff,
                 DW_CFA_val_expression,
                 14,
                 2,
                 0xff,
                 0xff,
                 DW_CFA_GNU_args_size,
                 16,
                 DW_CFA_GNU_window_save,
                 DW_CFA_nop,
                 DW_CFA_advance_loc | 2,
                 DW_CFA_def_cfa_offset,
                 16}) == "+0: r7+8\n+2: r7+16\n");
}

TEST_CASE("frames: CIEs that we do not know leave their functions out", "[reader]") {
  FrameSpec spec;
  spec.augmentation = "zR";
  CHECK(rows(section(kGo, spec)).empty());
  spec.augmentation = "";
  spec.version = 9;
  CHECK(rows(section(kGo, spec)).empty());
}

TEST_CASE("frames: damage is refused", "[reader]") {
  CHECK_THROWS_AS(rows_of({DW_CFA_restore_state}), Error);
  CHECK_THROWS_AS(rows_of({0x3f}), Error);  // no such instruction
  CHECK_THROWS_AS(rows_of({DW_CFA_advance_loc2, 0}), Error);
  CHECK_THROWS_AS(rows_of({DW_CFA_set_loc, 0, 0, 0, 0, 0, 0, 0, 0}), Error);  // backwards
  CHECK_THROWS_AS(rows_of({DW_CFA_expression, 3, 0x7f}), Error);
  Bytes without_cie = section(kGo);
  without_cie[4] = 0;  // its id: now an FDE whose CIE would be itself
  CHECK_THROWS_AS(rows(without_cie), Error);
}

TEST_CASE("frames: cut off anywhere, or any byte changed", "[reader]") {
  const Bytes whole = section(kGo);
  const std::size_t cie_end = whole.size() - kGo.size() - 24;
  for (std::size_t size = 1; size < whole.size(); ++size) {
    if (size == cie_end) continue;  // a whole section of one CIE
    CAPTURE(size);
    CHECK_THROWS_AS(rows(Bytes(whole.begin(), whole.begin() + static_cast<long>(size))), Error);
  }
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const int value : {0, 1, 0x0a, 0x0b, 0x7f, 0x80, 0xff}) {
      Bytes broken = whole;
      broken[at] = static_cast<std::uint8_t>(value);
      CAPTURE(at, value);
      try {
        const std::size_t count = FrameTable(broken, false, 8).rows(kBegin).size();
        CHECK(count <= kGo.size());
      } catch (const Error& error) {
        CHECK(error.kind() == Error::Kind::malformed);
      }
    }
}
