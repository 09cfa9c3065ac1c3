// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The passes that make one of several: definitions, ABI pairs, duplicates, prototypes. And the
// one that finds the results of old func types.
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

}  // namespace

TEST_CASE("merge_definitions: a typedef and its definition become one", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int8");
  const TypeId record = b.structure("main.T", 1, {{"a", n, 0, false, {}}});
  const TypeId t = b.alias("main.T", record);
  b.alias("main.By", b.slice("main.By", n));
  b.alias("interface {}", b.alias("interface {}", b.interface("interface {}")));
  b.alias("noalg.[8]int8", b.array("[8]int8", 8, n));
  b.function("main.f", {{"t", t}});
  run_pass(b.model, "merge_definitions");
  CHECK(dump(b.model,
             [](Name name) {
               return name.starts_with("main.") || name.ends_with("{}") ||
                      name.ends_with("[8]int8");
             }) ==
        "func main.f(t main.T)\n"
        "type [8]int8: array of 8 int8\n"
        "type interface {}: interface as runtime.eface\n"
        "type main.By: slice of int8  size 24\n"
        "     0  array  *int8\n"
        "     8  len  int\n"
        "    16  cap  int\n"
        "type main.T: struct  size 1\n"
        "     0  a  int8\n");
}

TEST_CASE("merge_definitions: recursive ones", "[pass]") {
  ModelBuilder b;
  const TypeId definition = b.later("main.P"), name = b.alias("main.P", definition);
  b.model.replace(definition, Pointer{name});
  CHECK(run_pass(b.model, "merge_definitions") == "type main.P: pointer to *" + [] {
    std::string stars(64, '*');
    return stars + "...";
  }() + "\n");
}

TEST_CASE("recover_results: from the spelling of the type", "[pass]") {
  ModelBuilder b(8, {1, 23});
  const TypeId n = b.number("int"), error = b.interface("error");
  const TypeId pn = b.pointer(n), pe = b.pointer(error);
  const auto old_func = [&](std::string_view name, const std::vector<TypeId>& params) {
    const TypeId id = b.func(name, params);
    FuncValue func = std::get<FuncValue>(b.model.at(id).shape);
    func.results_are_params = true;
    b.model.replace(id, func);
  };
  old_func("func(int) error", {n, pe});
  old_func("func(int, *error)", {n, pe});
  old_func("func(*int) (int, error)", {pn, pn, pe});
  old_func("func()", {});
  old_func("func(int)", {n, n});  // does not fit its spelling
  old_func("func() int", {n});    // a result that is no pointer
  old_func("main.Handler", {n, pe});
  run_pass(b.model, "recover_results");
  CHECK(dump(b.model, [](Name name) { return name.starts_with("func") || name[0] == 'm'; }) ==
        "type func() int: func value (int) unknown\n"
        "type func(): func value ()\n"
        "type func(*int) (int, error): func value (*int) results (int, error)\n"
        "type func(int) error: func value (int) results (error)\n"
        "type func(int): func value (int, int) unknown\n"
        "type func(int, *error): func value (int, *error)\n"
        "type main.Handler: func value (int, *error) unknown\n");
  REQUIRE(count_of(b.model, Diagnostic::Code::results_unknown) == 1);
  CHECK(b.model.diagnostics[0].count == 3);
}

TEST_CASE("recover_results: Go 1.17 lists some results only", "[pass]") {
  const auto results_after = [](GoVersion go, std::size_t& notes) {
    ModelBuilder b(8, go);
    b.function("main.some", {}, {b.number("int"), b.number("uint8")});
    b.function("main.none", {});
    run_pass(b.model, "recover_results");
    notes = count_of(b.model, Diagnostic::Code::results_unknown);
    return b.model.functions[0].results.count;
  };
  std::size_t notes = 0;
  CHECK(results_after({1, 17}, notes) == 0);
  CHECK(notes == 1);
  CHECK(results_after({1, 18}, notes) == 2);
  CHECK(notes == 0);
  CHECK(results_after({}, notes) == 2);  // a development version
}

TEST_CASE("merge_abi_pairs: parameters of whichever knows them", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  const auto add = [&](const char* name, const std::vector<Param>& params, const char* symbol,
                       std::uint64_t address) {
    Function& function = b.function(name, params);
    function.symbol = symbol;
    function.is_abi0 = std::string_view(symbol).ends_with(".abi0");
    function.address = address;
  };
  add("runtime.memmove", {{"to", n}}, "", 1);
  add("runtime.memmove", {}, "runtime.memmove.abi0", 2);
  add("runtime.asm", {}, "", 3);
  add("runtime.asm", {{"a", n}}, "runtime.asm.abi0", 4);
  add("main.alone", {}, "main.alone.abi0", 5);
  run_pass(b.model, "merge_abi_pairs");
  REQUIRE(b.model.functions.size() == 3);
  CHECK(dump(b.model, b.model.functions[0]) == "func runtime.memmove(to int)\n");
  CHECK(dump(b.model, b.model.functions[1]) == "func runtime.asm(a int)\n");
  CHECK(dump(b.model, b.model.functions[2]) == "func main.alone()  symbol main.alone.abi0\n");
  CHECK(b.model.functions[0].address == 1);
  CHECK(b.model.functions[1].address == 3);
}

TEST_CASE("merge_abi_pairs: without symbols the half that knows nothing goes", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  b.function("runtime.memmove", {}).address = 1;
  b.function("runtime.memmove", {{"to", n}}).address = 2;
  b.function("main.step", {}).address = 3;  // static assembly, linked twice
  b.function("main.step", {}).address = 4;
  SECTION("with symbols both stay") {
    run_pass(b.model, "merge_abi_pairs");
    CHECK(b.model.functions.size() == 4);
  }
  SECTION("without") {
    b.model.binary.has_symbols = false;
    run_pass(b.model, "merge_abi_pairs");
    REQUIRE(b.model.functions.size() == 3);
    CHECK(dump(b.model, b.model.functions[0]) == "func runtime.memmove(to int)\n");
    CHECK(b.model.functions[0].address == 2);
  }
}

TEST_CASE("merge_duplicates: nameless types", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  const auto pointer = [&](TypeId to) { return b.add("", Pointer{to}); };
  b.structure("main.T", 48,
              {{"a", pointer(TypeId::none), 0, false, {}},
               {"b", pointer(TypeId::none), 8, false, {}},
               {"c", pointer(b.add("", Array{n, 3})), 16, false, {}},
               {"d", pointer(b.add("", Array{n, 3})), 24, false, {}},
               {"e", pointer(b.add("", Array{n, 4})), 32, false, {}}});
  const std::string before = dump(b.model);
  CHECK(run_pass(b.model, "merge_duplicates") == before);
  // int, main.T, void *, the two arrays and a pointer to each
  CHECK(types_left(b.model) == 7);
}

TEST_CASE("merge_duplicates: a name is part of what a type is", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  b.structure("main.T", 8, {{"a", n, 0, false, {}}});
  b.structure("main.T", 8, {{"a", n, 0, false, {}}});
  b.structure("main.U", 8, {{"a", n, 0, false, {}}});
  b.structure("main.T", 8, {{"b", n, 0, false, {}}});
  b.structure("main.T", 16, {{"a", n, 0, false, {}}});
  b.structure("main.T", 8, {{"a", n, 0, false, "*int"}});
  run_pass(b.model, "merge_duplicates");
  CHECK(types_left(b.model) == 6);
}

// Pointers are equal once what they point at is one: also where it was two before.
TEST_CASE("merge_duplicates: pointers to duplicates", "[pass]") {
  ModelBuilder b;
  const auto list = [&] {
    const TypeId id = b.later("main.List");
    const Field fields[] = {{"next", b.add("", Pointer{id}), 0, false, {}}};
    b.model.replace(id, Struct{{8, b.model.keep(fields)}});
    return id;
  };
  SECTION("to a struct") {
    b.add("", Pointer{b.structure("main.T", 0, {})});
    b.add("", Pointer{b.structure("main.T", 0, {})});
  }
  SECTION("to typedefs of one") {
    const TypeId t = b.structure("main.T", 0, {});
    b.add("", Pointer{b.alias("main.A", t)});
    b.add("", Pointer{b.alias("main.A", t)});
    b.model.replace(t, Gone{});
    b.model.replace(t, Struct{});
    b.model.rename(t, "main.T");
    run_pass(b.model, "merge_duplicates");
    CHECK(types_left(b.model) == 3);
    return;
  }
  SECTION("recursive ones") {
    list();
    list();
  }
  run_pass(b.model, "merge_duplicates");
  CHECK(types_left(b.model) == 2);
}

TEST_CASE("share_prototypes: one per list of names and types", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int"), s = b.number("int8");
  b.function("main.f", {{"n", n}});
  b.function("main.g", {{"n", n}});
  b.function("main.h", {{"m", n}});
  b.function("main.i", {{"n", s}});
  b.function("main.j", {{"n", n}}).result = n;
  b.add("", Signature{b.model.keep(std::vector<Param>{{"m", n}}), {}});  // of a closure
  run_pass(b.model, "share_prototypes");
  const auto& f = b.model.functions;
  REQUIRE(f.size() == 5);
  CHECK(f[0].signature == f[1].signature);
  CHECK(f[0].signature != f[2].signature);
  CHECK(f[0].signature != f[3].signature);
  CHECK(f[0].signature != f[4].signature);
  CHECK(types_left(b.model) == 2 + 4);
}

TEST_CASE("share_prototypes: functions that are equal become one", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  b.function("x.asm", {}).address = 1;
  b.function("x.asm", {}).address = 2;
  b.function("x.asm", {{"n", n}}).address = 3;
  b.function("x.asm", {}).symbol = "x.asm.1";
  run_pass(b.model, "share_prototypes");
  REQUIRE(b.model.functions.size() == 3);
  CHECK(b.model.functions[0].address == 1);
}

TEST_CASE("a runtime type follows its type through the passes", "[pass]") {
  ModelBuilder b;
  const TypeId record = b.structure("main.T", 1, {{"a", b.number("int8"), 0, false, {}}});
  const TypeId alias = b.alias("main.T", record);
  const TypeId nameless = b.interface("interface { M() }");
  const TypeId first = b.pointer(alias), second = b.pointer(record);
  for (const TypeId type : {alias, nameless, first, second})
    b.model.interfaces.types.push_back({0, type, b.model.at(type).name, 0, 0, false});
  for (const Pass& pass : all_passes()) pass.run(b.model, {});
  const auto& types = b.model.interfaces.types;
  CHECK(types[0].type == record);
  CHECK(b.model.at(types[1].type).name == "runtime.iface");
  CHECK(types[2].type == types[3].type);
  for (const RuntimeType& type : types) CHECK_FALSE(holds<Gone>(b.model.at(type.type)));
}
