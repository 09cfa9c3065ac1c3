// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// C's calling convention on amd64, by examples that gccgo compiled and probes saw (tests/gccgo).
#include "abi/sysv.hpp"
#include "support/catch.hpp"
#include "support/model_builder.hpp"

namespace {

using namespace gofixup;
using namespace gofixup::test;

Field at(Name name, TypeId type, std::uint64_t offset) { return {name, type, offset, false, {}}; }

struct Case {
  ModelBuilder builder;
  TypeId i8 = builder.number("int8"), i32 = builder.number("int32"), i = builder.number("int");
  TypeId f32 = builder.number("float32"), f64 = builder.number("float64");
  TypeId p = builder.unsafe_pointer();

  TypeId record(std::uint64_t size, const std::vector<Field>& fields) {
    return builder.structure("main.T", size, fields);
  }
  TypeId string() {
    return builder.add("string", String{builder.layout(16, {at("str", p, 0), at("len", i, 8)})});
  }
  std::string text(const std::vector<TypeId>& params, const std::vector<TypeId>& results = {}) {
    Sizes sizes(builder.model);
    const auto places = assign_sysv(builder.model, sizes, keep(params), keep(results));
    return places ? to_text(*places) : "unknown";
  }
  Range<Param> keep(const std::vector<TypeId>& types) {
    std::vector<Param> params;
    params.reserve(types.size());
    for (const TypeId type : types) params.push_back({"p", type, {}});
    return builder.model.keep(params);
  }
};

}  // namespace

TEST_CASE("sysv: words and floats", "[abi]") {
  Case c;
  CHECK(c.text({c.i, c.f64, c.i8, c.f32, c.p}) == "di;xmm0;si;xmm1;dx");
  CHECK(c.text({c.i, c.i, c.i, c.i, c.i, c.i, c.i, c.i8}) == "di;si;dx;cx;r8;r9;sp+8;sp+16");
}

TEST_CASE("sysv: both registers of a value or none", "[abi]") {
  Case c;
  const TypeId s = c.string();
  CHECK(c.text({s, c.i}) == "di,si;dx");
  CHECK(c.text({c.i, c.i, c.i, c.i, c.i, s, c.i}) == "di;si;dx;cx;r8;sp+8;r9");
}

TEST_CASE("sysv: small values share a register", "[abi]") {
  Case c;
  const TypeId pair = c.record(8, {at("a", c.i32, 0), at("b", c.i32, 4)});
  const TypeId floats = c.record(8, {at("x", c.f32, 0), at("y", c.f32, 4)});
  const TypeId mixed = c.record(16, {at("x", c.f64, 0), at("n", c.i32, 8)});
  const TypeId both = c.record(8, {at("x", c.f32, 0), at("n", c.i32, 4)});
  CHECK(c.text({pair, floats, mixed, both}) == "di,di:4;xmm0,xmm0:4;xmm1,si;dx,dx:4");
  CHECK(c.text({c.builder.array("[2]int32", 2, c.i32)}) == "di,di:4");
  CHECK(c.text({c.builder.complex("complex64", 8)}) == "xmm0,xmm0:4");
  CHECK(c.text({c.builder.complex("complex128", 16)}) == "xmm0,xmm1");
}

TEST_CASE("sysv: blank fields take their part, empty values nothing", "[abi]") {
  Case c;
  const TypeId padded = c.record(16, {at("x", c.f64, 0), at("_", c.i, 8)});
  const TypeId empty = c.record(0, {});
  CHECK(c.text({padded, empty, c.i}) == "xmm0;-;si");
}

TEST_CASE("sysv: large values", "[abi]") {
  Case c;
  const TypeId large = c.record(24, {at("a", c.i, 0), at("b", c.i, 8), at("c", c.i, 16)});
  CHECK(c.text({large, c.i, large}) == "sp+8;di;sp+32");
  CHECK(c.text({c.i}, {large}) == "si->*ax");  // di: where to put it
}

TEST_CASE("sysv: several results are one struct", "[abi]") {
  Case c;
  const TypeId s = c.string();
  CHECK(c.text({}, {c.i, c.i}) == "->ax,dx");
  CHECK(c.text({}, {c.i32, c.i32}) == "->ax,ax:4");
  CHECK(c.text({}, {c.f64, c.i}) == "->xmm0,ax");
  CHECK(c.text({c.i}, {c.i, s, c.i}) == "si->*ax");
}

TEST_CASE("sysv: a type whose inside nobody knows has no place", "[abi]") {
  Case c;
  CHECK(c.text({c.builder.add("main.T", Opaque{8})}) == "unknown");
  CHECK(c.text({TypeId::none}) == "unknown");
}
