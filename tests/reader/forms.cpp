// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The same DIEs in every encoding that DWARF 4 and 5 allow, and the numbers underneath.
#include <limits>

#include "model/inspect.hpp"
#include "reader/abbrev.hpp"
#include "reader/cursor.hpp"
#include "support/catch.hpp"
#include "support/elf_builder.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

Dwarf small_program() {
  return {{go_unit("runtime",
                   predeclared() + std::vector<Entry>{string_type(),
                                                      structure("main.T", 24,
                                                                {member("name", "string", 0),
                                                                 member("next", "*main.T", 16)}),
                                                      pointer("*main.T", "main.T")}),
           go_unit("main", {subprogram("main.f", 0x401000,
                                       {param("t", "*main.T"), result("~r0", "bool")})})}};
}

std::string main_of(const Dwarf& dwarf) {
  return dump(read(dwarf), [](Name name) { return name.find("main.") != Name::npos; });
}

const std::string kExpected =
    "func main.f(t *main.T) results (~r0 bool)\n"
    "type *main.T: pointer to main.T\n"
    "type main.T: struct  size 24\n"
    "     0  name  string\n"
    "    16  next  *main.T\n";

std::uint64_t uleb(Bytes bytes) { return Cursor(bytes, false).uleb(); }
std::int64_t sleb(Bytes bytes) { return Cursor(bytes, false).sleb(); }

}  // namespace

TEST_CASE("forms: versions, formats and byte orders", "[reader]") {
  for (const unsigned version : {2u, 3u, 4u, 5u})
    for (const bool is_64bit_format : {false, true})
      for (const bool is_big_endian : {false, true}) {
        CAPTURE(version, is_64bit_format, is_big_endian);
        Dwarf dwarf = small_program();
        dwarf.version = static_cast<std::uint16_t>(version);
        dwarf.is_64bit_format = is_64bit_format;
        dwarf.is_big_endian = is_big_endian;
        // DWARF 2's DW_FORM_ref_addr has the size of an address, which is that of an offset here.
        if (version == 2 && !is_64bit_format) dwarf.address_size = 4;
        CHECK(main_of(dwarf) == kExpected);
      }
}

TEST_CASE("forms: strings", "[reader]") {
  for (const std::uint16_t form : {DW_FORM_strp, DW_FORM_line_strp, DW_FORM_strx, DW_FORM_strx1,
                                   DW_FORM_strx2, DW_FORM_strx3, DW_FORM_strx4})
    for (const bool is_64bit_format : {false, true})
      for (const bool is_big_endian : {false, true}) {
        CAPTURE(form, is_64bit_format, is_big_endian);
        Dwarf dwarf = small_program();
        dwarf.string_form = form;
        dwarf.is_64bit_format = is_64bit_format;
        dwarf.is_big_endian = is_big_endian;
        CHECK(main_of(dwarf) == kExpected);
      }
}

TEST_CASE("forms: references", "[reader]") {
  for (const std::uint16_t form :
       {DW_FORM_ref1, DW_FORM_ref2, DW_FORM_ref4, DW_FORM_ref8, DW_FORM_ref_addr}) {
    CAPTURE(form);
    // The unit is the second one: its own references count from its start.
    const Model model = read(Dwarf{
        {go_unit("runtime", predeclared()),
         go_unit("m", {base("main.N", DW_ATE_signed, 8, 2),
                       {DW_TAG_typedef,
                        {{DW_AT_name, 0, std::string("main.X")}, {DW_AT_type, form, To{"main.N"}}},
                        {},
                        {}}})}});
    CHECK(dump(model, model.find("main.X")) == "type main.X: typedef of main.N\n");
  }
}

TEST_CASE("forms: what is not taken is stepped over", "[reader]") {
  const std::vector<std::pair<std::uint16_t, Bytes>> forms = {
      {DW_FORM_addr, Bytes(8)},
      {DW_FORM_block2, {2, 0, 1, 2}},
      {DW_FORM_block4, {1, 0, 0, 0, 9}},
      {DW_FORM_data2, Bytes(2)},
      {DW_FORM_data4, Bytes(4)},
      {DW_FORM_data8, Bytes(8)},
      {DW_FORM_data16, Bytes(16)},
      {DW_FORM_block, {0x81, 0, 7}},
      {DW_FORM_block1, {1}},
      {DW_FORM_sdata, {0xff, 0x7f}},
      {DW_FORM_udata, {0x80, 1}},
      {DW_FORM_exprloc, {2}},
      {DW_FORM_sec_offset, Bytes(4)},
      {DW_FORM_ref_sig8, Bytes(8)},
      {DW_FORM_strp_sup, Bytes(4)},
      {DW_FORM_ref_sup4, Bytes(4)},
      {DW_FORM_ref_sup8, Bytes(8)},
      {DW_FORM_loclistx, {0x80, 1}},
      {DW_FORM_rnglistx, {5}},
      {DW_FORM_GNU_ref_alt, Bytes(4)},
      {DW_FORM_GNU_strp_alt, Bytes(4)},
      {DW_FORM_flag_present, {}},
      {DW_FORM_indirect, {DW_FORM_data2, 1, 2}},
      {DW_FORM_indirect, {DW_FORM_indirect, DW_FORM_udata, 0x80, 1}},
      {DW_FORM_ref_udata, {0x80, 1}},
      {DW_FORM_strx3, {1, 2, 3}},
      {DW_FORM_addrx3, {1, 2, 3}},
  };
  for (const auto& [form, bytes] : forms) {
    CAPTURE(form);
    Entry first = integer("int8");
    // DW_AT_start_scope is nothing that a reader of Go takes.
    const Attr attr{DW_AT_start_scope, form, bytes};
    first.attrs.insert(first.attrs.begin(), {attr, {DW_AT_start_scope, DW_FORM_data4, Bytes(4)}});
    first.attrs.insert(first.attrs.begin() + 3, attr);
    first.attrs.insert(first.attrs.end(), {attr, attr});
    const Model model = read(Dwarf{{go_unit("runtime", {first, integer("int16")})}});
    CHECK(model.find("int8") != TypeId::none);
    CHECK(model.find("int16") != TypeId::none);
  }
}

TEST_CASE("forms: an unknown one in a unit of Go is malformed", "[reader]") {
  CHECK_THROWS_AS(
      read(Dwarf{{go_unit("m", {integer().with({DW_AT_start_scope, 0x1f42, Bytes{}})})}}), Error);
}

TEST_CASE("cursor: LEB128", "[reader]") {
  CHECK(uleb({0}) == 0);
  CHECK(uleb({0x7f}) == 127);
  CHECK(uleb({0x80, 0x01}) == 128);
  CHECK(uleb({0xff, 0x7f}) == 16383);
  CHECK(uleb({0x80, 0x80, 0x01}) == 16384);
  CHECK_THROWS_AS(uleb({0x80, 0x80}), Error);
  CHECK(uleb({0xe5, 0x8e, 0x26}) == 624485);
  CHECK(uleb({0x80, 0x80, 0x00}) == 0);
  CHECK(uleb({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}) ==
        std::numeric_limits<std::uint64_t>::max());
  CHECK_THROWS_AS(uleb({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}), Error);
  CHECK_THROWS_AS(uleb({0x80}), Error);
  CHECK_THROWS_AS(uleb({}), Error);
  CHECK(uleb({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0}) == 0);
  CHECK(sleb({0x7f}) == -1);
  CHECK(sleb({0x80, 0x7f}) == -128);
  CHECK(sleb({0xff, 0x00}) == 127);
  CHECK(sleb({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f}) ==
        std::numeric_limits<std::int64_t>::min());
  CHECK_THROWS_AS(sleb(Bytes(1000, 0x80)), Error);
}

TEST_CASE("cursor: fixed numbers and strings end where the section ends", "[reader]") {
  const Bytes bytes = {1, 2, 3, 4, 5, 6, 7, 8, 'a', 0, 'b'};
  Cursor little(bytes, false), big(bytes, true);
  CHECK(little.number(3) == 0x030201);
  CHECK(big.number(3) == 0x010203);
  little.seek(0);
  big.seek(0);
  CHECK(little.u64() == 0x0807060504030201);
  CHECK(big.u64() == 0x0102030405060708);
  CHECK(little.string() == "a");
  CHECK_THROWS_AS(little.string(), Error);
  CHECK(little.u8() == 'b');
  CHECK(little.at_end());
  CHECK_THROWS_AS(little.u8(), Error);
  CHECK_THROWS_AS(little.seek(12), Error);
  CHECK_THROWS_AS(big.skip(4), Error);
  CHECK_THROWS_AS(big.bytes(0xffffffffffffffff), Error);
  CHECK_THROWS_AS(big.number(5), Error);
}

TEST_CASE("cursor: strings of any length, with as little behind them as there can be", "[reader]") {
  for (std::size_t length = 0; length < 50; ++length)
    for (std::size_t behind = 0; behind < 30; ++behind) {
      CAPTURE(length, behind);
      Bytes bytes(length, 'x');
      bytes.push_back(0);
      bytes.insert(bytes.end(), behind, 'y');
      Cursor cursor(bytes, false);
      CHECK(cursor.string() == std::string(length, 'x'));
      CHECK(cursor.left() == behind);
      CHECK_THROWS_AS(Cursor(Bytes(length + behind, 'x'), false).string(), Error);
    }
}

TEST_CASE("abbrev: codes near and far", "[reader]") {
  const Bytes section = {0x01,
                         DW_TAG_typedef,
                         0,
                         DW_AT_name,
                         DW_FORM_string,
                         0,
                         0,
                         0xff,
                         0xff,
                         0xff,
                         0x7f,
                         DW_TAG_member,
                         1,
                         0,
                         0,
                         0};
  const AbbrevTable table(section, 0);
  CHECK(table.at(1).tag == DW_TAG_typedef);
  CHECK_FALSE(table.at(1).has_children);
  CHECK(table.specs(table.at(1)).size() == 1);
  CHECK(table.at(0xfffffff).has_children);
  CHECK_THROWS_AS(table.at(2), Error);
  CHECK_THROWS_AS(table.at(0xffffffffffffffff), Error);
  CHECK_THROWS_AS(AbbrevTable(section, 17), Error);
  CHECK_THROWS_AS(AbbrevTable(std::span(section).first(6), 0), Error);
}
