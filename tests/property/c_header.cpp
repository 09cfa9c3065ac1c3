// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What BPF programs include: C made from the BTF must compile for BPF, with every struct as
// large and every member where the BTF says.
#include <sys/stat.h>
#include <unistd.h>

#include "property/checks.hpp"

namespace gofixup::property {

namespace {

using testing::run_tool;
using testing::ToolResult;

constexpr const char* kVmlinux = "/sys/kernel/btf/vmlinux";

// Who printed the header.
enum class Printer { us, bpftool };

// libbpf prints the smallest number as the negative of one that is none of C's: its bits are
// right, clang warns, and the sign is that of the other constants. We do not leave it at that.
bool is_minimum(const BtfType& type, const BtfMember& constant) {
  return type.kind == BtfKind::enum64 && type.has_kind_flag() && constant.value == 1ull << 63;
}

bool has_minimum(const BtfView& btf) {
  for (std::uint32_t id = 1; id < btf.type_count(); ++id)
    for (const BtfMember& member : btf.members(btf.at(id)))
      if (is_minimum(btf.at(id), member)) return true;
  return false;
}

std::string assertion(const std::string& expression, const std::string& about) {
  return "_Static_assert(" + expression + ", \"" + about + "\");\n";
}

// Value and sign; the smallest number is an expression in C.
std::string assertion(const BtfType& type, const BtfMember& constant, Printer printer) {
  const std::string name(constant.name);
  const auto number = static_cast<std::int64_t>(constant.value);
  const bool is_negative = type.has_kind_flag() && number < 0;
  const std::string value = is_negative ? "(" + std::to_string(number + 1) + "LL - 1)"
                                        : std::to_string(constant.value) + "ULL";
  std::string has_value = assertion(name + " == " + value, name);
  if (printer == Printer::bpftool && is_minimum(type, constant)) return has_value;
  return has_value + assertion(name + (is_negative ? " < 0" : " >= 0"), name);
}

std::string assertions(Run& run, Printer printer) {
  const BtfView& btf = run.btf();
  std::string text;
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    const BtfType& type = btf.at(id);
    if (type.kind == BtfKind::enum_ || type.kind == BtfKind::enum64)
      for (const BtfMember& constant : btf.members(type))
        text += assertion(type, constant, printer);
    if (type.kind != BtfKind::struct_ && type.kind != BtfKind::typedef_) continue;
    const std::string name =
        (type.kind == BtfKind::struct_ ? "struct " : "") + std::string(type.name);
    // C is compiled for BPF, whose pointers have 8 bytes; 32-bit BTF has no PTR.
    text += assertion("sizeof(" + name + ") == " + std::to_string(btf.size_of(id, 8)),
                      std::string(type.name));
    for (const BtfMember& member : btf.members(type))
      text += assertion("__builtin_offsetof(" + name + ", " + std::string(member.name) +
                            ") == " + std::to_string(member.bit_offset / 8),
                        std::string(type.name) + "." + std::string(member.name));
  }
  return text;
}

// Compiles the headers, in that order, with all assertions.
Outcome compile(Run& run, const std::vector<std::string>& headers, Printer printer = Printer::us) {
  std::string text;
  for (const std::string& header : headers) text += "#include \"" + header + "\"\n";
  testing::write_text(run.file("assert.c"), text + assertions(run, printer));
  // -Werror: a struct declared inside a parameter list is another type, which C only warns of.
  std::vector<std::string> command = {"clang", "-target", run.is_big_endian() ? "bpfeb" : "bpfel"};
  for (const char* option : {"-fsyntax-only", "-Wall", "-Werror", "-Wno-pragma-clang-attribute",
                             "-std=gnu11", "-ferror-limit=5"})
    command.emplace_back(option);
  if (printer == Printer::bpftool && has_minimum(run.btf()))
    for (const char* option : {"-Wno-implicitly-unsigned-literal", "-Wno-enum-too-large"})
      command.emplace_back(option);
  command.push_back(run.file("assert.c"));
  const ToolResult result = run_tool(command);
  return result.is_ok() ? holds() : broken(result.complaint("clang"));
}

Outcome make_own_header(Run& run) {
  const std::string gofixup = testing::setting("GOFIXUP_CLI");
  if (gofixup.empty()) return skipped("GOFIXUP_CLI does not name the command");
  std::vector<std::string> command = {gofixup, "header", run.input().path, "-o", run.file("own.h")};
  if (run.options().read.constants) command.emplace_back("--consts");
  const ToolResult result = run_tool(command);
  return result.is_ok() ? holds() : broken(result.complaint("gofixup header"));
}

// vmlinux.h, made once for all binaries.
const std::string& vmlinux_header() {
  static const testing::TempDir directory;
  static const std::string path = [] {
    const ToolResult result = run_tool({"bpftool", "btf", "dump", "file", kVmlinux, "format", "c"});
    if (!result.is_ok()) throw std::runtime_error(result.complaint("bpftool btf dump of vmlinux"));
    testing::write_text(directory.file("vmlinux.h"), result.out);
    return directory.file("vmlinux.h");
  }();
  return path;
}

}  // namespace

Outcome bpftool_header_is_exact(Run& run) {
  for (const char* tool : {"bpftool", "clang"})
    if (!testing::has_tool(tool)) return skipped(std::string("no ") + tool);
  const ToolResult dump =
      run_tool({"bpftool", "btf", "dump", "file", run.btf_path(), "format", "c"});
  if (!dump.is_ok()) return broken(dump.complaint("bpftool btf dump format c"));
  testing::write_text(run.file("dump.h"), dump.out);
  return compile(run, {run.file("dump.h")}, Printer::bpftool);
}

Outcome own_header_is_exact(Run& run) {
  if (!testing::has_tool("clang")) return skipped("no clang");
  const Outcome made = make_own_header(run);
  return made.kind == Outcome::Kind::holds ? compile(run, {run.file("own.h")}) : made;
}

// bpftool's guard is always __VMLINUX_H__: a second header with it would be silently empty.
Outcome own_header_joins_vmlinux(Run& run) {
  if (::access(kVmlinux, R_OK) != 0) return skipped(std::string("no ") + kVmlinux);
  for (const char* tool : {"bpftool", "clang"})
    if (!testing::has_tool(tool)) return skipped(std::string("no ") + tool);
  const Outcome made = make_own_header(run);
  return made.kind == Outcome::Kind::holds ? compile(run, {vmlinux_header(), run.file("own.h")})
                                           : made;
}

}  // namespace gofixup::property
