// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// --consts and --vars on a live program: one BPF object asks two builds for the values of their
// constants, and reads their variables where the DATASECs say they are.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cstring>
#include <memory>
#include <stdexcept>

#include "e2e/probe.hpp"
#include "property/btf_view.hpp"
#include "reader/image.hpp"
#include "support/catch.hpp"

namespace gofixup::e2e {

namespace {

using property::BtfKind;
using property::BtfMember;
using property::BtfView;

// As in globals.bpf.c.
struct SeenGlobals {
  std::uint64_t calls;
  std::uint64_t red, green, has_blue, version, lowest, huge;
  std::int64_t counter, session_id;
  std::uint64_t session_color;
};

struct Addresses {
  std::uint64_t counter = 0, current = 0;
};

void run(const std::vector<std::string>& command, const testing::ToolOptions& options = {}) {
  const testing::ToolResult result = testing::run_tool(command, options);
  if (!result.is_ok()) throw std::runtime_error(result.complaint(command[0] + " " + command[1]));
}

std::string source(const std::string& name) {
  return testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/" + name;
}

Program build(const testing::TempDir& directory, const std::string& variant) {
  Program program{directory.file(variant), directory.file(variant + ".btf")};
  testing::ToolOptions options;
  options.directory = source("globals");
  options.settings = {"CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local"};
  run({"go", "build", "-trimpath", "-buildvcs=false", "-o", program.binary, "./" + variant},
      options);
  run({testing::setting("GOFIXUP_CLI"), "encode", "--vars", "--consts", program.binary, "-o",
       program.btf});
  return program;
}

std::string compile(const testing::TempDir& directory, const Program& program) {
  const std::string header = program.binary + ".h";
  std::string object = directory.file("globals.o");
  run({testing::setting("GOFIXUP_CLI"), "header", "--consts", program.binary, "-o", header});
  run({"clang", "-target", "bpf", "-O2", "-g", "-Wall", "-Werror",
       "-I/usr/include/x86_64-linux-gnu", "-DTYPES_H=\"" + header + "\"", "-c",
       source("globals.bpf.c"), "-o", object});
  return object;
}

// The address of a variable: its section's, by the DATASEC's name, and its offset there.
std::uint64_t address_of(const Program& program, std::string_view variable) {
  const std::string text = testing::read_text(program.btf);
  const BtfView btf({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  const auto image = Image::open(program.binary);
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    if (btf.at(id).kind != BtfKind::datasec) continue;
    for (const BtfMember& entry : btf.members(btf.at(id))) {
      if (btf.at(entry.type).name != variable) continue;
      for (const Image::LoadedSection& section : image->loaded_sections())
        if (section.name == btf.at(id).name) return section.address + entry.bit_offset / 8;
    }
  }
  throw std::runtime_error("no DATASEC holds " + std::string(variable));
}

std::string& libbpf_log() {
  static std::string text;
  return text;
}

int keep_log(libbpf_print_level level, const char* format, va_list arguments) {
  char line[1024];
  if (level == LIBBPF_DEBUG) return 0;
  std::vsnprintf(line, sizeof(line), format, arguments);
  libbpf_log() += line;
  return 0;
}

void must(bool is_fine, const std::string& step) {
  if (!is_fine)
    throw std::runtime_error(step + ": " + std::strerror(errno) + "\n" +
                             testing::tail(libbpf_log()));
}

SeenGlobals probe(const Program& program, const std::string& object_path) {
  libbpf_log().clear();
  libbpf_set_print(keep_log);
  bpf_object_open_opts options{};
  options.sz = sizeof(options);
  options.btf_custom_path = program.btf.c_str();
  const std::unique_ptr<bpf_object, decltype(&bpf_object__close)> object(
      bpf_object__open_file(object_path.c_str(), &options), bpf_object__close);
  must(object != nullptr, "opening the BPF object");
  const Addresses addresses{address_of(program, "main_counter"),
                            address_of(program, "main_current")};
  bpf_map* constants = bpf_object__find_map_by_name(object.get(), ".rodata");
  must(constants != nullptr &&
           bpf_map__set_initial_value(constants, &addresses, sizeof(addresses)) == 0,
       "setting the addresses");
  must(bpf_object__load(object.get()) == 0, "loading the BPF object");
  bpf_uprobe_opts where{};
  where.sz = sizeof(where);
  where.func_name = "main.step";
  const std::unique_ptr<bpf_link, int (*)(bpf_link*)> link(
      bpf_program__attach_uprobe_opts(bpf_object__find_program_by_name(object.get(), "on_step"), -1,
                                      program.binary.c_str(), 0, &where),
      bpf_link__destroy);
  must(link != nullptr, "attaching");
  run({program.binary, "once"});
  SeenGlobals seen{};
  const std::uint32_t key = 0;
  const bpf_map* results = bpf_object__find_map_by_name(object.get(), ".bss");
  must(results != nullptr &&
           bpf_map__lookup_elem(results, &key, sizeof(key), &seen, sizeof(seen), 0) == 0,
       "reading the results");
  return seen;
}

}  // namespace

TEST_CASE("constants by CO-RE and variables by address, of two builds", "[e2e]") {
  if (Workshop().says_why_not("constants by CO-RE and variables by address, of two builds")) return;
  const testing::TempDir directory;
  const Program first = build(directory, "first"), moved = build(directory, "moved");
  const std::string object = compile(directory, first);

  const SeenGlobals before = probe(first, object);
  CHECK(before.calls == 1);
  CHECK(before.red == 0);
  CHECK(before.green == 1);
  CHECK(before.has_blue == 1);
  CHECK(before.version == 3);
  CHECK(static_cast<std::int64_t>(before.lowest) == -7);
  const SeenGlobals after = probe(moved, object);
  CHECK(after.calls == 1);
  CHECK(after.red == 10);
  CHECK(after.green == 20);
  CHECK(after.has_blue == 0);
  CHECK(after.version == 4);
  CHECK(static_cast<std::int64_t>(after.lowest) == -7);

  if (before.huge == 0 && after.huge == 0) {
    testing::say_skipped("a constant beyond 32 bits by CO-RE", "clang before 15 has no ENUM64");
  } else {
    CHECK(before.huge == (std::uint64_t{1} << 40) + 5);
    CHECK(after.huge == (std::uint64_t{1} << 41) + 6);
  }
  for (const SeenGlobals* seen : {&before, &after}) {
    CHECK(seen->counter == 4711);
    CHECK(seen->session_id == -42);
  }
  CHECK(before.session_color == before.green);
  CHECK(after.session_color == after.green);
}

}  // namespace gofixup::e2e
