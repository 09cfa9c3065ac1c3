// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Units as gccgo writes them, and units that only look like that.
#include "model/inspect.hpp"
#include "passes/pipeline.hpp"
#include "support/catch.hpp"
#include "support/elf_builder.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

constexpr std::uint16_t kGo = 0x16;

using Entries = std::vector<Entry>;

Attr text(std::uint16_t name, std::string value) {
  return {name, DW_FORM_string, std::move(value)};
}
Attr number(std::uint16_t name, std::uint64_t value) { return {name, DW_FORM_udata, value}; }
Attr of(std::string label, std::uint16_t name = DW_AT_type) {
  return {name, DW_FORM_ref_addr, To{std::move(label)}};
}

// What stands at a line of the unit's own file; 0: the compiler's own.
Entry at(std::uint64_t line, Entry entry, std::uint64_t column = 1) {
  entry.attrs.push_back(number(DW_AT_decl_file, line == 0 ? 3 : 1));
  entry.attrs.push_back(number(DW_AT_decl_line, line));
  if (line != 0) entry.attrs.push_back(number(DW_AT_decl_column, column));
  return entry;
}

Entry number_type(std::string name, std::uint8_t encoding, std::uint64_t size) {
  return {DW_TAG_base_type,
          {text(DW_AT_name, std::move(name)), number(DW_AT_encoding, encoding),
           number(DW_AT_byte_size, size)},
          {},
          {}};
}
Entry field(std::string name, std::string type, std::uint64_t offset) {
  return {DW_TAG_member,
          {text(DW_AT_name, std::move(name)), of(std::move(type)),
           number(DW_AT_data_member_location, offset)},
          {},
          {}};
}
Entry record(std::string label, std::uint64_t size, Entries fields) {
  return Entry{DW_TAG_structure_type, {number(DW_AT_byte_size, size)}, std::move(fields), {}}
      .labelled(std::move(label));
}
Entry named(const std::string& name, std::string target, std::uint64_t line,
            const std::string& label = {}) {
  Entry entry = at(line, {DW_TAG_typedef, {text(DW_AT_name, name), of(std::move(target))}, {}, {}});
  return std::move(entry).labelled(label.empty() ? name : label);
}
Entry to(std::string label, std::string target) {
  return Entry{DW_TAG_pointer_type, {number(DW_AT_byte_size, 8), of(std::move(target))}, {}, {}}
      .labelled(std::move(label));
}
Entry range(std::uint64_t last) {
  return {DW_TAG_subrange_type, {{DW_AT_upper_bound, DW_FORM_data8, last}}, {}, {}};
}
Entry arg(std::string type) { return {DW_TAG_formal_parameter, {of(std::move(type))}, {}, {}}; }
Entry arg(std::string name, std::string type, std::uint64_t line = 9) {
  return at(
      line,
      {DW_TAG_formal_parameter, {text(DW_AT_name, std::move(name)), of(std::move(type))}, {}, {}});
}
Entry function(std::string name, std::uint64_t address, std::string result, Entries children,
               std::uint64_t line = 9) {
  Entry entry = at(line, {DW_TAG_subprogram, {text(DW_AT_name, name)}, std::move(children), {}});
  if (!result.empty()) entry.attrs.push_back(of(std::move(result)));
  if (address != 0) {
    entry.attrs.push_back({DW_AT_low_pc, DW_FORM_addr, address});
    entry.attrs.push_back({DW_AT_high_pc, DW_FORM_udata, std::uint64_t{16}});
  }
  return std::move(entry).labelled(std::move(name));
}

// What every unit has.
Entries basics() {
  return {
      number_type("int", DW_ATE_signed, 8),
      number_type("uint8", DW_ATE_unsigned_char, 1),
      number_type("bool", DW_ATE_boolean, 1),
      Entry{DW_TAG_pointer_type, {number(DW_AT_byte_size, 8)}, {}, {}}.labelled("void*"),
      to("*uint8", "uint8"),
      record("=string", 16, {field("__data", "*uint8", 0), field("__length", "int", 8)}),
      named("string", "=string", 0),
      record("=_type", 8, {field("size", "int", 0)}),
      named("_type", "=_type", 0),
      to("*_type", "_type"),
      record("=any", 16, {field("__type_descriptor", "*_type", 0), field("__object", "void*", 8)})};
}

// Labels are of the whole file: those of one unit have its number behind them.
UnitSpec unit(Entries entries) {
  return foreign_unit(kGo, "GNU Go 12.2.0", basics() + std::move(entries));
}
Model read_gccgo(Entries entries) { return read(elf_of({{unit(std::move(entries))}})); }

std::string dump_of(const Model& model, std::string_view part) {
  return dump(model, [&](Name name) { return name.find(part) != Name::npos; });
}

std::string refusal(Entries entries) {
  try {
    read_gccgo(std::move(entries));
  } catch (const Error& error) {
    CHECK(static_cast<int>(error.kind()) == static_cast<int>(Error::Kind::malformed));
    return error.what();
  }
  FAIL("was read");
  return {};
}

}  // namespace

TEST_CASE("gccgo: C structs that are Go's types", "[reader]") {
  const Model model = read_gccgo({
      to("*int", "int"),
      record("=[]int", 24,
             {field("__values", "*int", 0), field("__count", "int", 8),
              field("__capacity", "int", 16)}),
      named(".main.list", "=[]int", 10),
      named(".main.text", "=string", 11),
      named(".main.anything", "=any", 12),
      record("=hmap", 8, {field("count", "int", 0)}),
      named("runtime.hmap", "=hmap", 0),
      to("*hmap", "runtime.hmap"),
      named(".main.set", "*hmap", 13),
      record("=chan", 0, {}),
      named("__go_channel", "=chan", 0),
      to("*chan", "__go_channel"),
      named(".main.queue", "*chan", 14),
      Entry{DW_TAG_array_type, {of("int")}, {range(1), range(2)}, {}}.labelled("[2][3]int"),
      named(".main.grid", "[2][3]int", 15),
      Entry{DW_TAG_array_type, {of("int")}, {range(~std::uint64_t{0})}, {}}.labelled("[0]int"),
      named(".main.none", "[0]int", 16),
  });
  CHECK(dump_of(model, "main.") ==
        "type main.anything: interface as runtime.eface\n"
        "type main.grid: array of 2 [3]int\n"
        "type main.list: slice of int  size 24\n"
        "     0  array  *int\n"
        "     8  len  int\n"
        "    16  cap  int\n"
        "type main.none: array of 0 int\n"
        "type main.queue: chan of void, at *runtime.hchan\n"
        "type main.set: map from void to void, at *runtime.hmap\n"
        "type main.text: string  size 16\n"
        "     0  str  *uint8\n"
        "     8  len  int\n");
}

TEST_CASE("gccgo: func values, and interfaces with their methods", "[reader]") {
  const Model model = read_gccgo({
      record("=results", 16, {field("UNNAMED", "int", 0), field("UNNAMED", "bool", 8)}),
      Entry{DW_TAG_subroutine_type, {of("=results")}, {arg("string")}, {}}.labelled("code"),
      to("*code", "code"),
      record("=closure", 8, {field("code", "*code", 0)}),
      named("__go_descriptor", "=closure", 10, "closure"),
      to("func", "closure"),
      named(".main.handler", "func", 10),
      Entry{DW_TAG_subroutine_type, {of("int")}, {arg("void*"), arg("string")}, {}}.labelled("M"),
      to("*M", "M"),
      record("=table", 16, {field("__type_descriptor", "*_type", 0), field("M", "*M", 8)}),
      to("*table", "=table"),
      record("=iface", 16, {field("__methods", "*table", 0), field("__object", "void*", 8)}),
      named(".main.shape", "=iface", 11),
      record("=T", 24, {field("f", "func", 0), field("i", "=iface", 8)}),
      named(".main.T", "=T", 12),
  });
  CHECK(dump_of(model, "main.T") ==
        "type main.T: struct  size 24\n"
        "     0  f  func(string) (int, bool)\n"
        "     8  i  interface { M(string) int }\n");
  CHECK(dump_of(model, "main.shape") == "type main.shape: interface as runtime.iface\n");
  CHECK(dump_of(model, "runtime.iface") ==
        "type runtime.iface: struct  size 16\n"
        "     0  tab  *runtime.itab\n"
        "     8  data  unsafe.Pointer\n");
  CHECK(dump_of(model, "runtime.itab") ==
        "type *runtime.itab: pointer to runtime.itab\n"
        "type runtime.itab: struct  size 8\n"
        "     0  _type  *_type\n");
}

TEST_CASE("gccgo: packages of exported types", "[reader]") {
  const auto type_at = [](const std::string& name, std::uint64_t line, std::uint64_t of_member) {
    Entry member = at(of_member, field("x", "int", 0), 7);
    Entry record_entry = record("=" + name, 8, {std::move(member)});
    Entry type = named(name, "=" + name, line);
    type.attrs.back() = number(DW_AT_decl_column, 7);
    return Entries{record_entry, type};
  };
  const Model model =
      read_gccgo(type_at("Imported", 3, 3) + type_at("Lines", 5, 6) + type_at("First", 4, 4) +
                 type_at("Method", 8, 8) + type_at("Behind", 20, 20) +
                 Entries{to("*Method", "Method"), named(".main.own", "int", 12),
                         function("main.Method.Get", 0x401000, "", {arg("m", "*Method", 15)}, 15)});
  CHECK(model.find("First") != TypeId::none);  // nothing tells
  CHECK(model.find("Imported") != TypeId::none);
  CHECK(model.find("main.Lines") != TypeId::none);
  CHECK(model.find("main.Method") != TypeId::none);
  CHECK(model.find("main.Behind") != TypeId::none);
}

TEST_CASE("gccgo: copies in several units are one type, of one package", "[reader]") {
  // As if compiled from a package with T and one that imports it.
  const auto tagged = [](Entries entries, const std::string& mark) {
    for (Entry& entry : entries) {
      if (entry.label.empty())
        for (const Attr& attr : entry.attrs)
          if (attr.name == DW_AT_name) entry.label = std::get<std::string>(attr.value);
      entry.label += mark;
      const auto rename = [&](Entry& each, const auto& self) -> void {
        for (Attr& attr : each.attrs)
          if (auto* target = std::get_if<To>(&attr.value)) target->label += mark;
        for (Entry& child : each.children) self(child, self);
      };
      rename(entry, rename);
    }
    return foreign_unit(kGo, "GNU Go 12.2.0", std::move(entries));
  };
  const Entries kind = {named("Kind", "int", 4)};
  const Entries t = {record("=T", 16, {field("kind", "Kind", 0), field("next", "*T", 8)}),
                     named("T", "=T", 4), to("*T", "T")};
  Entries user = basics() + kind + t;
  user.push_back(function("main.f", 0x401100, "", {arg("t", "T", 30), arg("k", "Kind", 30)}, 30));
  user.push_back(named("Duration", "int", 5));
  Entries owner = basics() + Entries{named("Kind", "int", 20)} + t +
                  Entries{named("Duration", "int", 21),
                          function("a.T.Get", 0x401000, "", {arg("t", "*T", 10)}, 10)};
  const Model model = read(elf_of({{tagged(user, "#1"), tagged(owner, "#2")}}));
  const std::string text = dump(model);
  INFO(text);
  CHECK(text.find("func main.f(t a.T, k a.Kind)\n") != std::string::npos);
  CHECK(text.find("type a.Duration: ") != std::string::npos);
  // Nothing but its name and its being an int links this one to a's.
  CHECK(text.find("type Duration: ") != std::string::npos);
  CHECK(text.find("type T: ") == std::string::npos);
  CHECK(text.find("type *a.T: ") == text.rfind("type *a.T: "));
}

TEST_CASE("gccgo: functions", "[reader]") {
  Entry concrete = function("", 0x401000, "", {});
  concrete.attrs = {of("main.f", DW_AT_abstract_origin),
                    {DW_AT_low_pc, DW_FORM_addr, std::uint64_t{0x401000}},
                    {DW_AT_high_pc, DW_FORM_udata, std::uint64_t{16}}};
  concrete.children = {Entry{DW_TAG_formal_parameter, {of("b", DW_AT_abstract_origin)}, {}, {}},
                       Entry{DW_TAG_formal_parameter, {of("a", DW_AT_abstract_origin)}, {}, {}}};
  Entry a = arg("a", "int"), b = arg("b", "string");
  const Entries entries = {
      record("=results", 16, {field("n", "int", 0), field("ok", "bool", 8)}),
      record("=pair", 16, {field("n", "int", 0), field("ok", "bool", 8)}),
      function("main.f", 0, "=results",
               {std::move(a).labelled("a"), std::move(b).labelled("b"), arg("p.0", "bool"),
                arg("param", "int", 11),
                at(11, {DW_TAG_variable, {text(DW_AT_name, "moved"), of("*int")}, {}, {}})}),
      to("*int", "int"),
      concrete,
      function("main.g", 0x401100, "=pair",
               {at(9, {DW_TAG_variable, {text(DW_AT_name, "$ret0"), of("=pair")}, {}, {}})}),
      function("main.T.Get..stub", 0x401200, "int", {arg("a", "int")}),
      function("main.go..thunk12", 0x401300, "", {}),
  };
  ElfSpec elf = elf_of({{unit(entries)}});
  elf.symbols = {{"main.f.isra.0", 0x401000}, {"main.g", 0x401100}};
  Model model = read(elf);
  CHECK(dump_of(model, "main.f") ==
        "func main.f(a int, b string, bool, moved int) results (n int, ok bool)  symbol "
        "main.f.isra.0\n");
  REQUIRE(model.functions.size() == 2);
  CHECK(model.functions[1].results.count == 1);
  CHECK(model.binary.functions_with_code == 4);
  run_passes(model, {});
  CHECK(model.functions[0].location.empty());
  CHECK(model.functions[1].location == "->ax,dx");
}

TEST_CASE("gccgo: what is not DWARF of a compiler's is an error", "[reader]") {
  const Entry lost =
      Entry{DW_TAG_typedef,
            {text(DW_AT_name, ".main.T"), {DW_AT_type, DW_FORM_ref_addr, std::uint64_t{1}}},
            {},
            {}};
  CHECK(refusal({lost}).find("0x1") != std::string::npos);
  CHECK(refusal({named("A", "B", 3), named("B", "A", 4)}).find("itself") != std::string::npos);
  CHECK(refusal({to("p", "q"), to("q", "p"), named(".main.T", "p", 3)}).find("itself") !=
        std::string::npos);
  CHECK(refusal({Entry{DW_TAG_const_type, {of("c")}, {}, {}}.labelled("c")}).find("ring") !=
        std::string::npos);
  CHECK(refusal(
            {Entry{DW_TAG_array_type, {of("int")}, {}, {}}.labelled("a"), named(".main.T", "a", 3)})
            .find("how long") != std::string::npos);
  CHECK(refusal({number_type("int24", DW_ATE_signed, 3), named(".main.T", "int24", 3)})
            .find("3 bytes") != std::string::npos);
  Entry untyped = {DW_TAG_member, {text(DW_AT_name, "m")}, {}, {}};
  CHECK(refusal({record("r", 8, {untyped}), named(".main.T", "r", 3)}).find("without a type") !=
        std::string::npos);
  CHECK(refusal({record("r", 8, {field("m", "int", 16)}), named(".main.T", "r", 3)})
            .find("outside") != std::string::npos);
  CHECK(refusal({record("r", 8, {field("m", "r", 0)}), named(".main.T", "r", 3)}) != kNothing);
  CHECK(refusal({function("", 0x401000, "", {})}).find("without a name") != std::string::npos);
  Entry stray = function("", 0x401000, "", {});
  stray.attrs[0] = of("int", DW_AT_abstract_origin);
  CHECK(refusal({stray}).find("abstract origin") != std::string::npos);
}

TEST_CASE("gccgo: a file does not choose how deep the reader goes", "[reader]") {
  Entries entries = {to("p0", "int")};
  for (unsigned i = 1; i < 20000; ++i)
    entries.push_back(to("p" + std::to_string(i), "p" + std::to_string(i - 1)));
  entries.push_back(named(".main.T", "p19999", 3));
  const Model model = read_gccgo(std::move(entries));
  REQUIRE(model.find("main.T") != TypeId::none);
}
