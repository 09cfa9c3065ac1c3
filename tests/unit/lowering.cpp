// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The passes that turn one Go shape each into C shapes.
#include "support/catch.hpp"
#include "support/model_builder.hpp"
#include "support/run_pass.hpp"

using namespace gofixup;
using namespace gofixup::test;

TEST_CASE("lower_scalars: typedefs of C's base types", "[pass]") {
  ModelBuilder b;
  for (const char* name : {"bool", "int", "int8", "int16", "int32", "int64", "uint", "uint8",
                           "uint16", "uint32", "uint64", "uintptr", "float32", "float64"})
    b.number(name);
  CHECK(run_pass(b.model, "lower_scalars") ==
        "type _Bool: bool  size 1  -> _Bool\n"
        "type bool: typedef of _Bool\n"
        "type double: float  size 8  -> double\n"
        "type float32: typedef of float\n"
        "type float64: typedef of double\n"
        "type float: float  size 4  -> float\n"
        "type int16: typedef of short int\n"
        "type int32: typedef of int\n"
        "type int64: typedef of long int\n"
        "type int8: typedef of signed char\n"
        "type int: signed  size 4  -> int\n"
        "type int: typedef of long int\n"
        "type long int: signed  size 8  -> long int\n"
        "type long unsigned int: unsigned  size 8  -> long unsigned int\n"
        "type short int: signed  size 2  -> short int\n"
        "type short unsigned int: unsigned  size 2  -> short unsigned int\n"
        "type signed char: signed  size 1  -> signed char\n"
        "type uint16: typedef of short unsigned int\n"
        "type uint32: typedef of unsigned int\n"
        "type uint64: typedef of long unsigned int\n"
        "type uint8: typedef of unsigned char\n"
        "type uint: typedef of long unsigned int\n"
        "type uintptr: typedef of long unsigned int\n"
        "type unsigned char: unsigned  size 1  -> unsigned char\n"
        "type unsigned int: unsigned  size 4  -> unsigned int\n");
}

TEST_CASE("lower_scalars: no INT is named long on 32-bit targets", "[pass]") {
  ModelBuilder b(4);
  for (const char* name : {"int", "int64", "uint64", "uintptr"}) b.number(name);
  CHECK(run_pass(b.model, "lower_scalars") ==
        "type int64: typedef of long long int\n"
        "type int: signed  size 4  -> int\n"
        "type int: typedef of int\n"
        "type long long int: signed  size 8  -> long long int\n"
        "type long long unsigned int: unsigned  size 8  -> long long unsigned int\n"
        "type uint64: typedef of long long unsigned int\n"
        "type uintptr: typedef of unsigned int\n"
        "type unsigned int: unsigned  size 4  -> unsigned int\n");
}

TEST_CASE("lower_scalars: a defined number is a typedef of the predeclared one", "[pass]") {
  ModelBuilder b;
  SECTION("that comes later") {
    b.number("main.Celsius", 14);
    b.number("float64");
  }
  SECTION("that comes first") {
    b.number("float64");
    b.number("main.Celsius", 14);
  }
  SECTION("that is missing") b.number("main.Celsius", 14);
  CHECK(run_pass(b.model, "lower_scalars") ==
        "type double: float  size 8  -> double\n"
        "type float64: typedef of double\n"
        "type long unsigned int: unsigned  size 8  -> long unsigned int\n"
        "type main.Celsius: typedef of float64\n"
        "type uintptr: typedef of long unsigned int\n");
}

TEST_CASE("lower_scalars: unsafe.Pointer", "[pass]") {
  ModelBuilder b;
  b.unsafe_pointer("main.U");
  b.unsafe_pointer();
  CHECK(run_pass(b.model, "lower_scalars") ==
        "type long unsigned int: unsigned  size 8  -> long unsigned int\n"
        "type main.U: typedef of unsafe.Pointer\n"
        "type uintptr: typedef of long unsigned int\n"
        "type unsafe.Pointer: typedef of *void\n");
}

TEST_CASE("lower_complex: structs of two floats", "[pass]") {
  ModelBuilder b;
  b.number("float32");
  b.number("float64");
  b.complex("complex64", 8);
  b.complex("complex128", 16);
  b.complex("main.C", 16);
  run_pass(b.model, "lower_scalars");
  run_pass(b.model, "lower_complex");
  CHECK(dump(b.model, [](Name name) { return name[0] == 'c' || name[0] == 'm'; }) ==
        "type complex128: struct  size 16\n"
        "     0  real  float64\n"
        "     8  imag  float64\n"
        "type complex64: struct  size 8\n"
        "     0  real  float32\n"
        "     4  imag  float32\n"
        "type main.C: typedef of complex128\n");
}

TEST_CASE("lower_complex: without the predeclared types", "[pass]") {
  ModelBuilder b;
  b.complex("main.C", 8);
  CHECK(run_pass(b.model, "lower_complex") ==
        "type float: float  size 4  -> float\n"
        "type main.C: struct  size 8\n"
        "     0  real  float\n"
        "     4  imag  float\n");
}

TEST_CASE("lower_strings: one struct, and typedefs of it", "[pass]") {
  ModelBuilder b;
  SECTION("string comes last") {
    b.string("main.Name");
    b.string();
  }
  SECTION("string is missing") b.string("main.Name");
  run_pass(b.model, "lower_strings");
  CHECK(dump(b.model, [](Name name) { return name == "string" || name == "main.Name"; }) ==
        "type main.Name: typedef of string\n"
        "type string: struct  size 16\n"
        "     0  str  *uint8\n"
        "     8  len  int\n");
  CHECK(b.model.at(b.model.find("string")).kind == GoKind::string);
}

TEST_CASE("lower_slices: a struct of the element, made where it is missing", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int8");
  SECTION("[]T is there") {
    b.slice("main.By", n);
    b.slice("[]int8", n);
  }
  SECTION("[]T is missing") b.slice("main.By", n);
  run_pass(b.model, "lower_slices");
  CHECK(dump(b.model, [](Name name) { return name.starts_with("[]") || name == "main.By"; }) ==
        "type []int8: struct  size 24\n"
        "     0  array  *int8\n"
        "     8  len  int\n"
        "    16  cap  int\n"
        "type main.By: typedef of []int8\n");
  CHECK(b.model.at(b.model.find("[]int8")).kind == GoKind::slice);
  CHECK(b.model.at(b.model.find("main.By")).kind == GoKind::slice);
}

TEST_CASE("lower_interfaces: typedefs for those with a name only", "[pass]") {
  ModelBuilder b;
  const TypeId named = b.interface("main.Shape"), any = b.interface("interface {}"),
               spelled = b.interface("interface { M() }");
  b.structure(
      "main.T", 48,
      {{"a", named, 0, false, {}}, {"b", any, 16, false, {}}, {"c", spelled, 32, false, {}}});
  run_pass(b.model, "lower_interfaces");
  CHECK(dump(b.model, [](Name name) { return name[0] != 'r' && name[0] != 'u'; }) ==
        "type main.Shape: typedef of runtime.iface\n"
        "type main.T: struct  size 48\n"
        "     0  a  main.Shape\n"
        "    16  b  runtime.eface\n"
        "    32  c  runtime.iface\n");
  CHECK(b.model.at(named).kind == GoKind::interface);
  CHECK(b.model.at(b.model.find("runtime.iface")).kind == GoKind::interface);
}

TEST_CASE("lower_maps, lower_chans: pointers to the runtime's structs", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int"), s = b.string();
  const TypeId map = b.map("map[string]int", s, n), set = b.map("main.Set", s, n),
               chan = b.chan("<-chan int", n), queue = b.chan("main.Queue", n);
  b.structure("main.T", 32,
              {{"a", map, 0, false, {}},
               {"b", set, 8, false, {}},
               {"c", chan, 16, false, {}},
               {"d", queue, 24, false, {}}});
  run_pass(b.model, "lower_maps");
  run_pass(b.model, "lower_chans");
  CHECK(dump(b.model, [](Name name) { return name.starts_with("main."); }) ==
        "type main.Queue: typedef of *hchan<int>\n"
        "type main.Set: typedef of *map<string,int>\n"
        "type main.T: struct  size 32\n"
        "     0  a  *map<string,int>\n"
        "     8  b  main.Set\n"
        "    16  c  *hchan<int>\n"
        "    24  d  main.Queue\n");
  CHECK(b.model.at(b.model.find("map<string,int>")).kind == GoKind::map);
  CHECK(b.model.at(b.model.find("hchan<int>")).kind == GoKind::chan);
  CHECK(b.model.at(queue).kind == GoKind::chan);
}

namespace {

std::string lowered_funcs(Model& model) {
  run_pass(model, "fold_results");
  run_pass(model, "lower_func_values");
  return dump(model,
              [](Name name) { return name.starts_with("func") || name.starts_with("main."); });
}

}  // namespace

TEST_CASE("lower_func_values: pointers to closures, shared by signature", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int"), s = b.string();
  b.func("main.Handler", {s}, {n});
  b.func("func(string) int", {s}, {n});
  CHECK(lowered_funcs(b.model) ==
        "type func(string) int: code(_p0 string) int\n"
        "type func(string) int: pointer to func(string) int\n"
        "type func(string) int: struct  size 8\n"
        "     0  fn  *code(_p0 string) int\n"
        "type main.Handler: typedef of *func(string) int\n");
}

TEST_CASE("lower_func_values: variadic, several results, none", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int"), list = b.slice("[]int", n);
  b.func("main.V", {n, list}, {}, true);
  b.func("main.L", {n, list});
  b.func("main.R", {}, {n, n});
  CHECK(lowered_funcs(b.model) ==
        "type func() (int, int): code() (int, int)\n"
        "type func() (int, int): struct  size 8\n"
        "     0  fn  *code() (int, int)\n"
        "type func(int, ...int): code(_p0 int, _p1 []int)\n"
        "type func(int, ...int): struct  size 8\n"
        "     0  fn  *code(_p0 int, _p1 []int)\n"
        "type func(int, []int): code(_p0 int, _p1 []int)\n"
        "type func(int, []int): struct  size 8\n"
        "     0  fn  *code(_p0 int, _p1 []int)\n"
        "type main.L: typedef of *func(int, []int)\n"
        "type main.R: typedef of *func() (int, int)\n"
        "type main.V: typedef of *func(int, ...int)\n");
}

TEST_CASE("lower_func_values: recursive func type", "[pass]") {
  ModelBuilder b;
  const TypeId f = b.later("main.F");
  b.model.replace(f, b.model.at(b.func("", {f}, {f})).shape);
  run_pass(b.model, "fold_results");
  run_pass(b.model, "lower_func_values");
  CHECK(dump(b.model, f) == "type main.F: typedef of *func(main.F) main.F\n");
}

TEST_CASE("lower_func_values: what is not known is a void pointer", "[pass]") {
  ModelBuilder b(8, {1, 23});
  const TypeId f = b.func("main.F", {b.number("int")});
  FuncValue func = std::get<FuncValue>(b.model.at(f).shape);
  func.is_unknown = true;
  b.model.replace(f, func);
  CHECK(lowered_funcs(b.model) ==
        "type func main.F: struct  size 8\n"
        "     0  fn  *void\n"
        "type main.F: typedef of *func main.F\n");
}

// The name is Go's spelling of the type, and what parameters became before must not show in it.
TEST_CASE("lower_func_values: closures are spelled as Go spells the type", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int"), any = b.interface("interface {}");
  const TypeId map = b.map("map[int]int", n, n), chan = b.chan("chan int", n);
  b.func("main.F", {any, map}, {chan, any});
  b.func("func(interface {}, map[int]int) (chan int, interface {})", {any, map}, {chan, any});
  for (const Pass& pass : all_passes()) {
    pass.run(b.model, {});
    if (pass.name == "lower_func_values") break;
  }
  CHECK(dump(b.model, b.model.find("main.F")) ==
        "type main.F: typedef of *func(interface {}, map[int]int) (chan int, interface {})\n");
}

TEST_CASE("split_named: typedefs of nameless arrays and pointers", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  b.array("main.Hash", 4, n);
  b.pointer("main.P", n);
  b.array("[2]int", 2, n);
  b.pointer("*int", n);
  CHECK(run_pass(b.model, "split_named") ==
        "type *int: pointer to int\n"
        "type [2]int: array of 2 int\n"
        "type int: number  size 8  kind 2\n"
        "type main.Hash: typedef of [4]int\n"
        "type main.P: typedef of *int\n");
}
