// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What BTF cannot say: blank fields, and sizes beyond 32 bits.
#include "support/catch.hpp"
#include "support/model_builder.hpp"
#include "support/run_pass.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

constexpr std::uint64_t kMiB = 1 << 20, kGiB = 1 << 30;

std::string main_types(const Model& model) {
  return dump(model, [](Name name) { return name.starts_with("main."); });
}

}  // namespace

TEST_CASE("drop_blank_fields: a gap instead", "[pass]") {
  ModelBuilder b;
  const TypeId n = b.number("int8");
  b.structure("main.T", 8,
              {{"_", n, 0, false, {}},
               {"a", n, 1, false, {}},
               {"_", n, 2, false, {}},
               {"_", n, 3, false, {}},
               {"b", n, 4, false, {}},
               {"_", n, 5, false, {}}});
  b.structure("main.U", 1, {{"_", n, 0, false, {}}});
  b.structure("main.V", 1, {{"_a", n, 0, false, {}}});
  run_pass(b.model, "drop_blank_fields");
  CHECK(main_types(b.model) ==
        "type main.T: struct  size 8\n"
        "     1  a  int8\n"
        "     4  b  int8\n"
        "type main.U: struct  size 1\n"
        "type main.V: struct  size 1\n"
        "     0  _a  int8\n");
}

TEST_CASE("limit_sizes: arrays keep the largest count that fits", "[pass]") {
  ModelBuilder b;
  const TypeId byte = b.number("uint8"), n = b.number("int");
  b.array("main.Huge", (1ull << 50) - 1, byte);
  b.array("main.Fits", 0xffffffff, byte);
  b.array("main.Words", 0x20000000, n);
  const TypeId big = b.structure("main.Big", 5 * kGiB, {{"a", byte, 0, false, {}}});
  b.array("main.Bigs", 2, big);
  b.array("main.Nothing", 1ull << 40, b.structure("main.None", 0, {}));
  run_pass(b.model, "limit_sizes");
  CHECK(main_types(b.model) ==
        "type main.Big: struct  size 0\n"
        "type main.Bigs: array of 0 main.Big\n"
        "type main.Fits: array of 4294967295 uint8\n"
        "type main.Huge: array of 4294967295 uint8\n"
        "type main.None: struct  size 0\n"
        "type main.Nothing: array of 4294967295 main.None\n"
        "type main.Words: array of 536870911 int\n");
  CHECK(count_of(b.model, Diagnostic::Code::array_clamped) == 4);
  CHECK(count_of(b.model, Diagnostic::Code::opaque_type) == 1);
}

TEST_CASE("limit_sizes: a member of no size at the end of 512 MiB", "[pass]") {
  ModelBuilder b;
  const TypeId none = b.structure("struct {}", 0, {});
  const TypeId id = b.structure("main.T", 512 * kMiB, {{"a", none, 512 * kMiB, false, {}}});
  run_pass(b.model, "limit_sizes");
  CHECK(b.model.fields(std::get<Struct>(b.model.at(id).shape).layout).empty());
}

TEST_CASE("limit_sizes: members at 512 MiB and beyond", "[pass]") {
  ModelBuilder b;
  const TypeId byte = b.number("uint8");
  b.structure("main.T", 600 * kMiB,
              {{"a", byte, 512 * kMiB - 1, false, {}},
               {"b", byte, 512 * kMiB, false, {}},
               {"c", byte, 550 * kMiB, false, {}}});
  run_pass(b.model, "limit_sizes");
  CHECK(main_types(b.model) ==
        "type main.T: struct  size 629145600\n"
        "536870911  a  uint8\n");
  REQUIRE(count_of(b.model, Diagnostic::Code::member_left_out) == 1);
  CHECK(b.model.diagnostics[0].count == 2);
  CHECK(b.model.diagnostics[0].where == "main.T");
}

TEST_CASE("limit_sizes: a struct of 4 GiB, and one of 65536 members", "[pass]") {
  ModelBuilder b;
  const TypeId byte = b.number("uint8");
  b.structure("main.Edge", 4 * kGiB - 1, {{"a", byte, 0, false, {}}});
  b.structure("main.Over", 4 * kGiB, {{"a", byte, 0, false, {}}});
  std::vector<Field> fields;
  fields.reserve(65536);
  for (std::uint64_t i = 0; i < 65536; ++i)
    fields.push_back({b.model.keep("m" + std::to_string(i)), byte, i, false, {}});
  b.structure("main.Wide", 65536, fields);
  run_pass(b.model, "limit_sizes");
  CHECK(main_types(b.model) ==
        "type main.Edge: struct  size 4294967295\n"
        "     0  a  uint8\n"
        "type main.Over: struct  size 0\n"
        "type main.Wide: struct  size 65536\n");
}
