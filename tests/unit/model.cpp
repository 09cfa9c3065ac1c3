// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "model/model.hpp"

#include "model/edges.hpp"
#include "support/catch.hpp"
#include "support/error.hpp"
#include "support/model_builder.hpp"

using namespace gofixup;
using namespace gofixup::test;

TEST_CASE("model: ids begin at 1 and are found by name", "[model]") {
  ModelBuilder b;
  CHECK(b.model.type_count() == 1);
  const TypeId first = b.number("int"), second = b.structure("main.T", 8, {});
  CHECK(index_of(first) == 1);
  CHECK(index_of(second) == 2);
  CHECK(b.model.find("main.T") == second);
  CHECK(b.model.find("main.U") == TypeId::none);
}

TEST_CASE("model: names that are kept outlive what they were made from", "[model]") {
  ModelBuilder b;
  std::string text = "main.T";
  const Name kept = b.model.keep(text);
  text.assign("other!");
  CHECK(kept == "main.T");
  CHECK(b.model.keep("").empty());
}

TEST_CASE("model: redirect", "[model]") {
  ModelBuilder b;
  const TypeId a = b.later("a"), c = b.later("c"), d = b.later("d"), n = b.number("int");
  const TypeId user = b.structure("main.T", 8, {{"x", a, 0, false, {}}});
  const TypeId pointer = b.pointer("*c", c);
  Function& function = b.function("main.f", {{"p", a}}, {c});
  function.result = d;

  SECTION("a chain leads to its end, from everywhere") {
    b.model.redirect(a, c);
    b.model.redirect(c, d);
    b.model.redirect(d, n);
    b.model.apply_redirects();
    CHECK(dump(b.model) ==
          "func main.f(p int) int\n"
          "type *c: pointer to int\n"
          "type int: number  size 8  kind 2\n"
          "type main.T: struct  size 8\n"
          "     0  x  int\n");
    CHECK(b.model.params(b.model.functions[0].results)[0].type == n);
    CHECK(holds<Gone>(b.model.at(a)));
    CHECK(holds<Gone>(b.model.at(d)));
  }
  SECTION("to itself is nothing") {
    b.model.redirect(a, a);
    b.model.apply_redirects();
    CHECK_FALSE(holds<Gone>(b.model.at(a)));
  }
  SECTION("to none makes void") {
    b.model.redirect(c, TypeId::none);
    b.model.apply_redirects();
    CHECK(dump(b.model, pointer) == "type *c: pointer to void\n");
  }
  SECTION("to a type that was added after the first redirect") {
    b.model.redirect(a, c);
    const TypeId added = b.structure("main.New", 0, {});
    b.model.redirect(c, added);
    b.model.apply_redirects();
    CHECK(reference(b.model, b.model.fields(*layout_of(b.model.at(user).shape))[0].type) ==
          "main.New");
  }
  SECTION("a ring is a bug of ours") {
    b.model.redirect(a, c);
    b.model.redirect(c, a);
    CHECK_THROWS_AS(b.model.apply_redirects(), Error);
  }
  SECTION("of none is a bug of ours") { CHECK_THROWS_AS(b.model.redirect(TypeId::none, a), Error); }
}

TEST_CASE("model: edges of every shape", "[model]") {
  ModelBuilder b;
  const TypeId n = b.number("int"), s = b.string();
  const auto edges = [&](TypeId id) {
    std::string text;
    for_each_edge(b.model, b.model.at(id).shape, [&](TypeId to, Edge edge) {
      constexpr const char* kWords[] = {"value", "pointer", "call", "note"};
      text += (text.empty() ? "" : ", ") + std::string(kWords[static_cast<int>(edge)]) + " " +
              reference(b.model, to);
    });
    return text;
  };
  CHECK(edges(n) == kNothing);
  CHECK(edges(b.pointer(n)) == "pointer int");
  CHECK(edges(b.array("[2]int", 2, n)) == "value int");
  CHECK(edges(b.alias("main.A", n)) == "value int");
  CHECK(edges(b.structure("main.T", 24, {{"a", n, 0, false, {}}, {"b", s, 8, false, {}}})) ==
        "value int, value string");
  CHECK(edges(s) == "value *uint8, value int");
  CHECK(edges(b.slice("[]int", n)) == "note int, value *int, value int, value int");
  CHECK(edges(b.map("map[int]string", n, s)) == "note int, note string, value *map<int,string>");
  CHECK(edges(b.chan("chan int", n)) == "note int, value *hchan<int>");
  CHECK(edges(b.interface("main.I")) == "value runtime.iface");
  CHECK(edges(b.func("func(int) string", {n}, {s})) == "call void, call int, call string");
  CHECK(edges(b.add("", Signature{b.model.keep(std::vector<Param>{{"a", n}}), s})) ==
        "call string, call int");
}

TEST_CASE("model: dump", "[model]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  const TypeId nameless = b.add("", Pointer{b.add("", Array{b.add("", Pointer{}), 4})});
  const TypeId code = b.add("", Signature{b.model.keep(std::vector<Param>{{"_p0", n}}), n});
  b.structure("main.T", 1 << 20, {{"a", nameless, 0, false, "*x"}, {"E", code, 1234567, true, {}}});
  b.add("main.O", Opaque{12});
  b.add("", Gone{});
  b.function("main.g", {{"a", n}, {"", nameless}}, {n, n}).symbol = "main.g.abi0";
  b.model.functions[0].btf_name = "main_g";
  CHECK(reference(b.model, TypeId::none) == "void");
  CHECK(dump(b.model) ==
        "func main.g(a int, *[4]*void) results (int, int)  symbol main.g.abi0  -> main_g\n"
        "type int: number  size 8  kind 2\n"
        "type main.O: opaque  size 12\n"
        "type main.T: struct  size 1048576\n"
        "     0  a  *[4]*void  for *x\n"
        "1234567  E  code(_p0 int) int  embedded\n");
  CHECK(dump(b.model, [](Name name) { return name == "main.O"; }) ==
        "type main.O: opaque  size 12\n");
}

TEST_CASE("model: a ring of nameless types can still be printed", "[model]") {
  ModelBuilder b;
  const TypeId ring = b.add("", Pointer{});
  b.model.replace(ring, Pointer{ring});
  CHECK(reference(b.model, ring).ends_with("..."));
}
