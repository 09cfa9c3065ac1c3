// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "probe/events.hpp"

#include "passes/pipeline.hpp"
#include "probe/event_code.hpp"
#include "support/catch.hpp"
#include "support/model_builder.hpp"

using namespace gofixup;
using namespace gofixup::test;
using namespace gofixup::cli;

namespace {

ProbeValue on_stack(const Model& model, const char* name, const char* type) {
  ProbeValue value;
  value.name = value.go_name = name;
  value.type = model.find(type);
  value.size = Sizes(model).size_of(value.type);
  value.where = Place::Where::stack;
  value.memory = {{0, value.size}};
  return value;
}

// One value of the type, whose fields are listed: "a.b_c at 8, s->ID behind at 0".
std::string planned(Model& model, const char* type, ProbeValues* list = nullptr) {
  ProbeValues own;
  ProbeValues& values = list == nullptr ? own : *list;
  values.values = {on_stack(model, "v", type)};
  EventPlanner(model).plan(values);
  std::string text;
  for (const EventField& field : values.values[0].fields)
    text += (text.empty() ? "" : ", ") + field.name + " " + field.go_path + " " +
            std::to_string(field.offset);
  return text;
}

}  // namespace

TEST_CASE("events: values come as numbers and texts", "[probe]") {
  ModelBuilder b;
  const TypeId n = b.number("int"), byte = b.number("uint8");
  const TypeId words = b.array("[3]int", 3, n), sum = b.array("[5]uint8", 5, byte);
  const TypeId list = b.slice("[]uint8", byte);
  b.structure("main.T", 96,
              {{"n", n, 0, false, {}},
               {"name", b.string(), 8, false, {}},
               {"words", words, 24, false, {}},
               {"sum", sum, 48, false, {}},
               {"list", list, 56, false, {}},
               {"rate", b.number("float32"), 80, false, {}}});
  run_passes(b.model, {});
  ProbeValues values;
  CHECK(planned(b.model, "main.T", &values) ==
        "v_n v.n 0, v_name v.name 8, v_words v.words 24, v_sum v.sum 48, v_list v.list 56, "
        "v_rate v.rate 80");
  CHECK(c_members(values) ==
        "\t__s64 v_n;\n\t__u64 v_name_len;\n\tchar v_name[64];\n\t__s64 v_words[3];\n"
        "\t__u8 v_sum[8];\n\t__u64 v_list_len;\n\t__u8 v_list[64];\n\t__u64 v_rate;\n");
  CHECK(go_members(values).find("\tVNameLen uint64\n\tVName    [64]byte\n") != std::string::npos);
}

TEST_CASE("events: the first fields behind a pointer", "[probe]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  const TypeId inner = b.structure("main.Inner", 8, {{"n", n, 0, false, {}}});
  const TypeId server = b.structure("main.Server", 24,
                                    {{"ID", n, 0, false, {}},
                                     {"inner", inner, 8, false, {}},
                                     {"next", b.pointer(inner), 16, false, {}}});
  b.pointer("*main.Server", server);
  run_passes(b.model, {});
  ProbeValues values;
  CHECK(planned(b.model, "*main.Server", &values) ==
        "v v 0, v_ID v->ID 0, v_inner_n v->inner.n 8, v_next v->next 16");
  CHECK(values.values[0].pointee == "struct go_main_Server");
  // The pointer is copied first: CO-RE would look for the struct it is in as well.
  const std::string fill = c_fill(values, "args");
  CHECK(fill.find("struct go_main_Server *p = call->args.v;") != std::string::npos);
  CHECK(fill.find("call->event.v_inner_n = BPF_CORE_READ_USER(p, inner.n);") != std::string::npos);
  CHECK(c_print(values).find("\tif (e->v) {\n\t\tprint_number(\"v->ID\"") != std::string::npos);
  CHECK(go_print(values).find("\tif e.V != 0 {\n\t\tprintNumber(\"v->ID\"") != std::string::npos);
}

TEST_CASE("events: names stay different", "[probe]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  b.structure("main.T", 40,
              {{"s", b.string(), 0, false, {}},
               {"s_len", n, 16, false, {}},
               {"a_b", n, 24, false, {}},
               {"aB", n, 32, false, {}}});
  run_passes(b.model, {});
  ProbeValues values;
  CHECK(planned(b.model, "main.T", &values) ==
        "v_s v.s 0, v_s_len2 v.s_len 16, v_a_b v.a_b 24, v_aB v.aB 32");
  const std::string members = go_members(values);
  CHECK(members.find("\tVAB ") != std::string::npos);
  CHECK(members.find("\tVAB2 ") != std::string::npos);
}

TEST_CASE("events: what has no room is told", "[probe]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  std::vector<Field> fields;
  fields.reserve(51);
  for (std::uint64_t i = 0; i < 50; ++i)
    fields.push_back({b.model.keep("f" + std::to_string(i)), n, i * 8, false, {}});
  fields.push_back({"big", b.array("[100]int", 100, n), 400, false, {}});
  b.structure("main.T", 1200, fields);
  run_passes(b.model, {});
  ProbeValues values;
  planned(b.model, "main.T", &values);
  CHECK(values.values[0].fields.size() == 40);
  REQUIRE(values.unsent.size() == 11);
  CHECK(values.unsent.front() == "v.f40");
  CHECK(values.unsent.back() == "v.big");
}

TEST_CASE("events: of registers only those that are read", "[probe]") {
  ModelBuilder b;
  b.structure("main.T", 24,
              {{"n", b.number("int"), 0, false, {}}, {"s", b.string(), 8, false, {}}});
  run_passes(b.model, {});
  ProbeValues values;
  values.values = {on_stack(b.model, "v", "main.T")};
  values.values[0].where = Place::Where::registers;
  values.values[0].registers = {{".n", "ax", ScalarKind::signed_int}};
  EventPlanner(b.model).plan(values);
  REQUIRE(values.values[0].fields.size() == 1);
  CHECK(values.values[0].fields[0].name == "v_n");
}
