// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A BPF program tells what is in interface arguments, by maps filled from the table.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "e2e/interface_tables.hpp"
#include "e2e/probe.hpp"
#include "support/catch.hpp"

namespace gofixup::e2e {

namespace {

using testing::run_tool;
using testing::ToolResult;

// As in interface_probe.bpf.c.
struct SeenValues {
  std::uint32_t calls, known_itabs, late_itabs, unknown;
  std::int64_t radius, side, late, number;
  char text[16];
};

using Object = std::unique_ptr<bpf_object, decltype(&bpf_object__close)>;

void run(const std::vector<std::string>& command) {
  const ToolResult result = run_tool(command);
  if (!result.is_ok()) throw std::runtime_error(result.complaint(command[0]));
}

[[noreturn]] void fail(const std::string& step) {
  throw std::runtime_error(step + ": " + std::strerror(errno));
}

std::string compile(const testing::TempDir& directory, const std::string& binary) {
  const std::string header = directory.file("types.h");
  std::string object = directory.file("probe.o");
  run({testing::setting("GOFIXUP_CLI"), "header", binary, "-o", header});
  // Debian keeps asm/ where only the host's compiler looks.
  run({"clang", "-target", "bpf", "-O2", "-g", "-Wall", "-Werror",
       "-I/usr/include/x86_64-linux-gnu", "-DTYPES_H=\"" + header + "\"", "-c",
       testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/interface_probe.bpf.c", "-o", object});
  return object;
}

bpf_map* map_named(const Object& object, const char* name) {
  bpf_map* map = bpf_object__find_map_by_name(object.get(), name);
  if (map == nullptr) fail(std::string("finding the map ") + name);
  return map;
}

void fill(const Object& object, const char* name, const nlohmann::json& rows) {
  const int map = bpf_map__fd(map_named(object, name));
  for (const auto& row : rows) {
    const std::uint64_t address = row["address"];
    const std::uint32_t id = row["data_btf_id"];
    if (id != 0 && bpf_map_update_elem(map, &address, &id, BPF_ANY) != 0) fail("filling a map");
  }
}

SeenValues probe(const std::string& binary) {
  const testing::TempDir directory;
  const std::string btf = directory.file("types.btf");
  run({testing::setting("GOFIXUP_CLI"), "encode", binary, "-o", btf});
  bpf_object_open_opts options{};
  options.sz = sizeof(options);
  options.btf_custom_path = btf.c_str();
  const Object object(bpf_object__open_file(compile(directory, binary).c_str(), &options),
                      bpf_object__close);
  if (!object || bpf_object__load(object.get()) != 0) fail("loading the BPF object");
  const nlohmann::json table = interface_table(binary);
  fill(object, "itabs", table["itabs"]);
  fill(object, "types", table["types"]);

  bpf_uprobe_opts at{};
  at.sz = sizeof(at);
  at.func_name = "main.Measure";
  const std::unique_ptr<bpf_link, int (*)(bpf_link*)> link(
      bpf_program__attach_uprobe_opts(bpf_object__find_program_by_name(object.get(), "on_measure"),
                                      -1, binary.c_str(), 0, &at),
      bpf_link__destroy);
  if (!link) fail("attaching to main.Measure");
  run({binary});

  SeenValues seen{};
  const std::uint32_t key = 0;
  if (bpf_map__lookup_elem(map_named(object, ".bss"), &key, sizeof(key), &seen, sizeof(seen), 0) !=
      0)
    fail("reading what was seen");
  return seen;
}

}  // namespace

TEST_CASE("a uprobe tells what is in interface arguments", "[interfaces]") {
  const std::string name = "a uprobe tells what is in interface arguments";
  if (Workshop().says_why_not(name)) return;
  const testing::TempDir directory;
  const std::string binary = directory.file("program");
  build_interfaces("go", "exe", binary);
  const SeenValues seen = probe(binary);
  CHECK(seen.calls == 3);
  CHECK(seen.known_itabs == 2);
  CHECK(seen.late_itabs == 1);
  CHECK(seen.unknown == 0);
  CHECK(seen.radius == 11);
  CHECK(seen.side == 12);
  CHECK(seen.late == 5);
  CHECK(seen.number == 101 + 103);
  CHECK(std::string(seen.text) == "text");
}

}  // namespace gofixup::e2e
