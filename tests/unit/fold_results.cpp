// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "support/catch.hpp"
#include "support/model_builder.hpp"
#include "support/run_pass.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

std::string folded(Model& model) {
  run_pass(model, "fold_results");
  return dump(model, [](Name name) { return name[0] == '(' || name.starts_with("main."); });
}

}  // namespace

TEST_CASE("fold_results: none, one, several", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int"), small = b.number("int8"), error = b.interface("error");
  b.function("main.none", {});
  b.function("main.one", {}, {n});
  b.function("main.two", {}, {small, error});
  b.function("main.again", {}, {small, error});
  CHECK(folded(b.model) ==
        "func main.again() (int8, error)\n"
        "func main.none()\n"
        "func main.one() int\n"
        "func main.two() (int8, error)\n"
        "type (int8, error): struct  size 24\n"
        "     0  _r0  int8\n"
        "     8  _r1  error\n");
  const Type& made = b.model.at(b.model.find("(int8, error)"));
  CHECK(made.kind == GoKind::results);
  CHECK(made.is_named_by_us);
}

TEST_CASE("fold_results: at natural alignment, padded at the end", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int"), small = b.number("int8"), half = b.number("int16");
  b.function("main.f", {}, {small, half, n, small, b.structure("struct {}", 0, {})});
  CHECK(folded(b.model) ==
        "func main.f() (int8, int16, int, int8, struct {})\n"
        "type (int8, int16, int, int8, struct {}): struct  size 24\n"
        "     0  _r0  int8\n"
        "     2  _r1  int16\n"
        "     8  _r2  int\n"
        "    16  _r3  int8\n"
        "    17  _r4  struct {}\n");
}

TEST_CASE("fold_results: C returns no arrays", "[pass]") {
  ModelBuilder b;
  b.function("main.f", {}, {b.array("[4]int8", 4, b.number("int8"))});
  b.function("main.g", {}, {b.array("main.Hash", 4, b.number("int8"))});
  CHECK(folded(b.model) ==
        "func main.f() ([4]int8)\n"
        "func main.g() (main.Hash)\n"
        "type ([4]int8): struct  size 4\n"
        "     0  _r0  [4]int8\n"
        "type (main.Hash): struct  size 4\n"
        "     0  _r0  [4]int8\n"
        "type main.Hash: array of 4 int8\n");
}

TEST_CASE("fold_results: more bytes than can be counted", "[pass]") {
  ModelBuilder b;
  const TypeId half = b.array("main.Half", std::uint64_t{1} << 63, b.number("int8"));
  b.function("main.f", {}, {half, half, b.number("int")});
  run_pass(b.model, "fold_results");
  run_pass(b.model, "limit_sizes");
  const auto& made = std::get<Struct>(b.model.at(b.model.functions[0].result).shape);
  CHECK(made.layout.size == 0);
  CHECK(b.model.fields(made.layout).empty());
}

TEST_CASE("fold_results: func types and functions share", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  const TypeId f = b.func("main.F", {}, {n, n});
  b.function("main.f", {}, {n, n});
  run_pass(b.model, "fold_results");
  CHECK(std::get<FuncValue>(b.model.at(f).shape).result == b.model.functions[0].result);
}
