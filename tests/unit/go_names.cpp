// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "model/go_names.hpp"

#include <string>

#include "support/catch.hpp"

using namespace gofixup;

namespace {

// "a | b -> c | d", or "none".
std::string split(Name name) {
  const auto spelling = split_func(name);
  if (!spelling) return "none";
  const auto joined = [](const std::vector<Name>& list) {
    std::string text;
    for (const Name item : list) text += (text.empty() ? "" : " | ") + std::string(item);
    return text;
  };
  return joined(spelling->params) + " -> " + joined(spelling->results);
}

}  // namespace

TEST_CASE("go_names: a func type taken apart", "[names]") {
  CHECK(split("func()") == " -> ");
  CHECK(split("func(int)") == "int -> ");
  CHECK(split("func() error") == " -> error");
  CHECK(split("func(int, ...string) (bool, error)") == "int | ...string -> bool | error");
  CHECK(split("func(func(int) string, bool) func() error") ==
        "func(int) string | bool -> func() error");
  CHECK(split("func() func(int) (string, error)") == " -> func(int) (string, error)");
  CHECK(split("func() (func(int) (string, error))") == " -> func(int) (string, error)");
  CHECK(split("func(map[string]func(a, b) c, [3]int) chan int") ==
        "map[string]func(a, b) c | [3]int -> chan int");
  CHECK(split("func(main.Pair[string,[]int]) main.Pair[a,b]") ==
        "main.Pair[string,[]int] -> main.Pair[a,b]");
  CHECK(split("noalg.func(int)") == "int -> ");
  CHECK(split("go.shape.func(int) bool") == "int -> bool");
}

TEST_CASE("go_names: struct tags hold what they like", "[names]") {
  CHECK(split("func(struct { A int \"json:\\\"a),(b\\\"\" }, bool) error") ==
        "struct { A int \"json:\\\"a),(b\\\"\" } | bool -> error");
  CHECK(split("func(struct { A int \"]})\\\\\" }) (int, struct { B int \",(\" })") ==
        "struct { A int \"]})\\\\\" } -> int | struct { B int \",(\" }");
}

TEST_CASE("go_names: what is no func type", "[names]") {
  for (const Name name : {"", "main.F", "func", "func(", "func(int", "functional(int)",
                          "func(int)x", "*func(int)", "func(\"unfinished)"}) {
    CAPTURE(name);
    CHECK(split(name) == "none");
  }
}

TEST_CASE("go_names: spelled out or named", "[names]") {
  for (const Name name : {"*int", "[]int", "[4]int", "map[a]b", "chan int", "chan<- int",
                          "<-chan int", "func()", "interface {}", "interface { M() }", "struct {}",
                          "struct { A int }", "noalg.struct { F uintptr }", "noalg.[8]int"}) {
    CAPTURE(name);
    CHECK(is_spelled_out(name));
  }
  for (const Name name : {"", "int", "main.T", "main.structure", "mapper.T", "chan_.T",
                          "functional.F", "map<string,int>", "go.shape.int", "main.Pair[int]"}) {
    CAPTURE(name);
    CHECK_FALSE(is_spelled_out(name));
  }
}

TEST_CASE("go_names: predeclared names and prefixes", "[names]") {
  CHECK(predeclared_btf_name("int") == "GoInt");
  CHECK(predeclared_btf_name("uintptr") == "GoUintptr");
  CHECK(predeclared_btf_name("unsafe.Pointer") == "GoUnsafePointer");
  CHECK(predeclared_btf_name("error") == "GoError");
  CHECK(predeclared_btf_name("byte").empty());
  CHECK(predeclared_btf_name("main.int").empty());
  CHECK(without_prefix("noalg.struct {}") == "struct {}");
  CHECK(without_prefix("go.shape.int") == "int");
  CHECK(without_prefix("main.T") == "main.T");
}
