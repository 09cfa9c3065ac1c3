// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// legalize_names and legalize_globals on whole models. The spelling rules themselves are in
// btf_names.cpp.
#include "support/catch.hpp"
#include "support/model_builder.hpp"
#include "support/run_pass.hpp"

using namespace gofixup;
using namespace gofixup::test;

TEST_CASE("legalize_names, legalize_globals: types, functions, members", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.alias("int", b.add("", Pointer{}));
  b.structure("main.T", 40,
              {{"a", n, 0, false, {}},
               {"int", n, 8, false, {}},
               {"\u0436", n, 16, false, {}},
               {"u436", n, 24, false, {}},
               {"a", n, 32, false, {}}});
  b.function("main.(*T).M", {{"~p0", n}, {"_", n}, {"", n}, {"const", n}, {"_p1", n}});
  run_pass(b.model, "legalize_names");
  CHECK(run_pass(b.model, "legalize_globals") ==
        "func main.(*T).M(_p0 int, _p1 int, _p2 int, const_ int, _p12 int)  -> main_ptr_T_M\n"
        "type int: typedef of *void  -> GoInt\n"
        "type main.T: struct  size 40  -> go_main_T\n"
        "     0  a  int\n"
        "     8  int_  int\n"
        "    16  u436  int\n"
        "    24  u4362  int\n"
        "    32  a2  int\n");
}

TEST_CASE("legalize_names: a name of which C can take nothing is told by its place", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  b.structure("main.T", 16, {{"\x01", n, 0, false, {}}, {"\u2026", n, 8, false, {}}});
  run_pass(b.model, "legalize_names");
  CHECK(pass_named("drop_blank_fields").then_always(b.model));
  CHECK(dump(b.model, b.model.find("main.T")) ==
        "type main.T: struct  size 16  -> go_main_T\n"
        "     0  _f0  int\n"
        "     8  _f1  int\n");
}

TEST_CASE("legalize_names: what collides is hashed, both of them", "[pass]") {
  ModelBuilder b;
  const TypeId x = b.structure("a/b.T", 0, {}), y = b.structure("a.b.T", 0, {});
  run_pass(b.model, "legalize_names");
  CHECK(b.model.at(x).btf_name.starts_with("go_a_b_T__"));
  CHECK(b.model.at(y).btf_name.starts_with("go_a_b_T__"));
  CHECK(b.model.at(x).btf_name != b.model.at(y).btf_name);
  CHECK(count_of(b.model, Diagnostic::Code::name_hashed) == 2);
}

TEST_CASE("legalize_globals: types and functions have a name space each", "[pass]") {
  ModelBuilder b;
  b.structure("main.T", 0, {});
  b.function("go.main.T", {});
  run_pass(b.model, "legalize_names");
  run_pass(b.model, "legalize_globals");
  CHECK(b.model.functions[0].btf_name == "go_main_T");
  CHECK(b.model.diagnostics.empty());
}

TEST_CASE("legalize_names: results are named by their kind", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  b.function("main.f", {}, {n, n});
  run_pass(b.model, "fold_results");
  run_pass(b.model, "lower_scalars");
  run_pass(b.model, "legalize_names");
  CHECK(b.model.at(b.model.find("(int, int)")).btf_name == "go_results_int_int");
}

// Damaged DWARF may have any number of them.
TEST_CASE("legalize_names: predeclared names are unique as well", "[pass]") {
  ModelBuilder b;
  b.alias("int", b.add("", Pointer{}));
  b.alias("int", b.add("", Array{TypeId::none, 2}));
  run_pass(b.model, "settle_predeclared");
  run_pass(b.model, "legalize_names");
}

TEST_CASE("legalize_names: names that are given already stay", "[pass]") {
  ModelBuilder b;
  const TypeId ours = b.structure("ours", 0, {});
  b.model.set_btf_name(ours, "go_main_T");
  const TypeId theirs = b.structure("main.T", 0, {});
  run_pass(b.model, "legalize_names");
  CHECK(b.model.at(ours).btf_name == "go_main_T");
  CHECK(b.model.at(theirs).btf_name.starts_with("go_main_T__"));
}
