// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "support/catch.hpp"
#include "support/model_builder.hpp"
#include "support/run_pass.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

// The parameters of one function after the pass; `receiver` is the first one's type, if any.
std::string after(GoVersion go, std::string_view name, std::string_view receiver = {},
                  bool is_wrapper = false) {
  ModelBuilder b(8, go);
  b.number("uintptr");
  std::vector<Param> params = {{"v", b.number("int")}};
  if (!receiver.empty()) {
    const bool is_pointer = receiver.starts_with('*');
    const TypeId record = b.structure(receiver.substr(is_pointer), 0, {});
    params.insert(params.begin(), {"n", is_pointer ? b.pointer(record) : record});
  }
  b.function(name, params).is_wrapper = is_wrapper;
  run_pass(b.model, "add_dictionaries");
  std::string text;
  for (const Param& param : b.model.params(b.model.functions[0].params)) {
    text += (text.empty() ? "" : " ") + std::string(param.name);
    if (param.name == "_dict") CHECK(reference(b.model, param.type) == "*uintptr");
  }
  return text;
}

constexpr GoVersion kOld{1, 19}, kNow{1, 24}, kListed{1, 27}, kDevelopment{};

}  // namespace

TEST_CASE("add_dictionaries: functions take it first", "[pass]") {
  for (const GoVersion go : {kOld, kNow, kDevelopment})
    CHECK(after(go, "main.Map[go.shape.int]") == "_dict v");
  CHECK(after(kNow, "a/b%2ec.Map[go.shape.struct { a.b int },go.shape.string]") == "_dict v");
}

TEST_CASE("add_dictionaries: methods take it after the receiver, before 1.20 first", "[pass]") {
  const char* kType = "*main.Node[go.shape.int]";
  CHECK(after(kNow, "main.(*Node[go.shape.int]).Push", kType) == "n _dict v");
  CHECK(after(kOld, "main.(*Node[go.shape.int]).Push", kType) == "_dict n v");
  CHECK(after(kNow, "main.Node[go.shape.int].Len", "main.Node[go.shape.int]") == "n _dict v");
}

TEST_CASE("add_dictionaries: inner code reaches it through its closure", "[pass]") {
  for (const char* name : {"main.Map[go.shape.int].func1", "main.Map[go.shape.int].func1.2",
                           "main.Map[go.shape.int].gowrap1", "main.Map[go.shape.int].deferwrap2",
                           "main.Map[go.shape.int]-range1", "main.(*Node[go.shape.int]).Push.func1",
                           "main.(*Node[go.shape.int]).Push-fm"}) {
    CAPTURE(name);
    CHECK(after(kNow, name) == "v");
  }
  // A method may be called func1.
  CHECK(after(kNow, "main.(*Node[go.shape.int]).func1", "*main.Node[go.shape.int]") == "n _dict v");
}

TEST_CASE("add_dictionaries: not for others", "[pass]") {
  for (const char* name :
       {"main.f", "main.Map[int]", "main.(*Node[int]).Push", "main.T.M",
        "type:.eq.main.Node[go.shape.int]", "type..eq.main.Node[go.shape.int]"}) {
    CAPTURE(name);
    CHECK(after(kNow, name) == "v");
  }
  CHECK(after(kNow, "main.Map[go.shape.int]", {}, /*is_wrapper=*/true) == "v");
}

TEST_CASE("add_dictionaries: Go 1.27 lists it itself", "[pass]") {
  ModelBuilder b(8, kListed);
  const TypeId listed = b.pointer(b.array("[3]uintptr", 3, b.number("uintptr")));
  b.function("main.Map[go.shape.int]", {{".dict", listed}, {"v", b.number("int")}});
  b.function("main.Other[go.shape.int]", {{"v", b.number("int")}});
  run_pass(b.model, "add_dictionaries");
  CHECK(dump(b.model, b.model.functions[0]) ==
        "func main.Map[go.shape.int](_dict *uintptr, v int)\n");
  CHECK(dump(b.model, b.model.functions[1]) == "func main.Other[go.shape.int](v int)\n");
}
