// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Subprograms: which become functions, and where their parameters come from.
#include "model/inspect.hpp"
#include "support/catch.hpp"
#include "support/elf_builder.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

Entry origin_of(std::uint16_t tag, std::string label, std::vector<Attr> attrs,
                std::vector<Entry> children = {}) {
  attrs.insert(attrs.begin(), {DW_AT_abstract_origin, 0, To{std::move(label)}});
  return {tag, std::move(attrs), std::move(children), {}};
}

Attr low_pc(std::uint64_t address) { return {DW_AT_low_pc, 0, At{address}}; }
Attr text(std::uint16_t name, std::string value) { return {name, 0, std::move(value)}; }
Attr flag(std::uint16_t name) { return {name, DW_FORM_flag, std::uint64_t{1}}; }

std::string functions_of(std::vector<Entry> entries, const ReadOptions& options = {1, false}) {
  const Dwarf dwarf{{go_unit("runtime", predeclared()), go_unit("main", std::move(entries))}};
  const Model model = read(elf_of(dwarf).build(), options);
  std::string out;
  for (const Function& function : model.functions) out += dump(model, function);
  return out;
}

// func f(used int, _ bool, last int8) (int, string-less error): an entry of an inlined function.
Entry abstract() {
  return {DW_TAG_subprogram,
          {text(DW_AT_name, "main.f"), {DW_AT_inline, DW_FORM_data1, std::uint64_t{1}}},
          {param("used", "int").labelled("f.used"), param("last", "int8").labelled("f.last"),
           result("err", "uint64").labelled("f.err")},
          "abstract f"};
}

}  // namespace

TEST_CASE("functions: ordinary ones, with parameters and results apart", "[reader]") {
  CHECK(functions_of({subprogram("main.f", 0x401000,
                                 {param("a", "int"), param("~p1", "bool"), result("~r0", "int8")}),
                      subprogram("main.(*T).M", 0x401100, {})}) ==
        "func main.f(a int, ~p1 bool) results (~r0 int8)\n"
        "func main.(*T).M()\n");
}

TEST_CASE("functions: the size of their code", "[reader]") {
  const auto size_of = [](std::uint16_t version, std::vector<Attr> attrs) {
    attrs.insert(attrs.begin(), {text(DW_AT_name, "main.f"), low_pc(0x401000)});
    Dwarf dwarf{{go_unit("main", {{DW_TAG_subprogram, attrs, {}, {}}})}};
    dwarf.version = version;
    const Model model = read(dwarf);
    REQUIRE(model.functions.size() == 1);
    return model.functions[0].size;
  };
  // An address up to Go 1.24 (DWARF 4), a length since.
  CHECK(size_of(4, {{DW_AT_high_pc, DW_FORM_addr, At{0x401234}}}) == 0x234);
  CHECK(size_of(5, {{DW_AT_high_pc, DW_FORM_udata, std::uint64_t{0x234}}}) == 0x234);
  CHECK(size_of(5, {{DW_AT_high_pc, DW_FORM_data4, std::uint64_t{0x234}}}) == 0x234);
  CHECK(size_of(5, {}) == 0);
  CHECK(size_of(4, {{DW_AT_high_pc, DW_FORM_addr, At{0x400000}}}) == 0);  // before its start
}

TEST_CASE("functions: only those with code", "[reader]") {
  CHECK(functions_of({abstract()}) == kNothing);
}

TEST_CASE("functions: wrappers on request", "[reader]") {
  const std::vector<Entry> entries = {
      subprogram("main.T.M-fm", 0x401000, {}).with(flag(DW_AT_trampoline))};
  CHECK(functions_of(entries) == kNothing);
  CHECK(functions_of(entries, {1, true}) == "func main.T.M-fm()\n");
  const Model model = read(Dwarf{{go_unit("main", entries)}});
  REQUIRE(model.diagnostics.size() == 1);
  CHECK(model.diagnostics[0].code == Diagnostic::Code::wrapper_left_out);
  CHECK(model.diagnostics[0].count == 1);
}

TEST_CASE("functions: a concrete entry takes from its abstract one", "[reader]") {
  const Entry concrete =
      origin_of(DW_TAG_subprogram, "abstract f", {low_pc(0x401000)},
                {origin_of(DW_TAG_formal_parameter, "f.used", {}), param("~p1", "bool"),
                 origin_of(DW_TAG_formal_parameter, "f.last", {}),
                 origin_of(DW_TAG_formal_parameter, "f.err", {}), result("~r1", "int32")});
  SECTION("in one unit, the abstract one first or last") {
    const std::string f =
        "func main.f(used int, ~p1 bool, last int8) results (err uint64, ~r1 int32)\n";
    CHECK(functions_of({abstract(), concrete}) == f);
    CHECK(functions_of({concrete, abstract()}) == f);
  }
  SECTION("in another unit") {
    const Model model = read(Dwarf{{go_unit("other", {abstract()}), go_unit("main", {concrete}),
                                    go_unit("runtime", predeclared())}});
    REQUIRE(model.functions.size() == 1);
    CHECK(dump(model, model.functions[0]) ==
          "func main.f(used int, ~p1 bool, last int8) results (err uint64, ~r1 int32)\n");
  }
}

TEST_CASE("functions: an abstract origin that is none", "[reader]") {
  const auto refuses = [](Entry entry) {
    CHECK_THROWS_AS(functions_of({abstract(), std::move(entry)}), Error);
  };
  refuses(origin_of(DW_TAG_subprogram, "f.used", {low_pc(0x401000)}));
  refuses(origin_of(DW_TAG_subprogram, "int", {low_pc(0x401000)}));
  refuses(subprogram("main.g", 0x401000, {origin_of(DW_TAG_formal_parameter, "abstract f", {})}));
  refuses(subprogram("main.g", 0x401000,
                     {{DW_TAG_formal_parameter,
                       {{DW_AT_abstract_origin, DW_FORM_ref_addr, std::uint64_t{0x7fffffff}}},
                       {},
                       {}}}));
  refuses(subprogram("main.g", 0x401000,
                     {{DW_TAG_formal_parameter,
                       {{DW_AT_abstract_origin, DW_FORM_ref_addr, std::uint64_t{1}}},
                       {},
                       {}}}));
}

TEST_CASE("functions: typedefs .paramN nested in a generic body", "[reader]") {
  CHECK(functions_of({subprogram(
            "main.Map[go.shape.int]", 0x401000,
            {type_def(".param0", "int8").labelled("Map.param0"), param("v", "Map.param0"),
             type_def(".param1", "uint64").labelled("Map.param1"), result("~r0", "Map.param1"),
             param("n", "int")})}) ==
        "func main.Map[go.shape.int](v int8, n int) results (~r0 uint64)\n");
}

// BTF would take such a parameter for the dots of a variadic C function.
TEST_CASE("functions: a nested typedef of nothing", "[reader]") {
  const Entry nothing =
      Entry{DW_TAG_typedef, {{DW_AT_name, 0, std::string(".param0")}}, {}, "Map.param0"};
  CHECK_THROWS_AS(functions_of({subprogram("main.Map[go.shape.int]", 0x401000,
                                           {nothing, param("v", "Map.param0")})}),
                  Error);
}

TEST_CASE("functions: bodies are stepped over, however deep", "[reader]") {
  Entry block{DW_TAG_lexical_block, {}, {{DW_TAG_variable, {text(DW_AT_name, "x")}, {}, {}}}, {}};
  for (int depth = 0; depth < 50; ++depth)
    block = {DW_TAG_lexical_block, {}, {std::move(block), param("not_ours", "int")}, {}};
  const Entry inlined{DW_TAG_inlined_subroutine,
                      {{DW_AT_abstract_origin, 0, To{"int"}}},
                      {param("neither", "int")},
                      {}};
  CHECK(functions_of({subprogram("main.f", 0x401000,
                                 {block, param("a", "int"), inlined, result("~r0", "bool")}),
                      subprogram("main.g", 0x401100, {})}) ==
        "func main.f(a int) results (~r0 bool)\n"
        "func main.g()\n");
}

TEST_CASE("functions: addresses, direct and through .debug_addr", "[reader]") {
  const auto address_of = [](Dwarf dwarf) {
    dwarf.units = {
        go_unit("main", {subprogram("main.f", 0x401000, {}), subprogram("main.g", 0x402468, {})})};
    return read(dwarf).functions.at(1).address;
  };
  for (const bool is_big_endian : {false, true}) {
    for (const bool is_64bit_format : {false, true}) {
      CAPTURE(is_big_endian, is_64bit_format);
      Dwarf dwarf{{}, 5, is_64bit_format, is_big_endian};
      for (const std::uint16_t form : {DW_FORM_addr, DW_FORM_addrx, DW_FORM_addrx1, DW_FORM_addrx2,
                                       DW_FORM_addrx3, DW_FORM_addrx4}) {
        dwarf.address_form = form;
        CHECK(address_of(dwarf) == 0x402468);
      }
      dwarf.address_form = 0;
      dwarf.version = 4;
      CHECK(address_of(dwarf) == 0x402468);
      dwarf.address_size = 4;
      CHECK(address_of(dwarf) == 0x402468);
    }
  }
}

TEST_CASE("functions: symbols", "[reader]") {
  ElfSpec elf = elf_of({{go_unit(
      "main", {subprogram("main.f", 0x401000, {}), subprogram("main.memmove", 0x401100, {}),
               subprogram("main.memmove", 0x401200, {}),
               subprogram("type:.eq.main.T\u00b71", 0x401300, {})})}});
  elf.symbols = {{"runtime.text", 0x401000},
                 {"main.f", 0x401000},
                 {"local.main.memmove", 0x401100},
                 {"main.memmove.abi0", 0x401100},
                 {"main.memmove", 0x401200},
                 {"type:.eq.main.T.1", 0x401300},
                 {"nobody", 0x500000}};
  for (const bool is_64bit : {true, false}) {
    elf.is_64bit = is_64bit;
    const Model model = read(elf);
    REQUIRE(model.functions.size() == 4);
    CHECK(model.functions[0].symbol == kNothing);
    CHECK(model.functions[1].symbol == "main.memmove.abi0");
    CHECK(model.functions[1].is_abi0);
    CHECK(model.functions[2].symbol == kNothing);
    CHECK_FALSE(model.functions[2].is_abi0);
    CHECK(model.functions[3].symbol == "type:.eq.main.T.1");
  }
}

TEST_CASE("functions: many symbols, their names in order or all over the table", "[reader]") {
  constexpr std::size_t kMany = 20'000;  // some pieces of the table
  const auto address_of = [](std::size_t i) { return 0x401000 + 0x10 * i; };
  std::vector<Entry> functions;
  ElfSpec elf;
  for (std::size_t i = 0; i < kMany; ++i) {
    const std::string number = std::to_string(i);
    elf.symbols.emplace_back("a.symbol.that.is.longer" + number, address_of(i));
    if (i % 1000 == 7) elf.symbols.back().first = "main.f" + number;
    if (i % 500 == 7) functions.push_back(subprogram("main.f" + number, address_of(i), {}));
  }
  elf.sections = elf_of({{go_unit("main", functions)}}).sections;
  for (const std::size_t stride : {std::size_t{1}, std::size_t{7919}}) {
    CAPTURE(stride);
    elf.symbol_name_stride = stride;
    const Model model = read(elf);
    REQUIRE(model.functions.size() == kMany / 500);
    for (std::size_t i = 0; i < model.functions.size(); ++i)
      CHECK(model.functions[i].symbol ==
            (i % 2 == 0 ? "" : "a.symbol.that.is.longer" + std::to_string(500 * i + 7)));
  }
}
