// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "support/catch.hpp"
#include "support/model_builder.hpp"
#include "support/run_pass.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

std::string fitted(Model& model) {
  run_pass(model, "lower_scalars");
  run_pass(model, "fit_32bit");
  return dump(model, [](Name name) {
    return name.starts_with("main.") || name.starts_with("Go") || name.starts_with("go_");
  });
}

}  // namespace

TEST_CASE("fit_32bit: nothing on 64-bit targets", "[pass]") {
  ModelBuilder b;
  b.structure(
      "main.T", 16,
      {{"a", b.number("int8"), 0, false, {}}, {"p", b.pointer(b.number("int")), 8, false, {}}});
  const std::string before = dump(b.model);
  CHECK(run_pass(b.model, "fit_32bit") == before);
}

TEST_CASE("fit_32bit: pointers and gaps", "[pass]") {
  ModelBuilder b(4);
  b.structure("main.T", 16,
              {{"a", b.number("int8"), 0, false, {}},
               {"p", b.pointer(b.number("int")), 4, false, {}},
               {"z", b.number("int8"), 8, false, {}}});
  CHECK(fitted(b.model) ==
        "type go_ptr32: typedef of unsigned int  -> go_ptr32\n"
        "type main.T: struct  size 16\n"
        "     0  a  int8\n"
        "     1  _pad1  [3]unsigned char\n"
        "     4  p  go_ptr32  for *int\n"
        "     8  z  int8\n"
        "     9  _pad9  [7]unsigned char\n");
}

TEST_CASE("fit_32bit: doubles off their alignment", "[pass]") {
  ModelBuilder b(4);
  const TypeId f = b.number("float64"), n = b.number("int");
  b.structure("main.At4", 12, {{"n", n, 0, false, {}}, {"f", f, 4, false, {}}});
  b.structure("main.At8", 16, {{"n", b.number("int64"), 0, false, {}}, {"f", f, 8, false, {}}});
  b.structure("main.Int", 12, {{"n", n, 0, false, {}}, {"l", b.number("int64"), 4, false, {}}});
  CHECK(fitted(b.model) ==
        "type GoFloat64At4: struct  size 8  -> GoFloat64At4\n"
        "     0  v  double\n"
        "type go_ptr32: typedef of unsigned int  -> go_ptr32\n"
        "type main.At4: struct  size 12\n"
        "     0  n  int\n"
        "     4  f  GoFloat64At4\n"
        "type main.At8: struct  size 16\n"
        "     0  n  int64\n"
        "     8  f  float64\n"
        "type main.Int: struct  size 12\n"
        "     0  n  int\n"
        "     4  l  int64\n");
}

// One name, one type, in every program: whichever double is met first.
TEST_CASE("fit_32bit: GoFloat64At4 does not depend on who needs it", "[pass]") {
  ModelBuilder b(4);
  b.structure(
      "main.T", 12,
      {{"n", b.number("int"), 0, false, {}}, {"c", b.number("main.Celsius", 14), 4, false, {}}});
  b.number("float64");
  fitted(b.model);
  CHECK(dump(b.model, b.model.find("GoFloat64At4")) ==
        "type GoFloat64At4: struct  size 8  -> GoFloat64At4\n"
        "     0  v  double\n");
}

TEST_CASE("fit_32bit: what a hidden pointer points at is always told", "[pass]") {
  ModelBuilder b(4);
  const TypeId to_array = b.add("", Pointer{b.array("[4]int", 4, b.number("int"))});
  const TypeId to_code = b.add("", Pointer{b.add("func()", Signature{})});
  b.structure("main.T", 12,
              {{"a", to_array, 0, false, {}},
               {"fn", to_code, 4, false, {}},
               {"v", b.add("", Pointer{}), 8, false, {}}});
  fitted(b.model);
  CHECK(dump(b.model, b.model.find("main.T")) ==
        "type main.T: struct  size 12\n"
        "     0  a  go_ptr32  for *[4]int\n"
        "     4  fn  go_ptr32  for *func()\n"
        "     8  v  go_ptr32  for unsafe.Pointer\n");
}

TEST_CASE("fit_32bit: pointers everywhere else", "[pass]") {
  ModelBuilder b(4);
  const TypeId n = b.number("int"), p = b.pointer(n);
  b.alias("main.P", b.add("", Pointer{n}));
  b.structure("main.A", 8, {{"a", b.add("", Array{p, 2}), 0, false, {}}});
  b.function("main.f", {{"p", p}}, {p});
  run_pass(b.model, "fold_results");
  CHECK(fitted(b.model) ==
        "func main.f(p go_ptr32) go_ptr32\n"
        "type go_ptr32: typedef of unsigned int  -> go_ptr32\n"
        "type main.A: struct  size 8\n"
        "     0  a  [2]go_ptr32\n"
        "type main.P: typedef of go_ptr32\n");
}

// limit_sizes left out what lies beyond; the gap that makes must not be filled beyond either.
TEST_CASE("fit_32bit: no padding where BTF cannot reach", "[pass]") {
  ModelBuilder b(4);
  const std::uint64_t size = 600u << 20;
  b.structure("main.T", size + 4,
              {{"a", b.array("[629145600]uint8", size, b.number("uint8")), 0, false, {}},
               {"b", b.number("int"), size, false, {}}});
  run_pass(b.model, "limit_sizes");
  fitted(b.model);
  CHECK(pass_named("limit_sizes").then_always(b.model));
}
