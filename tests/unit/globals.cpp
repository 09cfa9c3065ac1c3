// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Variables and constants, from what the reader gives to the bytes.
#include <algorithm>

#include "emitter/emit_btf.hpp"
#include "support/btf_reader.hpp"
#include "support/catch.hpp"
#include "support/model_builder.hpp"
#include "support/run_pass.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

ModelBuilder with_sections(unsigned word_size = 8) {
  ModelBuilder b(word_size);
  b.model.sections = {{".data", 0x1000, 0x100}, {".noptrbss", 0x2000, 0x80}};
  return b;
}

std::string variables_of(const Model& model) {
  std::string text;
  for (const Variable& v : model.variables)
    text += std::string(v.name) + " " + std::string(model.sections.at(v.section).name) + "+" +
            std::to_string(v.offset) + " " + std::to_string(v.size) + "\n";
  return text;
}

// Why each was left out.
std::string left_out(const Model& model) {
  std::string text;
  for (const Diagnostic& note : model.diagnostics)
    text += note.where + ": " + (note.count == 1 ? "" : std::to_string(note.count) + " ") +
            note.text + "\n";
  return text;
}

std::string enums_of(const Model& model) {
  return dump(model, [](Name name) { return name.find(" consts") != Name::npos; });
}

BtfFile emitted(const Btf& btf) {
  BtfFile file(btf.bytes, false);
  CHECK(file.complaint() == kNothing);
  return file;
}

std::string lines_with(const std::string& text, std::string_view word) {
  std::string found;
  bool is_wanted = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    const std::string line = text.substr(at, end - at);
    if (line[0] == '[') is_wanted = line.find(word) != std::string::npos;
    if (is_wanted) found += line[0] == '[' ? line.substr(line.find(']') + 2) : line;
    at = end;
  }
  return found;
}

}  // namespace

TEST_CASE("place_variables: by address, each in its section", "[pass]") {
  ModelBuilder b = with_sections();
  const TypeId n = b.number("int"), text = b.string();
  b.variable("main.b", n, 0x2078);
  b.variable("main.a", text, 0x10f0);
  b.variable("main.c", n, 0x1000);
  run_pass(b.model, "place_variables");
  CHECK(variables_of(b.model) == "main.c .data+0 8\nmain.a .data+240 16\nmain.b .noptrbss+120 8\n");
  CHECK(b.model.diagnostics.empty());
}

TEST_CASE("place_variables: what no DATASEC can hold is told", "[pass]") {
  ModelBuilder b = with_sections();
  const TypeId n = b.number("int"), byte = b.number("uint8");
  b.variable("main.before", n, 0xfff);
  b.variable("main.first", n, 0x1000);
  b.variable("main.overlaps", n, 0x1007);
  b.variable("main.between", n, 0x1100);
  b.variable("main.leaves", n, 0x207c);
  b.variable("main.behind", n, 0x3000);
  b.variable("main.empty", b.structure("struct {}", 0, {}), 0x1000);
  b.variable("main.huge", b.array("", 1ull << 33, byte), 0x1010);
  b.variable("main.nowhere", n, 0).address.reset();
  run_pass(b.model, "place_variables");
  CHECK(variables_of(b.model) == "main.first .data+0 8\n");
  CHECK(count_of(b.model, Diagnostic::Code::var_left_out) == 8);
  const std::string why = left_out(b.model);
  for (const char* line :
       {"main.before: lies in no section\n", "main.overlaps: overlaps main.first\n",
        "main.between: lies in no section\n", "main.leaves: does not end in its section\n",
        "main.behind: lies in no section\n",
        "main.empty: has no bytes; all such variables share an address\n",
        "main.huge: does not end in its section\n", "main.nowhere: DWARF gives it no address\n"}) {
    CAPTURE(line, why);
    CHECK(why.find(line) != std::string::npos);
  }
}

TEST_CASE("place_variables: a section beyond 4 GiB", "[pass]") {
  ModelBuilder b;
  b.model.sections = {{".bss", 0x1000, 1ull << 33}};
  const TypeId byte = b.number("uint8");
  b.variable("main.last", byte, 0x1000 + 0xfffffffeull);
  b.variable("main.beyond", byte, 0x1000 + 0xffffffffull);
  run_pass(b.model, "place_variables");
  CHECK(variables_of(b.model) == "main.last .bss+4294967294 1\n");
  run_passes(b.model, {});
  const Btf btf = emit_btf(b.model, {});
  CHECK(lines_with(emitted(btf).dump(), "DATASEC") ==
        "DATASEC .bss size=4294967295\n\ttype=" +
            std::to_string(emitted(btf).find(BtfKind::variable, "main_last")) +
            " offset=4294967294 size=1\n");
}

TEST_CASE("group_constants: a defined type has one list, a predeclared one each package",
          "[pass]") {
  ModelBuilder b;
  const TypeId color = b.number("main.Color", 8), n = b.number("int"), u64 = b.number("uint64");
  b.constant("main.Red", color, 0);
  b.constant("main.zero", n, 0);
  b.constant("example.com/x%2ey.Other", color, 255);
  b.constant("example.com/x%2ey.minus", n, -1);
  b.constant("main.one", n, 1);
  b.constant("main.all", u64, -1);
  run_pass(b.model, "group_constants");
  CHECK(enums_of(b.model) ==
        "type example.com/x%2ey consts: constants, signed  size 4\n"
        "        example.com/x%2ey.minus = -1\n"
        "type main consts uint64: constants  size 8\n"
        "        main.all = 18446744073709551615\n"
        "type main consts: constants, signed  size 4\n"
        "        main.zero = 0\n"
        "        main.one = 1\n"
        "type main.Color consts: constants  size 4\n"
        "        main.Red = 0\n"
        "        example.com/x%2ey.Other = 255\n");
  CHECK(b.model.diagnostics.empty());
}

TEST_CASE("group_constants: 64 bits where 32 do not do", "[pass]") {
  const auto size_of = [](std::string_view type, std::int64_t value) {
    ModelBuilder b;
    b.constant("main.c", b.number(type), value);
    run_pass(b.model, "group_constants");
    std::uint32_t size = 0;
    b.model.for_each<Enum>([&](TypeId, const Enum& list) { size = list.size; });
    return size;
  };
  const std::int64_t i32 = 1ll << 31, u32 = 1ll << 32;
  CHECK(size_of("int", i32 - 1) == 4);
  CHECK(size_of("int", i32) == 8);
  CHECK(size_of("int", -i32) == 4);
  CHECK(size_of("int", -i32 - 1) == 8);
  CHECK(size_of("uint64", u32 - 1) == 4);
  CHECK(size_of("uint64", u32) == 8);
  CHECK(size_of("uint64", -1) == 8);
}

TEST_CASE("group_constants: without enum64 only what all readers take alike", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int"), u = b.number("uint32");
  for (const std::int64_t value : {-1ll, 0ll, (1ll << 31) - 1, 1ll << 31})
    b.constant("main.c", n, value);
  b.constant("main.u", u, 1ll << 31);
  run_pass(b.model, "group_constants", {.enum64 = false});
  CHECK(enums_of(b.model) ==
        "type main consts: constants  size 4\n"
        "        main.c = 0\n"
        "        main.c = 2147483647\n");
  const std::string why = "need ENUM64 or a sign, which kernels before 6.0 do not know\n";
  CHECK(left_out(b.model) ==
        "main consts: 2 constants " + why + "main consts uint32: constants " + why);
}

TEST_CASE("group_constants: only integers, and no more than an ENUM holds", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  b.constant("main.real", b.number("float64"), 1);
  b.constant("main.text", b.string(), 1);
  for (int i = 0; i < 65537; ++i) b.constant("main.c", n, i);
  run_pass(b.model, "group_constants");
  CHECK(left_out(b.model) ==
        "main.real: is not of an integer type\nmain.text: is not of an integer type\n"
        "main consts: 2 constants are more than an ENUM holds\n");
}

TEST_CASE("legalize_names: constants and variables give way", "[pass]") {
  ModelBuilder b = with_sections();
  const TypeId n = b.number("int");
  b.structure("main.x", 8, {{"n", n, 0, false, {}}});
  b.structure("a.consts", 8, {{"n", n, 0, false, {}}});
  b.function("main.f", {});
  b.variable("main/f", n, 0x1000);
  b.variable("main.v", n, 0x1008);
  b.constant("main/x", n, 1);
  b.constant("a.y", n, 2);
  b.constant("a/y", n, 3);
  b.constant("main.T.z", n, 4);
  run_passes(b.model, {});
  const auto& m = b.model;
  CHECK(m.functions[0].btf_name == "main_f");
  CHECK(m.variables[0].btf_name == "main_f__6d80bdb9");
  CHECK(m.variables[1].btf_name == "main_v");
  CHECK(m.at(m.find("main.x")).btf_name == "go_main_x");
  CHECK(m.at(m.find("a.consts")).btf_name == "go_a_consts");
  std::string names;
  m.for_each<Enum>([&](TypeId id, const Enum& list) {
    names += std::string(m.at(id).btf_name) + ":";
    for (const Enumerator& item : m.items(list.items)) names += " " + std::string(item.btf_name);
    names += "\n";
  });
  CHECK(names ==
        "go_main_x_consts: go_main_x__8780e6a7\n"
        "go_a_consts__7dd83b2c: go_a_y__2b8c1f8d\n"
        "go_a_y_consts: go_a_y__1f8e4b40\n"
        "go_main_consts: go_main_T_z\n");
}

TEST_CASE("fit_32bit: a variable tells what its go_ptr32 points to", "[pass]") {
  ModelBuilder b = with_sections(4);
  b.variable("main.p", b.pointer(b.string()), 0x1000);
  b.variable("main.n", b.number("int"), 0x1004);
  run_passes(b.model, {});
  const Btf btf = emit_btf(b.model, {});
  const BtfFile file = emitted(btf);
  const std::uint32_t p = file.find(BtfKind::variable, "main_p");
  CHECK(file.tags_of(p) == std::vector<std::string>{"go.name=main.p", "go.type=*string"});
  CHECK(file.types()[file.types()[p].size_or_type].name == "go_ptr32");
  CHECK(file.tags_of(file.find(BtfKind::variable, "main_n")) ==
        std::vector<std::string>{"go.name=main.n"});
}

TEST_CASE("select_only: variables, and constants by their type or their own name", "[pass]") {
  const auto kept = [](const std::string& glob) {
    ModelBuilder b = with_sections();
    const TypeId color = b.number("main.Color", 8), n = b.number("int");
    const TypeId box = b.structure("main.Box", 1, {{"color", color, 0, false, {}}});
    b.variable("main.box", box, 0x1000);
    b.variable("main.count", n, 0x1008);
    for (const char* name : {"main.Red", "main.Blue"}) b.constant(name, color, name[5]);
    for (const char* name : {"main.one", "main.two"}) b.constant(name, n, name[5]);
    PassOptions options;
    options.only = {glob};
    for (const Pass& pass : all_passes()) run_pass(b.model, pass.name, options);
    std::string text;
    for (const Variable& variable : b.model.variables) text += std::string(variable.name) + " ";
    b.model.for_each<Enum>([&](TypeId, const Enum& list) {
      for (const Enumerator& item : b.model.items(list.items)) text += std::string(item.name) + " ";
    });
    return text + (holds<Struct>(b.model.at(box)) ? "+Box" : "") +
           (b.model.diagnostics.empty() ? "" : " not found");
  };
  CHECK(kept("main.box") == "main.box main.Red main.Blue +Box");
  CHECK(kept("main.count") == "main.count ");
  CHECK(kept("main.Box") == "main.Red main.Blue +Box");
  CHECK(kept("main.Color") == "main.Red main.Blue ");
  CHECK(kept("main.Red") == "main.Red main.Blue ");
  CHECK(kept("main.two") == "main.two ");
  CHECK(kept("main.t*") == "main.two ");
  CHECK(kept("main.none") == " not found");
}

TEST_CASE("emit_btf: variables and constants", "[emitter]") {
  ModelBuilder b = with_sections();
  const TypeId n = b.number("int");
  b.variable("main.a", n, 0x1010).is_external = false;
  b.variable("main.b", b.pointer(n), 0x1020);
  b.variable("main.c", n, 0x2000);
  b.constant("main.Low", b.number("main.Level", 3), -2);
  b.constant("main.Big", b.number("uint64"), -2);
  run_passes(b.model, {});
  const Btf btf = emit_btf(b.model, {});
  const BtfFile file = emitted(btf);
  const auto id = [&](std::string_view name) {
    return std::to_string(file.find(BtfKind::variable, name));
  };
  CHECK(lines_with(file.dump(), "ENUM") ==
        "ENUM go_main_Level_consts size=4 signed\n\tgo_main_Low val=4294967294\n"
        "ENUM64 go_main_consts_uint64 size=8\n\tgo_main_Big val=18446744073709551614\n");
  CHECK(lines_with(file.dump(), "DATASEC") ==
        "DATASEC .data size=256\n\ttype=" + id("main_a") +
            " offset=16 size=8\n\ttype=" + id("main_b") + " offset=32 size=8\n" +
            "DATASEC .noptrbss size=128\n\ttype=" + id("main_c") + " offset=0 size=8\n");
  CHECK(file.types()[file.find(BtfKind::variable, "main_a")].linkage == 0);
  CHECK(file.types()[file.find(BtfKind::variable, "main_b")].linkage == 1);
  CHECK(btf.counts.variables == 3);
  CHECK(btf.counts.sections == 2);
  CHECK(btf.counts.enums == 2);
  CHECK(btf.counts.constants == 2);
  CHECK(btf.counts.types == file.types().size() - 1);
  b.model.binary.is_big_endian = true;
  const Btf big = emit_btf(b.model, {});
  CHECK(BtfFile(big.bytes, true).dump() == file.dump());
}

TEST_CASE("emit_btf: go.name of variables is not for --tags=loc", "[emitter]") {
  ModelBuilder b = with_sections();
  b.variable("main.a", b.number("int"), 0x1000);
  run_passes(b.model, {});
  for (const Tags tags : {Tags::all, Tags::names, Tags::loc, Tags::none}) {
    const Btf btf = emit_btf(b.model, {tags});
    const BtfFile file = emitted(btf);
    const bool is_told = !file.tags_of(file.find(BtfKind::variable, "main_a")).empty();
    CHECK(is_told == (tags == Tags::all || tags == Tags::names));
  }
}

TEST_CASE("emit_btf: more variables in a section than a DATASEC counts", "[emitter]") {
  ModelBuilder b;
  b.model.sections = {{".data", 0x1000, 70000}};
  const TypeId byte = b.number("uint8");
  for (unsigned i = 0; i < 65537; ++i) b.variable("main.v" + std::to_string(i), byte, 0x1000 + i);
  run_passes(b.model, {});
  const Btf btf = emit_btf(b.model, {Tags::none});
  CHECK(btf.counts.sections == 2);
  CHECK(btf.counts.variables == 65537);
  CHECK(emitted(btf).types().back().members.size() == 2);
}

TEST_CASE("emit_btf: a section's name is one that every kernel takes", "[emitter]") {
  const auto name_of = [](std::string_view section) {
    ModelBuilder b;
    b.model.sections = {{section, 0x1000, 8}};
    b.variable("main.a", b.number("int"), 0x1000);
    run_passes(b.model, {});
    const Btf btf = emit_btf(b.model, {Tags::none});
    return emitted(btf).types().back().name;
  };
  CHECK(name_of(".data.rel.ro") == ".data.rel.ro");
  CHECK(name_of(".go-data [1]") == ".go_data__1_");
  CHECK(name_of("1st") == "_1st");
  CHECK(name_of("") == "_");
}
