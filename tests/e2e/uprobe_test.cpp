// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The purpose of it all, on a live program: a BPF program built against our header reads Go
// objects where our BTF says they are, in a build whose fields have moved as well; and the
// registers at a call hold what go.loc says.
#include "e2e/probe.hpp"
#include "support/catch.hpp"

namespace gofixup::e2e {

namespace {

void check_server(const SeenServer& seen) {
  CHECK(seen.calls == 1);
  CHECK(seen.request == 99);
  CHECK(seen.id == 4711);
  CHECK(seen.limit == std::int64_t{1} << 40);
  CHECK(seen.retries == -3);
  CHECK(seen.tag_count == 2);
  CHECK(std::string(seen.name) == "primary");
  CHECK(std::string(seen.second_tag) == "second");
}

}  // namespace

TEST_CASE("a uprobe reads a Go object through our BTF", "[e2e]") {
  Workshop workshop;
  if (workshop.says_why_not("a uprobe reads a Go object through our BTF")) return;
  const Program program = workshop.build("first");
  check_server(workshop.probe(program, workshop.object(program)).server);
}

TEST_CASE("the same BPF object reads a build whose fields have moved", "[e2e]") {
  Workshop workshop;
  if (workshop.says_why_not("the same BPF object reads a build whose fields have moved")) return;
  const Program first = workshop.build("first"), moved = workshop.build("moved");
  const std::string object = workshop.object(first);
  check_server(workshop.probe(moved, object).server);
  // With the BTF of the other build it reads elsewhere: the relocations do the work.
  const Program wrong{moved.binary, first.btf};
  CHECK(workshop.probe(wrong, object).server.id != 4711);
}

TEST_CASE("go.loc tells where the parameters are", "[e2e]") {
  Workshop workshop;
  if (workshop.says_why_not("go.loc tells where the parameters are")) return;
  const Program program = workshop.build("first");
  const SeenCall seen = workshop.probe(program, workshop.object(program)).call;
  REQUIRE(seen.calls == 1);
  const std::vector<Places> places = call_places(program.btf, "main_Mixed");
  REQUIRE(places.size() == 9);
  struct Scalar {
    unsigned parameter, index, size;
    std::int64_t value;
  };
  // All but what only the program knows: addresses, and the float's register.
  constexpr Scalar kScalars[] = {{0, 0, 8, -7}, {1, 1, 8, 4},  {2, 0, 1, 1},  {3, 1, 8, 2},
                                 {3, 2, 8, 2},  {5, 0, 8, 31}, {5, 1, 8, 32}, {5, 2, 8, 33},
                                 {6, 0, 2, -2}, {8, 0, 4, 8},  {8, 1, 4, 9}};
  for (const Scalar& scalar : kScalars) {
    CAPTURE(scalar.parameter, scalar.index, places[scalar.parameter]);
    CHECK(value_at(seen, places[scalar.parameter], scalar.index, scalar.size) == scalar.value);
  }
  CHECK(places[4] == Places{"xmm0"});
}

}  // namespace gofixup::e2e
