// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Variables and constants of packages: read when asked for, from every form they come in.
#include "model/inspect.hpp"
#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/elf_builder.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

ReadOptions all_globals() {
  ReadOptions options{1, false};
  options.variables = options.constants = true;
  return options;
}

Attr name(std::string text) { return {DW_AT_name, 0, std::move(text)}; }
Attr type(std::string label) { return {DW_AT_type, 0, To{std::move(label)}}; }

Entry variable(std::string text, std::string of, Bytes expression) {
  return {DW_TAG_variable,
          {name(std::move(text)),
           {DW_AT_location, DW_FORM_block1, std::move(expression)},
           type(std::move(of)),
           {DW_AT_external, DW_FORM_flag, std::uint64_t{1}}},
          {},
          {}};
}

Bytes sleb(std::int64_t value) {
  Bytes bytes;
  for (bool is_last = false; !is_last; value >>= 7) {
    is_last = value >= -64 && value < 64;
    bytes.push_back(static_cast<std::uint8_t>((value & 0x7f) | (is_last ? 0 : 0x80)));
  }
  return bytes;
}

Entry constant(std::string text, std::string of, std::int64_t value) {
  return {
      DW_TAG_constant,
      {name(std::move(text)), type(std::move(of)), {DW_AT_const_value, DW_FORM_sdata, sleb(value)}},
      {},
      {}};
}

Bytes at(std::uint64_t address, bool is_big_endian = false, unsigned size = 8) {
  ByteWriter out(is_big_endian);
  out.number(DW_OP_addr, 1);
  out.number(address, size);
  return out.bytes;
}

Model read_all(const Dwarf& dwarf, const std::vector<LoadedSpec>& loaded = {}) {
  ElfSpec elf = elf_of(dwarf);
  elf.loaded = loaded;
  return read(elf.build(), all_globals());
}

Model read_main(std::vector<Entry> entries) {
  return read_all({{go_unit("runtime", predeclared()), go_unit("main", std::move(entries))}});
}

}  // namespace

TEST_CASE("globals: variables with their addresses", "[reader]") {
  for (const bool is_big_endian : {false, true})
    for (const std::uint8_t size : {std::uint8_t{8}, std::uint8_t{4}}) {
      CAPTURE(is_big_endian, size);
      Dwarf dwarf{{go_unit("runtime", predeclared()),
                   go_unit("main", {variable("main.v", "int", at(0x5410, is_big_endian, size))})}};
      dwarf.is_big_endian = is_big_endian;
      dwarf.address_size = size;
      const Model model = read_all(dwarf);
      REQUIRE(model.variables.size() == 1);
      CHECK(model.variables[0].name == "main.v");
      CHECK(model.variables[0].address == 0x5410);
      CHECK(model.variables[0].is_external);
      CHECK(model.at(model.variables[0].type).name == "int");
      CHECK(model.binary.variables == 1);
    }
}

TEST_CASE("globals: an address by its index", "[reader]") {
  // The unit's own low_pc is the first of .debug_addr.
  Entry code = subprogram("main.f", 0x401000, {});
  const Model model = read_main({std::move(code), variable("main.v", "int", {DW_OP_addrx, 0}),
                                 variable("main.w", "int", {DW_OP_addrx, 0, DW_OP_stack_value})});
  REQUIRE(model.variables.size() == 2);
  CHECK(model.variables[0].address == 0x401000);
  CHECK_FALSE(model.variables[1].address.has_value());
}

TEST_CASE("globals: a place that is no address", "[reader]") {
  for (const Bytes& expression : {Bytes{}, Bytes{DW_OP_call_frame_cfa}, Bytes{DW_OP_reg0}}) {
    const Model model = read_main({variable("main.v", "int", expression)});
    REQUIRE(model.variables.size() == 1);
    CHECK_FALSE(model.variables[0].address.has_value());
  }
  Entry nowhere{DW_TAG_variable, {name("main.v"), type("int")}, {}, {}};
  CHECK_FALSE(read_main({nowhere}).variables.at(0).address.has_value());
}

TEST_CASE("globals: constants keep all their bits", "[reader]") {
  for (const std::int64_t value :
       {INT64_C(0), INT64_C(-1), INT64_C(1) << 40, INT64_MAX, INT64_MIN}) {
    const Model model = read_main({constant("main.c", "int", value)});
    REQUIRE(model.constants.size() == 1);
    CHECK(model.constants[0].value == static_cast<std::uint64_t>(value));
    CHECK(model.at(model.constants[0].type).name == "int");
    CHECK(model.binary.constants == 1);
  }
}

TEST_CASE("globals: nothing of it unless asked", "[reader]") {
  const Dwarf dwarf{
      {go_unit("runtime", predeclared()),
       go_unit("main", {variable("main.v", "int", at(0x5410)), constant("main.c", "int", 1)})}};
  const Model model = read(dwarf);
  CHECK(model.variables.empty());
  CHECK(model.constants.empty());
  CHECK(model.sections.empty());
  CHECK(model.binary.variables + model.binary.constants == 0);
}

TEST_CASE("globals: only those of packages, and only Go's", "[reader]") {
  Entry function = subprogram("main.f", 0x401000, {variable("local", "int", at(0x10))});
  const Model model =
      read_all({{go_unit("runtime", predeclared()), go_unit("main", {std::move(function)}),
                 foreign_unit(DW_LANG_C11, "GNU C17", {variable("c", "int", at(0x20))})}});
  CHECK(model.variables.empty());
}

TEST_CASE("globals: the order is the file's, whatever the number of threads", "[reader]") {
  std::vector<UnitSpec> units = {go_unit("runtime", predeclared())};
  for (int i = 0; i < 40; ++i) {
    const std::string unit = "p" + std::to_string(i);
    units.push_back(
        go_unit(unit, {variable(unit + ".v", "int", at(0x1000)), constant(unit + ".c", "int", i)}));
  }
  ReadOptions options = all_globals();
  options.threads = 4;
  const Model model = read(elf_of(Dwarf{units}).build(), options);
  REQUIRE(model.variables.size() == 40);
  for (std::size_t i = 0; i < 40; ++i) {
    CHECK(model.variables[i].name == "p" + std::to_string(i) + ".v");
    CHECK(model.constants[i].value == i);
  }
}

TEST_CASE("globals: what is not whole is refused", "[reader]") {
  const Entry nameless{DW_TAG_variable, {type("int")}, {}, {}};
  const Entry typeless{DW_TAG_variable, {name("main.v")}, {}, {}};
  const Entry valueless{DW_TAG_constant, {name("main.c"), type("int")}, {}, {}};
  for (const Entry& entry : {nameless, typeless, valueless})
    CHECK_THROWS_AS(read_main({entry}), Error);
  CHECK_THROWS_AS(read_main({variable("main.v", "int", {DW_OP_addr, 1, 2})}), Error);
  CHECK_THROWS_AS(read_main({variable("main.v", "int", {DW_OP_addrx, 0x7f})}), Error);
}

TEST_CASE("globals: sections that are in memory, by address", "[reader]") {
  constexpr std::uint64_t kAlloc = 2, kTls = 0x400;
  const Model model =
      read_all({{go_unit("runtime", predeclared())}}, {{".noptrbss", 0x3000, 0x100},
                                                       {".bss", 0x2000, 0x80},
                                                       {".empty", 0x1000, 0},
                                                       {".comment", 0, 0x10, 0},
                                                       {".tbss", 0x2000, 0x40, kAlloc | kTls}});
  REQUIRE(model.sections.size() == 2);
  CHECK(model.sections[0].name == ".bss");
  CHECK(model.sections[0].address == 0x2000);
  CHECK(model.sections[0].size == 0x80);
  CHECK(model.sections[1].name == ".noptrbss");
}
