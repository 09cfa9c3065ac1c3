// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The calculator on the worked examples of the calling convention, checked there against the
// compiler's own code.
#include "abi/assign.hpp"
#include "support/catch.hpp"
#include "support/model_builder.hpp"

namespace {

using namespace gofixup;

constexpr std::uint8_t kInt8 = 3, kInt32 = 5, kInt = 2, kFloat32 = 13, kFloat64 = 14;

// A function's parameters and results on one machine, as go.loc text.
class Case {
 public:
  explicit Case(std::uint16_t machine, unsigned word_size = 8, const char* producer = "; regabi") {
    model.binary.machine = machine;
    model.binary.word_size = word_size;
    model.binary.producer = producer;
  }

  TypeId number(std::uint8_t kind, std::uint32_t size) { return add(Number{kind, size}); }
  TypeId integer() { return number(kInt, model.binary.word_size); }
  TypeId words(std::uint64_t count) { return structure(std::vector<TypeId>(count, integer())); }
  TypeId string() { return add(String{layout({pointer(), integer()})}); }
  TypeId pointer() { return add(Pointer{}); }
  TypeId array(TypeId element, std::uint64_t count) { return add(Array{element, count}); }
  TypeId structure(const std::vector<TypeId>& fields) { return add(Struct{layout(fields)}); }
  TypeId add(const Shape& shape) { return model.add({"t", shape, {}, {}, {}}); }

  std::string text(const std::vector<TypeId>& params, const std::vector<TypeId>& results = {}) {
    Sizes sizes(model);
    return to_text(assign(model, sizes, internal_convention(model.binary),
                          {keep(params), keep(results), false}));
  }

  Model model;

 private:
  Layout layout(const std::vector<TypeId>& types) {
    Sizes sizes(model);
    std::vector<Field> fields;
    std::uint64_t end = 0, align = 1;
    for (const TypeId type : types) {
      const std::uint64_t own = sizes.align_of(type);
      const std::uint64_t offset = (end + own - 1) / own * own;
      fields.push_back({"f", type, offset, false, {}});
      end = offset + sizes.size_of(type);
      align = std::max(align, own);
    }
    return {(end + align - 1) / align * align, model.keep(fields)};
  }
  Range<Param> keep(const std::vector<TypeId>& types) {
    std::vector<Param> params;
    params.reserve(types.size());
    for (const TypeId type : types) params.push_back({"p", type, {}});
    return model.keep(params);
  }
};

constexpr std::uint16_t kAmd64 = 62, kArm64 = 183, k386 = 3, kPpc64 = 21, kS390 = 22, kRiscv = 243,
                        kLoong = 258;

}  // namespace

TEST_CASE("assign: blanks(_ int, a string, _ float64, z int) on each machine", "[abi]") {
  const auto on = [](std::uint16_t machine) {
    Case c(machine);
    return c.text({c.integer(), c.string(), c.number(kFloat64, 8), c.integer()});
  };
  CHECK(on(kAmd64) == "ax;bx,cx;xmm0;di");
  CHECK(on(kArm64) == "x0;x1,x2;f0;x3");
  CHECK(on(kS390) == "r2;r3,r4;f0;r5");
  CHECK(on(kPpc64) == "r3;r4,r5;f1;r6");
  CHECK(on(kRiscv) == "a0;a1,a2;fa0;a3");
  CHECK(on(kLoong) == "r4;r5,r6;f0;r7");
}

TEST_CASE("assign: what does not fit goes on the stack and takes nothing", "[abi]") {
  Case c(kAmd64);
  const TypeId i = c.integer();
  CHECK(c.text(std::vector<TypeId>(11, i)) == "ax;bx;cx;di;si;r8;r9;r10;r11;sp+8;sp+16");
  // a string with one register left, then an int that takes it
  CHECK(c.text({i, i, i, i, i, i, i, i, c.string(), i}) == "ax;bx;cx;di;si;r8;r9;r10;sp+8;r11");
  CHECK(c.text({i, c.array(i, 20), c.words(10), i}) == "ax;sp+8;sp+168;bx");
}

TEST_CASE("assign: arrays of one element pass as the element, longer ones never", "[abi]") {
  Case c(kAmd64);
  const TypeId i = c.integer();
  CHECK(c.text({i, c.array(i, 2), c.string(), c.array(i, 0), c.array(c.string(), 1)}) ==
        "ax;sp+8;bx,cx;-;di,si");
  CHECK(c.text({c.structure({i, c.array(c.number(kInt8, 1), 4)})}) == "sp+8");
}

TEST_CASE("assign: structs take a register for each field, floats their own", "[abi]") {
  Case c(kAmd64);
  const TypeId s = c.structure({c.integer(), c.number(kFloat64, 8), c.string()});
  CHECK(c.text({s, c.pointer(), c.structure({}), c.structure({c.integer()})}) ==
        "ax,xmm0,bx,cx;di;-;si");
  CHECK(c.text({c.number(kFloat32, 4), c.add(Complex{8}), c.number(kInt32, 4)}) ==
        "xmm0;xmm1,xmm2;ax");
}

TEST_CASE("assign: a blank field takes a register that BTF does not see", "[abi]") {
  Case c(kAmd64);
  const TypeId i = c.integer();
  const Field fields[] = {{"a", i, 0, false, {}}, {"_", i, 8, false, {}}, {"b", i, 16, false, {}}};
  const TypeId s = c.add(Struct{{24, c.model.keep(fields)}});
  CHECK(c.text({s, i}) == "ax,cx;di");
}

TEST_CASE("assign: results start over with the same registers", "[abi]") {
  Case c(kAmd64);
  const TypeId i = c.integer();
  CHECK(c.text({i}, {i, c.string()}) == "ax->ax,bx,cx");
  CHECK(c.text({}, {c.structure({})}) == "->-");
  CHECK(c.text({c.array(i, 2), c.number(kInt8, 1)}, {c.array(i, 3)}) == "sp+8;ax->sp+24");
}

TEST_CASE("assign: without registers everything is on the stack", "[abi]") {
  Case c(k386, 4, "");
  const TypeId i = c.integer();
  CHECK(c.text({i, c.string(), c.number(kInt8, 1)}, {i}) == "sp+4;sp+8;sp+16->sp+20");
  Case arm(kArm64, 8, "Go cmd/compile go1.17");
  CHECK(arm.text({arm.integer()}, {arm.integer()}) == "sp+8->sp+16");
}
