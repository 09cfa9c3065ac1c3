// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Each kind of type entry that gc's linker writes, and the shape it becomes.
#include "emitter/emit_btf.hpp"
#include "model/inspect.hpp"
#include "passes/pipeline.hpp"
#include "support/btf_reader.hpp"
#include "support/catch.hpp"
#include "support/elf_builder.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

// The types of package main among those entries and what they need.
std::string types_of(std::vector<Entry> entries,
                     std::string producer = "Go cmd/compile go1.26.8; regabi") {
  const Model model =
      read(Dwarf{{go_unit("runtime", predeclared() + std::move(entries), std::move(producer))}});
  return dump(model, [](Name name) { return name.find("main.") != Name::npos; });
}

}  // namespace

TEST_CASE("types: base types", "[reader]") {
  const Model model = read(Dwarf{{go_unit(
      "runtime", {
                     base("bool", DW_ATE_boolean, 1, 1), base("int8", DW_ATE_signed, 1, 3),
                     base("uint16", DW_ATE_unsigned, 2, 9), base("float32", DW_ATE_float, 4, 13),
                     base("complex64", DW_ATE_complex_float, 8, 15),
                     base("complex128", DW_ATE_complex_float, 16, 16),
                     base("main.Celsius", DW_ATE_float, 8, 14),
                     base("main.made", DW_ATE_unsigned, 4, 0),  // by the linker: it writes no kind
                 })}});
  CHECK(dump(model) ==
        "type bool: number  size 1  kind 1\n"
        "type complex128: complex  size 16\n"
        "type complex64: complex  size 8\n"
        "type float32: number  size 4  kind 13\n"
        "type int8: number  size 1  kind 3\n"
        "type main.Celsius: number  size 8  kind 14\n"
        "type main.made: number  size 4  kind 10\n"
        "type uint16: number  size 2  kind 9\n");
}

TEST_CASE("types: strings and slices", "[reader]") {
  CHECK(types_of({string_type(), string_type("main.Name"), slice("[]main.Name", "main.Name"),
                  pointer("*main.Name", "main.Name")}) ==
        "type *main.Name: pointer to main.Name\n"
        "type []main.Name: slice of main.Name  size 24\n"
        "     0  array  *main.Name\n"
        "     8  len  int\n"
        "    16  cap  int\n"
        "type main.Name: string  size 16\n"
        "     0  str  *uint8\n"
        "     8  len  int\n");
}

// All strings become one struct: what holds one cannot be one.
TEST_CASE("types: strings and slices that hold others are structs", "[reader]") {
  CHECK(types_of(
            {string_type(), structure("main.S", 16, {member("s", "string", 0)}, 24),
             structure("main.L", 24, {member("array", "string", 0), member("len", "int", 16)}, 23)
                 .with({0x2902, 0, To{"int"}})}) ==
        "type main.L: struct  size 24\n"
        "     0  array  string\n"
        "    16  len  int\n"
        "type main.S: struct  size 16\n"
        "     0  s  string\n");
}

TEST_CASE("types: arrays", "[reader]") {
  CHECK(types_of({array("main.Grid", "[3]int", 2, 48), array("[3]int", "int", 3, 24),
                  array("main.None", "int", 0, 0),
                  array("main.Huge", "uint8", 1125899906842623, 1125899906842623)}) ==
        "type main.Grid: array of 2 [3]int\n"
        "type main.Huge: array of 1125899906842623 uint8\n"
        "type main.None: array of 0 int\n");
}

TEST_CASE("types: structs, in the order and at the offsets of the entry", "[reader]") {
  CHECK(types_of(
            {structure("main.T", 40,
                       {member("a", "int8", 0), member("_", "uint8", 1), member("_", "uint8", 2),
                        member("Inner", "main.Inner", 8, true), member("none", "struct {}", 32)}),
             structure("main.Inner", 16, {member("x", "float64", 0), member("next", "*main.T", 8)}),
             pointer("*main.T", "main.T"), structure("struct {}", 0, {}),
             type_def("main.T", "=main.T")}) ==
        "type *main.T: pointer to main.T\n"
        "type main.Inner: struct  size 16\n"
        "     0  x  float64\n"
        "     8  next  *main.T\n"
        "type main.T: struct  size 40\n"
        "     0  a  int8\n"
        "     1  _  uint8\n"
        "     2  _  uint8\n"
        "     8  Inner  main.Inner  embedded\n"
        "    32  none  struct {}\n"
        "type main.T: typedef of main.T\n");
}

TEST_CASE("types: pointers", "[reader]") {
  CHECK(types_of({unsafe_pointer("main.U")}) == "type main.U: unsafe pointer\n");
  CHECK(types_of({pointer("main.P", "main.P"), type_def("main.P", "=main.P")}) ==
        "type main.P: pointer to main.P\n"
        "type main.P: typedef of *main.P\n");
}

TEST_CASE("types: interfaces are typedefs of the runtime's structs", "[reader]") {
  const auto iface =
      structure("runtime.iface", 16,
                {member("tab", "unsafe.Pointer", 0), member("data", "unsafe.Pointer", 8)});
  CHECK(types_of({iface, type_def("runtime.iface", "=runtime.iface"),
                  type_def("main.Shape", "runtime.iface", 20).labelled("inner"),
                  type_def("main.Shape", "inner")}) ==
        "type main.Shape: interface as runtime.iface\n"
        "type main.Shape: typedef of main.Shape\n");
}

TEST_CASE("types: maps and channels are typedefs with key and element", "[reader]") {
  CHECK(types_of({structure("map<string,int>", 48, {member("used", "uint64", 0)}, 25),
                  structure("hchan<int>", 96, {}, 0), string_type(),
                  pointer("*map<string,int>", "map<string,int>"),
                  pointer("*hchan<int>", "hchan<int>"),
                  map_type("main.Ages", "string", "int", "*map<string,int>"),
                  chan_type("main.Queue", "int", "*hchan<int>")}) ==
        "type main.Ages: map from string to int, at *map<string,int>\n"
        "type main.Queue: chan of int, at *hchan<int>\n");
}

TEST_CASE("types: func types", "[reader]") {
  const std::vector<Entry> entries = {
      func_type("main.F", {param("", "int"),
                           param("", "[]int"),
                           {DW_TAG_unspecified_parameters, {}, {}, {}},
                           result("", "bool")}),
      type_def("main.F", "=main.F"), slice("[]int", "int"), pointer("*int", "int")};
  SECTION("Go 1.24 and later mark results")
  CHECK(types_of(entries) ==
        "type main.F: func value (int, []int) variadic results (bool)\n"
        "type main.F: typedef of main.F\n");
  SECTION("before, they are parameters") {
    const Model model = read(Dwarf{
        {go_unit("runtime",
                 predeclared() +
                     std::vector<Entry>{func_type("main.F", {param("", "int"), param("", "*bool")}),
                                        pointer("*bool", "bool")},
                 "Go cmd/compile go1.23.12; regabi")}});
    const auto& func = std::get<FuncValue>(model.at(model.find("main.F")).shape);
    CHECK(func.results_are_params);
    CHECK(dump(model, model.find("main.F")) == "type main.F: func value (int, *bool)\n");
  }
}

TEST_CASE("types: what is no type is stepped over", "[reader]") {
  CHECK(
      types_of({{0x27,
                 {{DW_AT_name, 0, std::string("main.K")},
                  {DW_AT_type, 0, To{"int"}},
                  {DW_AT_const_value, DW_FORM_sdata, std::uint64_t{7}}},
                 {},
                 {}},
                {DW_TAG_variable,
                 {{DW_AT_name, 0, std::string("main.v")},
                  {DW_AT_location, DW_FORM_block1, Bytes{3, 0, 0, 0, 0, 0, 0, 0, 0}},
                  {DW_AT_type, 0, To{"int"}}},
                 {},
                 {}},
                {DW_TAG_unspecified_type, {{DW_AT_name, 0, std::string("<unspecified>")}}, {}, {}},
                structure("main.T", 8, {member("a", "int", 0)})}) ==
      "type main.T: struct  size 8\n"
      "     0  a  int\n");
}

TEST_CASE("types: what contradicts itself is malformed", "[reader]") {
  const auto refuses = [](Entry entry, std::string_view word) {
    CAPTURE(word);
    try {
      types_of({std::move(entry)});
      FAIL("was read");
    } catch (const Error& error) {
      CHECK(error.kind() == Error::Kind::malformed);
      CHECK(std::string_view(error.what()).find(word) != std::string_view::npos);
    }
  };
  refuses(structure("main.T", 8, {member("a", "int", 0), member("b", "int", 4)}), "overlaps");
  refuses(structure("main.T", 16, {member("a", "int8", 0), member("b", "int", 4)}), "not aligned");
  refuses(structure("main.T", 8, {member("a", "int", 8)}), "overlaps its neighbour or its end");
  refuses(structure("main.T", 16, {member("a", "int", 8), member("b", "int", 0)}), "neighbour");
  refuses(structure("main.T", 8, {member("a", "int", 0xffffffffffffffff)}), "outside");
  refuses(structure("main.T", 8, {member("a", "=main.T", 0)}), "contains itself");
  refuses(array("main.A", "main.A", 2, 16), "contains itself");
  refuses(type_def("main.L", "main.L").labelled("main.L"), "contains itself");
  refuses({DW_TAG_structure_type, {{DW_AT_name, 0, std::string("main.T")}}, {}, {}}, "no size");
  refuses({DW_TAG_typedef, {{DW_AT_name, 0, std::string("main.T")}}, {}, {}},
          "does not say of what");
  refuses({DW_TAG_array_type, {{DW_AT_type, 0, To{"int"}}}, {}, {}}, "how long");
  refuses(base("main.N", DW_ATE_signed, 3, 2), "3 bytes");
  refuses(base("main.N", DW_ATE_signed, 0, 2), "size");
  refuses(base("main.N", DW_ATE_signed, 1 << 20, 2), "size");
}

// The kind is the linker's note; size and encoding are what the bytes are.
TEST_CASE("types: a kind that contradicts size or encoding is not believed", "[reader]") {
  const auto size_in_btf = [](Entry entry, std::uint64_t size) {
    Model model = read(Dwarf{{go_unit(
        "runtime", predeclared() +
                       std::vector<Entry>{
                           std::move(entry),
                           structure("main.T", size + 1,
                                     {member("n", "main.N", 0), member("end", "uint8", size)})})}});
    run_passes(model, {});
    const Btf btf = emit_btf(model, {});
    const BtfFile file(btf.bytes, false);
    const std::uint32_t as_typedef = file.find(BtfKind::type_def, "go_main_N");
    return file.size_of(as_typedef != 0 ? as_typedef : file.find(BtfKind::structure, "go_main_N"));
  };
  CHECK(size_in_btf(base("main.N", DW_ATE_signed, 1, 2), 1) == 1);
  CHECK(size_in_btf(base("main.N", DW_ATE_signed, 8, 3), 8) == 8);
  CHECK(size_in_btf(base("main.N", DW_ATE_unsigned, 8, 99), 8) == 8);
  CHECK(size_in_btf(structure("main.N", 4, {}, 24), 4) == 4);
  CHECK(size_in_btf(structure("main.N", 4, {}, 23), 4) == 4);
}
