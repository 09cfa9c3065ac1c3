// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Programs that read BTF, and the two judges in Go (tests/oracle, tests/cilium).
#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include "property/checks.hpp"

namespace gofixup::property {

namespace {

using testing::run_tool;
using testing::ToolResult;

// Three types that every Go program has, as a BPF program would declare them.
constexpr std::string_view kProbe = R"(
struct GoString { long len; } __attribute__((preserve_access_index));
struct go_runtime_g { unsigned long long goid; } __attribute__((preserve_access_index));
struct go_runtime_m { long id; } __attribute__((preserve_access_index));
long go_probe(void *ctx) __attribute__((section("uprobe"), used));
long go_probe(void *ctx)
{
  struct go_runtime_g *g = ctx;
  struct go_runtime_m *m = ctx;
  struct GoString *s = ctx;
  return __builtin_preserve_field_info(g->goid, 0) + __builtin_preserve_field_info(m->id, 0) +
         __builtin_preserve_field_info(s->len, 0);
}
)";

std::optional<std::uint32_t> offset_of(const BtfView& btf, std::string_view type_name,
                                       std::string_view member_name) {
  for (std::uint32_t id = 1; id < btf.type_count(); ++id)
    if (btf.at(id).kind == BtfKind::struct_ && btf.at(id).name == type_name)
      for (const BtfMember& member : btf.members(btf.at(id)))
        if (member.name == member_name) return member.bit_offset;
  return {};
}

// A judge that agrees has nothing to say but its figures, in the last line.
Outcome ask_judge(Run& run, const char* variable, const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {testing::setting(variable)};
  if (command[0].empty()) return skipped(std::string(variable) + " does not name the program");
  command.insert(command.end(), arguments.begin(), arguments.end());
  testing::ToolOptions options;
  options.timeout = 300;
  const ToolResult result = run_tool(command, options);
  // The oracle allows itself some functions in a thousand; here every one counts.
  const bool is_silent = std::ranges::count(result.out, '\n') == 1 && result.err.empty();
  if (result.is_ok() && is_silent) return holds();
  return broken(result.complaint(variable + (" " + run.input().name)));
}

}  // namespace

Outcome bpftool_prints_raw(Run& run) {
  if (!testing::has_tool("bpftool")) return skipped("no bpftool");
  const ToolResult result =
      run_tool({"bpftool", "btf", "dump", "file", run.btf_path(), "format", "raw"});
  if (!result.is_ok()) return broken(result.complaint("bpftool btf dump format raw"));
  std::uint32_t types = 0;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) types += line.starts_with('[');
  if (types + 1 == run.btf().type_count()) return holds();
  return broken("bpftool prints " + std::to_string(types) + " types");
}

Outcome min_core_btf_keeps_offsets(Run& run) {
  for (const char* tool : {"bpftool", "clang"})
    if (!testing::has_tool(tool)) return skipped(std::string("no ") + tool);
  const std::string source = run.file("probe.c"), object = run.file("probe.o");
  const std::string whole_path = run.file("native.btf"), small_path = run.file("small.btf");
  testing::write_text(source, std::string(kProbe));
  // In this machine's byte order: bpftool reads BPF objects of no other.
  const auto& bytes = run.native_bytes();
  testing::write_text(whole_path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  const ToolResult compiled =
      run_tool({"clang", "-target", "bpf", "-O2", "-g", "-c", source, "-o", object});
  if (!compiled.is_ok()) return broken(compiled.complaint("clang"));
  const ToolResult made =
      run_tool({"bpftool", "gen", "min_core_btf", whole_path, small_path, object});
  if (!made.is_ok()) return broken(made.complaint("bpftool gen min_core_btf"));
  const std::string text = testing::read_text(small_path);
  const BtfView small({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  constexpr std::pair<const char*, const char*> kMembers[] = {
      {"GoString", "len"}, {"go_runtime_g", "goid"}, {"go_runtime_m", "id"}};
  for (const auto& [type, member] : kMembers) {
    const auto wanted = offset_of(run.btf(), type, member), found = offset_of(small, type, member);
    if (!wanted || wanted != found)
      return broken(std::string(type) + "." + member + " is not kept");
  }
  return holds();
}

Outcome pahole_agrees_on_sizes(Run& run) {
  if (!testing::has_tool("pahole")) return skipped("no pahole");
  // Of the same byte order and with 8-byte pointers: the rest pahole guesses.
  if (run.is_32bit() || run.is_big_endian())
    return skipped("pahole takes 8-byte little-endian pointers for granted");
  const ToolResult result = run_tool({"pahole", "-F", "btf", "--sizes", run.btf_path()});
  if (!result.is_ok()) return broken(result.complaint("pahole --sizes"));
  std::map<std::string, std::uint64_t, std::less<>> sizes;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t size = 0;
    if (words >> name >> size) sizes[name] = size;
  }
  std::size_t compared = 0;
  for (std::uint32_t id = 1; id < run.btf().type_count(); ++id) {
    const BtfType& type = run.btf().at(id);
    if (type.kind != BtfKind::struct_) continue;
    const auto found = sizes.find(type.name);
    if (found == sizes.end()) continue;  // --sizes leaves out what has no members
    if (found->second != type.size)
      return broken("pahole says " + std::to_string(found->second) + " for " +
                    run.btf().describe(id));
    ++compared;
  }
  return compared > 100 ? holds()
                        : broken("pahole prints only " + std::to_string(compared) + " structs");
}

Outcome oracle_agrees(Run& run) {
  std::vector<std::string> arguments = run.switches();
  arguments.insert(arguments.end(), {run.input().path, run.btf_path()});
  return ask_judge(run, "GOFIXUP_ORACLE", arguments);
}

Outcome cilium_agrees(Run& run) { return ask_judge(run, "GOFIXUP_CILIUM", {run.btf_path()}); }

}  // namespace gofixup::property
