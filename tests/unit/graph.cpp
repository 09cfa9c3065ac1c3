// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Which cycles the readers of BTF survive: the loops of docs/go-to-btf.md, in the C half.
#include "model/graph.hpp"

#include "emitter/type_order.hpp"
#include "support/catch.hpp"
#include "support/error.hpp"
#include "support/model_builder.hpp"
#include "support/run_pass.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

struct Graph : ModelBuilder {
  TypeId nameless_pointer(TypeId target) { return add("", Pointer{target}); }
  TypeId closure(std::string_view name, const std::vector<Param>& params, TypeId result = {}) {
    const TypeId code = add("", Signature{model.keep(std::span<const Param>(params)), result});
    return nameless_pointer(structure(name, 8, {{"fn", nameless_pointer(code), 0, false, {}}}));
  }
  void fill(TypeId id, const std::vector<Field>& fields) {
    model.replace(id, Struct{{8, model.keep(std::span<const Field>(fields))}});
  }

  // How many components; and after the pass there must be none left, and an order.
  std::size_t cycles_and_cuts() {
    const std::size_t cycles = unbroken_cycles(model).size();
    run_pass(model, "cut_pointer_cycles");
    CHECK(unbroken_cycles(model).empty());
    CHECK_NOTHROW(order_types(model));
    CHECK((count_of(model, Diagnostic::Code::cycle_cut) == 0) == (cycles == 0));
    return cycles;
  }
};

}  // namespace

TEST_CASE("graph: cycles that need no cut", "[graph]") {
  Graph g;
  SECTION("a struct that points at itself") {
    const TypeId list = g.later("main.List");
    g.fill(list, {{"next", g.nameless_pointer(list), 0, false, {}}});
  }
  SECTION("with typedefs between") {
    const TypeId list = g.later("main.List");
    const TypeId a = g.alias("main.A", g.alias("main.B", list));
    g.fill(list, {{"next", g.nameless_pointer(a), 0, false, {}}});
  }
  SECTION("two structs that point at each other") {
    const TypeId x = g.later("main.X1"), y = g.later("main.X2");
    g.fill(x, {{"y", g.nameless_pointer(y), 0, false, {}}});
    g.fill(y, {{"x", g.nameless_pointer(x), 0, false, {}}});
  }
  SECTION("type S []S") {
    const TypeId s = g.later("main.S");
    const TypeId plain =
        g.structure("[]main.S", 24, {{"array", g.nameless_pointer(s), 0, false, {}}});
    g.model.replace(s, Alias{plain});
  }
  SECTION("type F func(F) F") {
    const TypeId f = g.later("main.F");
    g.model.replace(f, Alias{g.closure("func(main.F) main.F", {{"_p0", f}}, f)});
  }
  SECTION("a struct with a func that takes the struct by value") {
    const TypeId t = g.later("main.T");
    g.fill(t, {{"f", g.closure("func(main.T)", {{"_p0", t}}), 0, false, {}}});
  }
  SECTION("type M map[string]M") {
    const TypeId m = g.later("main.M");
    const TypeId runtime = g.structure("map<string,main.M>", 8, {{"elem", m, 0, false, {}}});
    g.model.replace(m, Alias{g.nameless_pointer(runtime)});
  }
  CHECK(g.cycles_and_cuts() == 0);
}

TEST_CASE("graph: cycles that are cut", "[graph]") {
  Graph g;
  SECTION("type P *P") {
    const TypeId p = g.later("main.P");
    g.model.replace(p, Alias{g.nameless_pointer(p)});
  }
  SECTION("type P *[2]P") {
    const TypeId p = g.later("main.P");
    g.model.replace(p, Alias{g.nameless_pointer(g.add("", Array{p, 2}))});
  }
  SECTION("type P **P, through two pointers") {
    const TypeId p = g.later("main.P");
    g.model.replace(p, Alias{g.nameless_pointer(g.nameless_pointer(p))});
  }
  SECTION("struct A { p *[2]A }") {
    const TypeId a = g.later("main.A");
    g.fill(a, {{"p", g.nameless_pointer(g.add("", Array{a, 2})), 0, false, {}}});
  }
  SECTION("struct A { p **A }: the inner pointer ends it") {
    const TypeId a = g.later("main.A");
    g.fill(a, {{"p", g.nameless_pointer(g.nameless_pointer(a)), 0, false, {}}});
    CHECK(g.cycles_and_cuts() == 0);
    return;
  }
  SECTION("a nameless struct that points at itself") {
    const TypeId nameless = g.later("");
    g.fill(nameless, {{"next", g.nameless_pointer(nameless), 0, false, {}}});
  }
  SECTION("a pointer to code that takes the pointer") {
    const TypeId pointer = g.nameless_pointer(TypeId::none);
    const TypeId code =
        g.add("", Signature{g.model.keep(std::vector<Param>{{"_p0", pointer}}), {}});
    g.model.replace(pointer, Pointer{code});
  }
  CHECK(g.cycles_and_cuts() == 1);
}

TEST_CASE("graph: only the pointers inside the cycle are cut", "[graph]") {
  Graph g;
  const TypeId p = g.later("main.P");
  g.model.replace(p, Alias{g.nameless_pointer(p)});
  const TypeId outside = g.nameless_pointer(p), chain = g.nameless_pointer(outside);
  const TypeId q = g.later("main.Q"), r = g.later("main.R");
  g.model.replace(q, Alias{g.nameless_pointer(r)});
  g.model.replace(r, Alias{g.nameless_pointer(q)});
  CHECK(g.cycles_and_cuts() == 2);
  CHECK(dump(g.model, p) == "type main.P: typedef of *void\n");
  CHECK(reference(g.model, chain) == "**main.P");
  CHECK(count_of(g.model, Diagnostic::Code::cycle_cut) == 3);
}

TEST_CASE("graph: breaking pointers", "[graph]") {
  Graph g;
  const TypeId record = g.structure("main.T", 0, {}), opaque = g.add("main.O", Opaque{8});
  CHECK(is_breaking_pointer(g.model, g.nameless_pointer(record)));
  CHECK(is_breaking_pointer(g.model, g.nameless_pointer(opaque)));
  CHECK(is_breaking_pointer(g.model, g.nameless_pointer(g.alias("a", g.alias("b", record)))));
  CHECK_FALSE(is_breaking_pointer(g.model, record));
  CHECK_FALSE(is_breaking_pointer(g.model, g.nameless_pointer(TypeId::none)));
  CHECK_FALSE(is_breaking_pointer(g.model, g.nameless_pointer(g.structure("", 0, {}))));
  CHECK_FALSE(is_breaking_pointer(g.model, g.nameless_pointer(g.add("", Array{record, 2}))));
  const TypeId loop = g.later("loop");
  g.model.replace(loop, Alias{loop});
  CHECK_FALSE(is_breaking_pointer(g.model, g.nameless_pointer(loop)));
}

TEST_CASE("graph: a hundred thousand types deep", "[graph]") {
  Graph g;
  TypeId id = g.later("main.P");
  const TypeId first = id;
  for (int i = 0; i < 100'000; ++i) id = g.nameless_pointer(id);
  SECTION("a chain") g.model.replace(first, Struct{});
  SECTION("a ring") g.model.replace(first, Alias{id});
  CHECK_NOTHROW(g.cycles_and_cuts());
}

TEST_CASE("type_order: what a type is made of comes before it", "[emitter]") {
  Graph g;
  const TypeId first = g.later("main.First");
  const TypeId word = g.add("long unsigned int", Base{8, Base::Encoding::unsigned_int});
  g.model.set_btf_name(word, "long unsigned int");
  const TypeId array = g.add("", Array{g.alias("main.N", word), 4});
  g.fill(first, {{"a", array, 0, false, {}}, {"self", g.nameless_pointer(first), 32, false, {}}});
  g.add("", Pointer{word});  // nobody's
  std::string order;
  for (const TypeId id : order_types(g.model)) order += reference(g.model, id) + "\n";
  CHECK(order ==
        "long unsigned int\n"
        "main.N\n"
        "[4]main.N\n"
        "*main.First\n"
        "main.First\n");
  CHECK(index_type(g.model) == word);
}

TEST_CASE("type_order: a cycle by value is a bug of ours", "[emitter]") {
  Graph g;
  const TypeId loop = g.later("main.L");
  g.model.replace(loop, Alias{g.add("", Array{loop, 1})});
  CHECK_THROWS_AS(order_types(g.model), Error);
}

TEST_CASE("graph: pointers to pointers, deeper than readers recurse", "[graph]") {
  for (const std::size_t count : {std::size_t{200}, std::size_t{100'000}}) {
    Graph g;
    TypeId last = g.structure("main.Leaf", 8, {});
    last = g.alias("main.P0", g.model.add({{}, Array{last, 1}, {}, {}, {}}));
    for (std::size_t i = 1; i < count; ++i)
      last = g.alias("main.P" + std::to_string(i), g.nameless_pointer(last));
    CHECK(g.cycles_and_cuts() == 0);
    const auto cuts = count_of(g.model, Diagnostic::Code::opaque_type);
    CAPTURE(count, cuts);
    // Two types a step: a cut for about every 256 steps, and none where it is not needed.
    CHECK(cuts == (count == 200 ? 0 : 390));
    std::size_t deepest = 0;
    for (std::size_t i = 1; i < g.model.type_count(); ++i) {
      std::size_t depth = 0;
      auto id = static_cast<TypeId>(i);
      for (; id != TypeId::none && depth < 1000; ++depth) {
        const Shape& shape = g.model.at(id).shape;
        const auto* pointer = std::get_if<Pointer>(&shape);
        const auto* alias = std::get_if<Alias>(&shape);
        id = pointer != nullptr ? pointer->target : alias != nullptr ? alias->target : TypeId::none;
      }
      deepest = std::max(deepest, depth);
    }
    CHECK(deepest <= 514);
  }
}
