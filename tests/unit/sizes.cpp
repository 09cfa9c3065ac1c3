// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "model/sizes.hpp"

#include "support/catch.hpp"
#include "support/error.hpp"
#include "support/model_builder.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

std::string of(const Model& model, TypeId id) {
  Sizes sizes(model);
  return std::to_string(sizes.size_of(id)) + "/" + std::to_string(sizes.align_of(id));
}

}  // namespace

TEST_CASE("sizes: as Go lays types out on 64-bit targets", "[model]") {
  ModelBuilder b;
  const TypeId n = b.number("int"), small = b.number("int8");
  CHECK(of(b.model, TypeId::none) == "0/1");
  CHECK(of(b.model, n) == "8/8");
  CHECK(of(b.model, small) == "1/1");
  CHECK(of(b.model, b.number("float32")) == "4/4");
  CHECK(of(b.model, b.complex("complex64", 8)) == "8/4");
  CHECK(of(b.model, b.complex("complex128", 16)) == "16/8");
  CHECK(of(b.model, b.string()) == "16/8");
  CHECK(of(b.model, b.slice("[]int", n)) == "24/8");
  CHECK(of(b.model, b.interface("main.I")) == "16/8");
  CHECK(of(b.model, b.map("map[int]int", n, n)) == "8/8");
  CHECK(of(b.model, b.chan("chan int", n)) == "8/8");
  CHECK(of(b.model, b.func("func()", {})) == "8/8");
  CHECK(of(b.model, b.pointer(n)) == "8/8");
  CHECK(of(b.model, b.unsafe_pointer()) == "8/8");
  CHECK(of(b.model, b.array("[3]int8", 3, small)) == "3/1");
  CHECK(of(b.model, b.array("[0]int", 0, n)) == "0/8");
  CHECK(of(b.model, b.structure("main.T", 5, {{"a", small, 4, false, {}}})) == "5/1");
  CHECK(of(b.model, b.structure("struct {}", 0, {})) == "0/1");
  CHECK(of(b.model, b.add("main.O", Opaque{9})) == "9/1");
}

TEST_CASE("sizes: 32-bit targets align 8-byte numbers to 4", "[model]") {
  ModelBuilder b(4);
  CHECK(of(b.model, b.number("int64")) == "8/4");
  CHECK(of(b.model, b.number("float64")) == "8/4");
  CHECK(of(b.model, b.complex("complex128", 16)) == "16/4");
  CHECK(of(b.model, b.number("int")) == "4/4");
  CHECK(of(b.model, b.string()) == "8/4");
}

TEST_CASE("sizes: types that contain themselves, or too much", "[model]") {
  ModelBuilder b;
  const TypeId loop = b.later("main.L");
  SECTION("a typedef of itself") b.model.replace(loop, Alias{loop});
  SECTION("a struct in itself") {
    const Field fields[] = {{"self", loop, 0, false, {}}};
    b.model.replace(loop, Struct{{8, b.model.keep(fields)}});
  }
  SECTION("an array of itself") b.model.replace(loop, Array{loop, 0});
  SECTION("through others") {
    b.model.replace(
        loop, Array{b.alias("main.M", b.structure("main.T", 8, {{"l", loop, 0, false, {}}})), 1});
  }
  SECTION("an array beyond 64 bits") b.model.replace(loop, Array{b.number("int"), 1ull << 62});
  SECTION("a chain of typedefs without an end in sight") {
    TypeId id = b.number("int");
    for (int i = 0; i < 5000; ++i) id = b.alias("main.A", id);
    b.model.replace(loop, Alias{id});
  }
  Sizes sizes(b.model);
  CHECK_THROWS_AS(sizes.size_of(loop), Error);
}

TEST_CASE("sizes: recursion through pointers is none", "[model]") {
  ModelBuilder b;
  const TypeId list = b.later("main.List");
  const Field fields[] = {{"next", b.pointer("*main.List", list), 0, false, {}}};
  b.model.replace(list, Struct{{8, b.model.keep(fields)}});
  CHECK(of(b.model, list) == "8/8");
}

TEST_CASE("sizes: types added later are seen", "[model]") {
  ModelBuilder b;
  Sizes sizes(b.model);
  CHECK(sizes.size_of(b.number("int")) == 8);
  CHECK(sizes.size_of(b.array("[2]int", 2, b.number("int"))) == 16);
}
