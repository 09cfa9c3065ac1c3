// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "probe/values.hpp"

#include "passes/pipeline.hpp"
#include "support/catch.hpp"
#include "support/model_builder.hpp"

using namespace gofixup;
using namespace gofixup::test;
using namespace gofixup::cli;

namespace {

using Where = Place::Where;

Place in_registers(std::initializer_list<std::string_view> regs) {
  Place place{Where::registers, {}, 0};
  for (const std::string_view reg : regs) place.pieces.push_back({reg, false});
  return place;
}

Place on_stack(std::uint64_t offset) { return {Where::stack, {}, offset}; }

// main.Small {A int; Password string; R float64} and main.Big {A int; Keys [2]struct {Kamf int}}.
class Types {
 public:
  Types() {
    const TypeId n = b.number("int");
    const TypeId small = b.structure("main.Small", 32,
                                     {{"A", n, 0, false, {}},
                                      {"Password", b.string(), 8, false, {}},
                                      {"R", b.number("float64"), 24, false, {}}});
    const TypeId key =
        b.structure("main.Key", 16, {{"ID", n, 0, false, {}}, {"Kamf", n, 8, false, {}}});
    const TypeId keys = b.array("[2]main.Key", 2, key);
    const TypeId big =
        b.structure("main.Big", 40, {{"A", n, 0, false, {}}, {"Keys", keys, 8, false, {}}});
    const TypeId many = b.array("[40]main.Key", 40, key);
    const TypeId flag = b.number("bool");
    b.function("main.f", {{"small", small}, {"big", big}, {"many", many}, {"flag", flag}});
    run_passes(b.model, {});
  }
  ValueView view(const char* name, const char* type, Place place) {
    const TypeId id = b.model.find(type);
    return {name, type, id, Sizes(b.model).size_of(id), std::move(place)};
  }

  ModelBuilder b;
};

std::string text(const ProbeValue& value) {
  std::string text = value.name + ":";
  for (const RegisterPart& part : value.registers)
    text += " " + part.path + "=" + std::string(part.reg);
  for (const MemoryPart& part : value.memory)
    text += " " + std::to_string(part.offset) + "+" + std::to_string(part.size);
  return text;
}

}  // namespace

TEST_CASE("values: a secret's and a float's registers are not read", "[probe]") {
  Types types;
  const ProbeValues list =
      ValueSplitter(types.b.model, false)
          .split({types.view("small", "main.Small", in_registers({"ax", "bx", "cx", "xmm0"}))});
  REQUIRE(list.values.size() == 1);
  CHECK(text(list.values[0]) == "small: .A=ax");
  CHECK(list.secrets == std::vector<std::string>{"small.Password.str", "small.Password.len"});
  CHECK(list.unreadable == std::vector<std::string>{"small.R (xmm0)"});
}

TEST_CASE("values: secrets are read if asked for", "[probe]") {
  Types types;
  const ProbeValues list =
      ValueSplitter(types.b.model, true)
          .split({types.view("small", "main.Small", in_registers({"ax", "bx", "cx", "xmm0"})),
                  types.view("token", "bool", in_registers({"di"}))});
  REQUIRE(list.values.size() == 2);
  CHECK(text(list.values[0]) == "small: .A=ax .Password.str=bx .Password.len=cx");
  CHECK(text(list.values[1]) == "token: =di");
  CHECK(list.values[1].registers[0].kind == ScalarKind::boolean);
  CHECK(list.secrets.empty());
}

TEST_CASE("values: memory is read round secrets", "[probe]") {
  Types types;
  const ProbeValues list = ValueSplitter(types.b.model, false)
                               .split({types.view("big", "main.Big", on_stack(8)),
                                       types.view("many", "[40]main.Key", on_stack(48))});
  REQUIRE(list.values.size() == 2);
  CHECK(text(list.values[0]) == "big: 0+16 24+8");
  CHECK(list.values[0].stack_offset == 8);
  CHECK(text(list.values[1]) == "many:");  // too many holes
  REQUIRE(list.secrets.size() == 3);
  CHECK(list.secrets[1] == "big.Keys[1].Kamf");
  CHECK(list.secrets[2].starts_with("many ("));
}

TEST_CASE("values: by their own names", "[probe]") {
  Types types;
  const ProbeValues list = ValueSplitter(types.b.model, false)
                               .split({types.view("apiKey", "bool", in_registers({"ax"})),
                                       types.view("short", "bool", in_registers({"bx"})),
                                       types.view("_", "bool", in_registers({"cx"})),
                                       types.view("_", "bool", in_registers({"di"})),
                                       types.view("größe", "bool", in_registers({"si"}))});
  REQUIRE(list.values.size() == 4);
  CHECK(list.secrets == std::vector<std::string>{"apiKey"});
  CHECK(list.values[0].name == "short_");  // C's
  CHECK(list.values[1].name == "_v");
  CHECK(list.values[2].name == "_v2");
  CHECK(list.values[3].name == "gruf6udfe");
}

TEST_CASE("values: what the model does not tell is not read", "[probe]") {
  Types types;
  types.b.model.replace(types.b.model.find("main.Key"), Opaque{16});
  const ProbeValues list = ValueSplitter(types.b.model, false)
                               .split({types.view("key", "main.Key", in_registers({"ax", "bx"}))});
  REQUIRE(list.values.size() == 1);
  CHECK(text(list.values[0]) == "key:");
  CHECK(list.unreadable == std::vector<std::string>{"key (ax, bx)"});
}
