// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Damaged DWARF: either an Error, or a Model that goes all the way to sound BTF.
#include <random>

#include "emitter/emit_btf.hpp"
#include "passes/pipeline.hpp"
#include "support/btf_reader.hpp"
#include "support/catch.hpp"
#include "support/elf_builder.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

// A constant, or a variable at the address.
Entry global(std::uint16_t tag, std::string name, std::string type, std::uint32_t address) {
  Entry entry{
      tag, {{DW_AT_name, 0, std::move(name)}, {DW_AT_type, 0, To{std::move(type)}}}, {}, {}};
  if (tag == DW_TAG_constant)
    return std::move(entry).with({DW_AT_const_value, DW_FORM_sdata, Bytes{0x7f}});
  Bytes place = {DW_OP_addr, 0, 0, 0, 0, 0, 0, 0, 0};
  for (unsigned i = 0; i < 4; ++i) place[i + 1] = static_cast<std::uint8_t>(address >> 8 * i);
  return std::move(entry).with({DW_AT_location, DW_FORM_block1, std::move(place)});
}

// One of everything.
Dwarf program() {
  const std::vector<Entry> types = {
      string_type(),
      string_type("main.Name"),
      slice("[]int", "int"),
      slice("main.By", "uint8"),
      pointer("*int", "int"),
      pointer("*main.T", "main.T"),
      pointer("*bool", "bool"),
      base("complex128", DW_ATE_complex_float, 16, 16),
      base("main.Celsius", DW_ATE_float, 8, 14),
      array("main.Grid", "[3]int", 2, 48),
      array("[3]int", "int", 3, 24),
      pointer("main.P", "main.P"),
      type_def("main.P", "=main.P"),
      structure("runtime.iface", 16,
                {member("tab", "unsafe.Pointer", 0), member("data", "unsafe.Pointer", 8)}),
      type_def("main.Shape", "runtime.iface", 20),
      structure("map<string,int>", 48, {member("used", "uint64", 0)}),
      pointer("*map<string,int>", "map<string,int>"),
      map_type("map[string]int", "string", "int", "*map<string,int>"),
      structure("hchan<int>", 96, {member("count", "uint", 0)}, 0),
      pointer("*hchan<int>", "hchan<int>"),
      chan_type("main.Queue", "int", "*hchan<int>"),
      func_type("main.F", {param("", "int"),
                           param("", "[]int"),
                           {DW_TAG_unspecified_parameters, {}, {}, {}},
                           result("", "bool")}),
      type_def("main.F", "=main.F"),
      structure(
          "main.T", 72,
          {member("a", "int8", 0), member("_", "uint8", 1), member("name", "main.Name", 8),
           member("next", "*main.T", 24), member("f", "main.F", 32), member("q", "main.Queue", 40),
           member("m", "map[string]int", 48), member("s", "main.Shape", 56)}),
      type_def("main.T", "=main.T")};
  const Entry abstract{
      DW_TAG_subprogram,
      {{DW_AT_name, 0, std::string("main.g")}, {DW_AT_inline, DW_FORM_data1, std::uint64_t{1}}},
      {param("t", "main.T").labelled("g.t")},
      "abstract g"};
  const Entry concrete{
      DW_TAG_subprogram,
      {{DW_AT_abstract_origin, 0, To{"abstract g"}}, {DW_AT_low_pc, 0, At{0x401100}}},
      {{DW_TAG_formal_parameter, {{DW_AT_abstract_origin, 0, To{"g.t"}}}, {}, {}},
       result("~r0", "int"),
       result("~r1", "main.Shape")},
      {}};
  return {{foreign_unit(0x1d, "GNU C17", {}),
           go_unit("main",
                   {subprogram("main.f", 0x401000, {param("a", "[3]int"), result("~r0", "bool")}),
                    abstract, concrete, global(DW_TAG_variable, "main.v", "main.T", 0x500010),
                    global(DW_TAG_variable, "main.w", "*int", 0x500080),
                    global(DW_TAG_constant, "main.c", "int", 0)}),
           go_unit("runtime", predeclared() + types)}};
}

// What became of it: empty if it is an Error or sound BTF.
std::string outcome(const Bytes& elf, std::size_t& survivors) {
  try {
    ReadOptions globals_too{1, false};
    globals_too.variables = globals_too.constants = true;
    Model model = read(elf, globals_too);
    RunOptions options;
    options.verify_each = true;
    run_passes(model, options);
    const Btf btf = emit_btf(model, {});
    ++survivors;
    return BtfFile(btf.bytes, model.binary.is_big_endian).complaint();
  } catch (const Error& error) {
    const bool is_ours = error.kind() == Error::Kind::malformed ||
                         error.kind() == Error::Kind::not_go ||
                         error.kind() == Error::Kind::no_dwarf;
    return is_ours ? "" : error.what();
  } catch (const std::exception& error) {
    return std::string("not an Error: ") + error.what();
  }
}

// What went wrong, and the first place where it did: a hundred places often have one cause.
class Complaints {
 public:
  void note(const std::string& what, const std::string& where) {
    if (!what.empty()) first_places_.emplace(what, where);
  }
  std::string text() const {
    std::string text;
    for (const auto& [what, where] : first_places_)
      text.append(where).append(": ").append(what).append("\n");
    return text;
  }

 private:
  std::map<std::string, std::string> first_places_;
};

ElfSpec with_data(const Sections& sections) {
  ElfSpec elf{sections};
  elf.loaded = {{".data", 0x500000, 0x1000}};
  return elf;
}

std::string outcome(const Sections& sections) {
  std::size_t survivors = 0;
  return outcome(with_data(sections).build(), survivors);
}

}  // namespace

TEST_CASE("damage: without any, it is sound", "[reader]") {
  std::size_t survivors = 0;
  CHECK(outcome(elf_of(program()).build(), survivors) == kNothing);
  CHECK(survivors == 1);
}

TEST_CASE("damage: sections cut off at every byte", "[reader]") {
  for (const unsigned version : {4u, 5u}) {
    Dwarf dwarf = program();
    dwarf.version = static_cast<std::uint16_t>(version);
    const Sections whole = dwarf.build();
    for (const auto& [name, bytes] : whole.bytes)
      for (std::size_t size = 0; size < bytes.size(); ++size) {
        Sections cut = whole;
        cut.bytes[name].resize(size);
        CAPTURE(version, name, size);
        // A short .debug_addr only loses addresses; nothing else may be missed.
        if (name == ".debug_addr")
          CHECK(outcome(cut) == kNothing);
        else
          CHECK_THROWS_AS(read(ElfSpec{cut}), Error);
      }
  }
}

TEST_CASE("damage: string sections cut off at every byte", "[reader]") {
  for (const std::uint16_t form : {DW_FORM_strx1, DW_FORM_strp, DW_FORM_line_strp}) {
    Dwarf dwarf = program();
    dwarf.string_form = form;
    const Sections whole = dwarf.build();
    for (const char* name : {".debug_str", ".debug_line_str", ".debug_str_offsets"}) {
      if (whole.bytes.count(name) == 0) continue;
      for (std::size_t size = 0; size < whole.bytes.at(name).size(); ++size) {
        Sections cut = whole;
        cut.bytes[name].resize(size);
        CAPTURE(form, name, size);
        CHECK(outcome(cut) == kNothing);
      }
    }
  }
}

TEST_CASE("damage: every byte of the DWARF set to what hurts", "[reader]") {
  const Sections whole = program().build();
  Complaints complaints;
  for (const auto& [name, bytes] : whole.bytes)
    for (std::size_t at = 0; at < bytes.size(); ++at)
      for (const int value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
        Sections broken = whole;
        broken.bytes[name][at] = static_cast<std::uint8_t>(value);
        complaints.note(outcome(broken),
                        name + " " + std::to_string(at) + " = " + std::to_string(value));
      }
  CHECK(complaints.text() == kNothing);
}

TEST_CASE("damage: random bits", "[reader]") {
  const Sections whole = program().build();
  std::size_t survivors = 0, rounds = 0;
  Complaints complaints;
  for (unsigned seed = 1; seed <= 6000; ++seed) {
    std::mt19937 random(seed);
    Sections broken = whole;
    const unsigned flips = 1 + random() % 4;
    for (unsigned i = 0; i < flips; ++i) {
      const auto which = static_cast<std::ptrdiff_t>(random() % broken.bytes.size());
      auto& section = std::next(broken.bytes.begin(), which)->second;
      const std::size_t at = random() % section.size();
      section[at] = static_cast<std::uint8_t>(section[at] ^ 1u << random() % 8);
    }
    ++rounds;
    complaints.note(outcome(with_data(broken).build(), survivors), "seed " + std::to_string(seed));
  }
  CHECK(complaints.text() == kNothing);
  CHECK(rounds == 6000);
  CHECK(survivors > rounds / 20);  // else the flips only test the first check they meet
}
