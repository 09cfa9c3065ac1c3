// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What only damaged DWARF gives the passes, found by fuzzing (tests/fuzz): names that lie, types
// that are two, shapes where no compiler puts them.
#include <set>
#include <vector>

#include "passes/unique_names.hpp"
#include "support/catch.hpp"
#include "support/model_builder.hpp"
#include "support/run_pass.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

std::size_t types_left(const Model& model) {
  std::size_t count = 0;
  for (std::size_t i = 1; i < model.type_count(); ++i)
    count += !holds<Gone>(model.at(static_cast<TypeId>(i)));
  return count;
}

bool is_redirected(const Model& model, TypeId id) { return holds<Gone>(model.at(id)); }

}  // namespace

TEST_CASE("damaged: maps, channels and interfaces that are laid out as none", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int"), header = b.alias("main.M", b.pointer(n));
  const TypeId map = b.add("main.M", Map{n, n, header}), chan = b.add("main.M", Chan{n, header});
  const TypeId pointer = b.pointer("main.P", n), of_its_name = b.add("main.P", Map{n, n, pointer});
  const TypeId of_a_number = b.add("main.N", Chan{n, n});
  const TypeId array = b.add("runtime.eface", Array{b.number("uintptr"), 2});
  const TypeId of_an_array = b.add("interface {}", Interface{array});
  const TypeId any = b.interface("main.Any");
  b.function("main.f", {}, {of_an_array});
  run_pass(b.model, "merge_definitions");
  CHECK(is_redirected(b.model, map));
  CHECK(is_redirected(b.model, chan));
  CHECK(is_redirected(b.model, of_its_name));
  CHECK(holds<Alias>(b.model.at(of_a_number)));
  CHECK(is_redirected(b.model, of_an_array));
  CHECK(holds<Interface>(b.model.at(any)));
  run_pass(b.model, "fold_results");
}

TEST_CASE("damaged: predeclared types that are not what they are called", "[pass]") {
  ModelBuilder b;
  const TypeId one = b.number("int", 3), eight = b.number("int", 2), again = b.number("int", 2);
  const TypeId other_sign = b.number("int", 7), lost_kind = b.number("int", 6);
  const TypeId record = b.structure("string", 16, {}), taken = b.structure("string#2", 1, {});
  const TypeId face = b.alias("runtime.iface", record);
  run_pass(b.model, "settle_predeclared");
  CHECK(b.model.at(eight).name == "int");
  CHECK(b.model.at(one).name == "int#2");
  CHECK(b.model.at(other_sign).name == "int#3");
  CHECK(is_redirected(b.model, again));
  CHECK(is_redirected(b.model, lost_kind));
  CHECK(b.model.at(record).name == "string#3");
  CHECK(b.model.at(taken).name == "string#2");
  CHECK(b.model.at(face).name == "runtime.iface#2");
  REQUIRE(count_of(b.model, Diagnostic::Code::misnamed) == 1);
  CHECK(b.model.diagnostics[0].count == 4);
}

// The first of them has lost its kind; defined types are not to become typedefs of another.
TEST_CASE("damaged: a number that says its kind by its name only", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int", 6);
  run_pass(b.model, "settle_predeclared");
  CHECK(std::get<Number>(b.model.at(n).shape).kind == 2);
}

TEST_CASE("damaged: a typedef of a type of its own name behind a spelled-out one", "[pass]") {
  ModelBuilder b;
  const TypeId record = b.structure("main.T", 8, {{"n", b.number("int"), 0, false, {}}});
  const TypeId typedef_of_it = b.alias("main.T", b.alias("struct { n int }", record));
  run_pass(b.model, "merge_definitions");
  CHECK(is_redirected(b.model, typedef_of_it));
  CHECK_FALSE(is_redirected(b.model, record));
}

TEST_CASE("damaged: a typedef of an interface that lies in a struct of its name", "[pass]") {
  ModelBuilder b;
  const TypeId record = b.structure("main.T", 16, {});
  const TypeId any = b.add("interface {}", Interface{record});
  const TypeId typedef_of_it = b.alias("main.T", any);
  run_pass(b.model, "merge_definitions");
  CHECK(is_redirected(b.model, any));
  CHECK(is_redirected(b.model, typedef_of_it));
}

TEST_CASE("damaged: a struct called complex128 that holds complex numbers", "[pass]") {
  ModelBuilder b;
  const TypeId number = b.complex("main.C", 16);
  b.structure("complex128", 16, {{"c", number, 0, false, {}}});
  b.structure("float64", 8, {});
  run_pass(b.model, "settle_predeclared");
  run_pass(b.model, "lower_complex");
  REQUIRE(holds<Struct>(b.model.at(number)));
  const Layout layout = std::get<Struct>(b.model.at(number).shape).layout;
  CHECK(b.model.at(b.model.fields(layout)[0].type).name == "double");
}

TEST_CASE("damaged: pointers compared before their targets are merged", "[pass]") {
  ModelBuilder b;
  // The pointers stand before both structs, and the structs hold them.
  const TypeId p = b.later("*main.T"), q = b.later("*main.T");
  const TypeId n = b.number("int");
  const TypeId t = b.structure("main.T", 8, {{"a", n, 0, false, {}}});
  const TypeId u = b.structure("main.T", 8, {{"a", n, 0, false, {}}});
  b.model.replace(p, Pointer{t});
  b.model.replace(q, Pointer{u});
  run_pass(b.model, "merge_duplicates");
  CHECK(types_left(b.model) == 3);
}

TEST_CASE("damaged: a pointer marked as a map is a pointer all the same", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  b.add("", Pointer{n});
  b.model.set_kind(b.add("", Pointer{n}), GoKind::map);
  run_pass(b.model, "merge_duplicates");
  CHECK(types_left(b.model) == 2);
}

namespace {

std::vector<Name> names_of(Model& model, const std::vector<Name>& go_names, bool same_is_same) {
  UniqueNames names(1);
  for (const Name name : go_names) names.add("", name);
  names.settle(same_is_same);
  names.give_to(model);
  std::vector<Name> made;
  made.reserve(go_names.size());
  for (std::size_t i = 0; i < go_names.size(); ++i) made.push_back(names.at(i));
  return made;
}

}  // namespace

TEST_CASE("damaged: what stands for one function keeps one name, whatever it meets", "[names]") {
  Model model;
  const auto made = names_of(model, {"a.f", "a/f", "a.f"}, true);
  CHECK(made[0] == made[2]);
  CHECK(made[0] != made[1]);
  CHECK(names_of(model, {"a.f", "a.f", "a/f"}, true)[1] == made[0]);
  CHECK(names_of(model, {"a/f", "a.f", "a.f"}, true)[2] == made[0]);
}

TEST_CASE("damaged: a number that tells two types apart is not a third one's", "[names]") {
  Model model;
  const auto made = names_of(model, {"a.T", "a.T", "a.T#2", "a.T"}, false);
  CHECK(std::set<Name>(made.begin(), made.end()).size() == 4);
}

TEST_CASE("damaged: a typedef called float64 of what is none", "[pass]") {
  ModelBuilder b;
  b.alias("float64", b.structure("main.Big", 24, {}));
  const TypeId celsius = b.number("main.Celsius", 14);
  run_pass(b.model, "settle_predeclared");
  run_pass(b.model, "lower_scalars");
  const TypeId made = std::get<Alias>(b.model.at(celsius).shape).target;
  CHECK(holds<Base>(b.model.at(std::get<Alias>(b.model.at(made).shape).target)));
}

TEST_CASE("damaged: unsafe.Pointer as a typedef of another", "[pass]") {
  ModelBuilder b;
  const TypeId other = b.unsafe_pointer("main.U");
  b.alias("unsafe.Pointer", other);
  run_pass(b.model, "settle_predeclared");
  run_pass(b.model, "lower_scalars");
  CHECK(holds<Pointer>(b.model.at(std::get<Alias>(b.model.at(other).shape).target)));
}

TEST_CASE("damaged: dictionaries without a uintptr", "[pass]") {
  ModelBuilder b;
  b.function("main.Map[go.shape.int]", {{"n", b.number("int")}});
  run_pass(b.model, "add_dictionaries");
  CHECK(b.model.functions[0].params.count == 2);
}

TEST_CASE("damaged: something else called *uintptr", "[pass]") {
  ModelBuilder b;
  const TypeId word = b.number("uintptr"), other = b.structure("*uintptr", 8, {});
  const TypeId wrong = b.pointer("*uintptr", b.number("int"));
  b.function("main.Map[go.shape.int]", {{"n", b.number("int")}});
  run_pass(b.model, "add_dictionaries");
  const TypeId type = b.model.params(b.model.functions[0].params)[0].type;
  CHECK(type != other);
  CHECK(type != wrong);
  CHECK(std::get<Pointer>(b.model.at(type).shape).target == word);
}

// Readers take the size of pointers from `long unsigned int`, and arrays are indexed by it.
TEST_CASE("damaged: a signed uintptr", "[pass]") {
  ModelBuilder b;
  b.number("uintptr", 6);
  run_pass(b.model, "settle_predeclared");
  run_pass(b.model, "lower_scalars");
  CHECK(b.model.find("long unsigned int") != TypeId::none);
}
