// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Which units are ours, how they refer to each other, and what a file without any is told.
#include "model/inspect.hpp"
#include "support/catch.hpp"
#include "support/elf_builder.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

constexpr std::uint16_t kC17 = 0x1d, kAssembler = 0x8001, kGo = 0x16;

std::string refusal(const ElfSpec& elf, Error::Kind kind) {
  try {
    read(elf);
  } catch (const Error& error) {
    CHECK(static_cast<int>(error.kind()) == static_cast<int>(kind));
    return error.what();
  }
  FAIL("was read");
  return {};
}

// What DWARF has room for and no compiler of Go writes.
std::vector<Entry> strange_entries() {
  return {{DW_TAG_union_type,
           {{DW_AT_name, DW_FORM_string, std::string("u")},
            {DW_AT_byte_size, 0x1f42, Bytes{}},  // a form of nobody
            {DW_AT_alignment, 0x7fff, Bytes{1, 2, 3}}},
           {{0x4eef, {}, {}, {}}},
           {}}};
}

}  // namespace

TEST_CASE("units: types in one, users in others, before and after", "[reader]") {
  const Model model =
      read(Dwarf{{go_unit("main", {subprogram("main.f", 0x401000, {param("t", "main.T")})}),
                  go_unit("runtime", predeclared() + std::vector<Entry>{structure(
                                                         "main.T", 8, {member("a", "int", 0)})}),
                  go_unit("os", {subprogram("os.g", 0x401100, {param("t", "main.T")})})}});
  CHECK(dump(model, [](Name name) { return name != "int" && name.find('.') != Name::npos; }) ==
        "func main.f(t main.T)\n"
        "func os.g(t main.T)\n"
        "type main.T: struct  size 8\n"
        "     0  a  int\n"
        "type unsafe.Pointer: unsafe pointer\n");
  CHECK(model.binary.go_units == 3);
  CHECK(model.binary.unit_offsets.size() == 3);
  CHECK(model.binary.unit_offsets[0] == 0);
}

TEST_CASE("units: Go's version comes from the producer", "[reader]") {
  const auto version = [](std::string producer) {
    return read(Dwarf{{go_unit("main", predeclared(), std::move(producer))}}).binary.go;
  };
  CHECK(version("Go cmd/compile go1.24.6; regabi") == GoVersion{1, 24});
  CHECK(version("Go cmd/compile go1.27rc1; -N -l regabi") == GoVersion{1, 27});
  CHECK(version("Go cmd/compile go1.18") == GoVersion{1, 18});
  CHECK(version("Go cmd/compile devel +abc") == GoVersion{0, 0});
}

TEST_CASE("units: those of other languages are counted and left alone", "[reader]") {
  for (const unsigned version : {4u, 5u}) {
    UnitSpec c = foreign_unit(kC17, "GNU C17 12.2.0", strange_entries());
    c.version = static_cast<std::uint16_t>(version);
    const Model model = read(
        Dwarf{{c, go_unit("main", predeclared()), foreign_unit(kAssembler, "GNU AS 2.40", {}), c}});
    CHECK(model.binary.foreign_units == 3);
    REQUIRE(model.diagnostics.size() == 1);
    CHECK(model.diagnostics[0].code == Diagnostic::Code::foreign_unit);
    CHECK(model.diagnostics[0].count == 3);
    CHECK(model.find("u") == TypeId::none);
  }
}

TEST_CASE("units: one with an unknown form in its root is not ours either", "[reader]") {
  UnitSpec rust = foreign_unit(0x1c, "rustc", {});
  rust.root.attrs.insert(rust.root.attrs.begin(), {DW_AT_name, 0x1f42, Bytes{}});
  const Model model = read(Dwarf{{rust, go_unit("main", predeclared())}});
  CHECK(model.binary.go_units == 1);
  CHECK(model.binary.foreign_units == 1);
}

TEST_CASE("units: gccgo's are Go's, those of libgo in C are not", "[reader]") {
  const Model model = read(elf_of({{foreign_unit(kGo, "GNU Go 12.2.0 -O2 -fsplit-stack", {}),
                                    foreign_unit(kC17, "GNU C17 12.2.0", {})}}));
  CHECK(model.binary.go_units == 1);
  CHECK(model.binary.foreign_units == 1);
}

TEST_CASE("units: TinyGo is refused by name", "[reader]") {
  // What compiler/compiler.go of TinyGo says of its unit.
  constexpr std::uint16_t kC99 = 0x0c;
  const ElfSpec elf = elf_of({{foreign_unit(kC99, "TinyGo", strange_entries())}});
  CHECK(refusal(elf, Error::Kind::not_go).find("TinyGo") != std::string::npos);
}

TEST_CASE("units: a C program is not a Go program", "[reader]") {
  const ElfSpec elf = elf_of({{foreign_unit(kC17, "GNU C17 12.2.0", strange_entries())}});
  CHECK(refusal(elf, Error::Kind::not_go).find("not a Go program") != std::string::npos);
}

TEST_CASE("units: no DWARF", "[reader]") {
  ElfSpec elf;
  elf.symbols = {{"main", 0x401000}};
  // Nobody's file: a host asks others.
  CHECK(refusal(elf, Error::Kind::not_go).find("no trace of Go") != std::string::npos);
  SECTION("but Go") {
    elf.sections.bytes[".gopclntab"] = {0xf1, 0xff, 0xff, 0xff};
    CHECK(refusal(elf, Error::Kind::no_dwarf).find("a Go program without DWARF") !=
          std::string::npos);
  }
  SECTION("an empty .debug_info") {
    elf.sections.bytes[".debug_info"] = {};
    refusal(elf, Error::Kind::not_go);
  }
}

TEST_CASE("units: type units and partial units stand aside", "[reader]") {
  UnitSpec partial{{DW_TAG_partial_unit, {}, {}, {}}, 5, DW_UT_partial};
  UnitSpec skeleton{{DW_TAG_skeleton_unit, {}, {}, {}}, 5, DW_UT_skeleton};
  const Model model = read(Dwarf{{partial, skeleton, go_unit("main", predeclared())}});
  CHECK(model.binary.go_units == 1);
}

TEST_CASE("units: a reference into the wrong place is malformed", "[reader]") {
  const auto refers_to = [](auto offset_in) {
    Dwarf dwarf{{go_unit("main", predeclared() + std::vector<Entry>{structure(
                                                     "main.T", 8, {member("a", "int", 0)})}),
                 foreign_unit(kC17, "GNU C17", {{DW_TAG_base_type, {}, {}, "C int"}})}};
    const Sections sections = dwarf.build();
    dwarf.units[0].root.children.push_back(
        {DW_TAG_typedef,
         {{DW_AT_name, 0, std::string("main.X")},
          {DW_AT_type, DW_FORM_ref_addr, offset_in(sections.labels)}},
         {},
         {}});
    return [dwarf] { read(dwarf); };
  };
  using Labels = std::map<std::string, std::uint64_t>;
  CHECK_NOTHROW(refers_to([](const Labels& l) { return l.at("int"); })());
  CHECK_THROWS_AS(refers_to([](const Labels& l) { return l.at("int") + 1; })(), Error);
  CHECK_THROWS_AS(refers_to([](const Labels& l) { return l.at("a"); })(), Error);
  CHECK_THROWS_AS(refers_to([](const Labels&) { return std::uint64_t{0}; })(), Error);
  CHECK_THROWS_AS(refers_to([](const Labels&) { return std::uint64_t{3}; })(), Error);
  CHECK_THROWS_AS(refers_to([](const Labels&) { return std::uint64_t{0xffffffff}; })(), Error);
  // The typedef moves the C unit on by its own size; a type of C's is none of ours anyway.
  CHECK_THROWS_AS(refers_to([](const Labels& l) { return l.at("C int"); })(), Error);
}

TEST_CASE("units: the result does not depend on the number of threads", "[reader]") {
  Dwarf dwarf{{go_unit("runtime", predeclared())}};
  for (int i = 0; i < 40; ++i)
    dwarf.units.push_back(
        go_unit("p" + std::to_string(i),
                {structure("p" + std::to_string(i) + ".T", 8, {member("a", "int", 0)}),
                 subprogram("p" + std::to_string(i) + ".f",
                            0x401000u + 16u * static_cast<unsigned>(i), {param("x", "int")})}));
  const Bytes elf = elf_of(dwarf).build();
  const Model one = read(elf, {1, false}), four = read(elf, {4, false});
  CHECK(dump(one) == dump(four));
  REQUIRE(one.functions.size() == four.functions.size());
  for (std::size_t i = 0; i < one.functions.size(); ++i)
    CHECK(one.functions[i].name == four.functions[i].name);
}
