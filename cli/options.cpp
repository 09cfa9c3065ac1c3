// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "options.hpp"

#include <charconv>
#include <compare>
#include <map>
#include <optional>
#include <string_view>

namespace gofixup::cli {

namespace {

void add_common(CLI::App& command, Request& request) {
  command.add_option("BIN", request.binary, "Go ELF binary with DWARF")->required();
  command
      .add_option("--threads", request.options.read.threads,
                  "at most N threads (0: one per CPU it may use)")
      ->type_name("N");
  command.add_flag("--wrappers", request.options.read.wrappers,
                   "compiler-made wrapper functions too");
  command.add_flag("--verify-each", request.options.run.verify_each,
                   "check every pass's property after every pass (slow)");
  command.add_flag("-v,--verbose", request.verbose, "say everything that was left out or changed");
  command.add_flag("--stats", request.stats,
                   "time and peak memory of each stage, on standard error");
}

void add_only(CLI::App& command, Request& request) {
  auto& passes = request.options.run.passes;
  command
      .add_option("--only", passes.only,
                  "only types and functions whose Go name matches, and what they hold "
                  "(* and ?; may be repeated)")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  command.add_flag("--deep", passes.deep, "with --only: follow all pointers");
}

void add_tags(CLI::App& command, Request& request) {
  static const std::map<std::string, Tags> kTags = {
      {"all", Tags::all}, {"names", Tags::names}, {"loc", Tags::loc}, {"none", Tags::none}};
  command
      .add_option("--tags", request.options.target.tags,
                  "declaration tags: all; names (no go.loc); loc (no go.name on functions: "
                  "smaller); none (kernels before 5.16)")
      ->transform(CLI::CheckedTransformer(kTags, CLI::ignore_case).description(""))
      ->type_name("all|names|loc|none");
}

void add_floats(CLI::App& command, Request& request) {
  command.add_flag("!--no-floats", request.options.target.floats,
                   "INT in place of FLOAT (kernels before 5.13)");
}

void add_variables(CLI::App& command, Request& request) {
  command.add_flag("--vars", request.options.read.variables,
                   "package variables: VARs, in a DATASEC for each section");
}

void add_constants(CLI::App& command, Request& request) {
  command.add_flag("--consts", request.options.read.constants,
                   "integer constants: an ENUM for each type");
}

void add_enum64(CLI::App& command, Request& request) {
  command.add_flag("!--no-enum64", request.options.run.passes.enum64,
                   "with --consts: none that needs ENUM64 or a sign (kernels before 6.0)");
}

struct KernelRelease {
  unsigned major = 0, minor = 0;
  auto operator<=>(const KernelRelease&) const = default;
};

// "5.10", or as uname -r has it: "5.10.0-32-cloud-amd64".
std::optional<KernelRelease> parse_release(std::string_view text) {
  KernelRelease release;
  const char* end = text.data() + text.size();
  const auto [dot, major_error] = std::from_chars(text.data(), end, release.major);
  if (major_error != std::errc() || dot == end || *dot != '.') return std::nullopt;
  const auto [rest, minor_error] = std::from_chars(dot + 1, end, release.minor);
  if (minor_error != std::errc()) return std::nullopt;
  if (rest != end && *rest != '.' && *rest != '-' && *rest != '+') return std::nullopt;
  return release;
}

// Leaves out what that release refuses (include/uapi/linux/btf.h and kernel/bpf/btf.c of each).
void fit_kernel(const std::string& text, Options& options) {
  const auto release = parse_release(text);
  if (!release) throw CLI::ValidationError("--for-kernel", "not a kernel release: " + text);
  // VARs and DATASECs came with 5.2, FUNCs with 5.0.
  if (*release < KernelRelease{5, 2})
    throw CLI::ValidationError("--for-kernel", "kernels before 5.2 load no such BTF");
  if (*release < KernelRelease{5, 13}) options.target.floats = false;
  if (*release < KernelRelease{5, 16}) options.target.tags = Tags::none;
  if (*release < KernelRelease{6, 0}) options.run.passes.enum64 = false;
}

// CLI11 calls back in the order in which options were added: this one comes after those it wins
// over.
void add_for_kernel(CLI::App& command, Request& request) {
  command
      .add_option_function<std::string>(
          "--for-kernel",
          [&request](const std::string& release) { fit_kernel(release, request.options); },
          "only what that release loads, such as 5.10: --tags=none, --no-floats, --no-enum64 as it "
          "needs them")
      ->type_name("RELEASE");
}

// Everything that decides what is in the BTF, and so which ids its types have.
void add_content(CLI::App& command, Request& request) {
  add_only(command, request);
  add_tags(command, request);
  add_floats(command, request);
  add_variables(command, request);
  add_constants(command, request);
  add_enum64(command, request);
  add_for_kernel(command, request);
}

void add_name(CLI::App& command, Request& request) {
  command.add_option("NAME", request.name, "Go name, BTF name, or a glob")->required();
}

Command add_encode(CLI::App& app, Request& request) {
  CLI::App* command = app.add_subcommand("encode", "write the BTF of a Go binary");
  add_common(*command, request);
  add_content(*command, request);
  command->add_option("-o,--output", request.output, "file to write (-: standard output)")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--merge-base", request.merge_base,
                   "the types of this BTF too (/sys/kernel/btf/vmlinux), for btf_custom_path")
      ->type_name("FILE");
  return {command, run_encode};
}

Command add_header(CLI::App& app, Request& request) {
  CLI::App* command = app.add_subcommand("header", "write a C header for BPF programs");
  add_common(*command, request);
  add_only(*command, request);
  add_constants(*command, request);
  command->add_option("-o,--output", request.output, "file to write (default: standard output)")
      ->type_name("FILE");
  command->add_option("--guard", request.guard, "include guard (default: from the binary's name)")
      ->type_name("NAME");
  return {command, run_header};
}

Command add_check(CLI::App& app, Request& request) {
  CLI::App* command = app.add_subcommand("check", "say what is in the BTF and whether it is sound");
  add_common(*command, request);
  add_content(*command, request);
  return {command, run_check};
}

Command add_show(CLI::App& app, Request& request) {
  CLI::App* command = app.add_subcommand("show", "show a type's layout or a function's signature");
  add_common(*command, request);
  add_name(*command, request);
  return {command, run_show};
}

Command add_functions(CLI::App& app, Request& request) {
  CLI::App* command = app.add_subcommand(
      "functions", "list functions: where they and their values are, where probes go");
  add_common(*command, request);
  command->add_option("GLOB", request.name, "Go or BTF name, or a glob (default: all functions)");
  command->add_flag("--json", request.json, "for programs: one JSON object");
  return {command, run_functions};
}

Command add_explain(CLI::App& app, Request& request) {
  CLI::App* command = app.add_subcommand("explain", "show how a type or function became BTF");
  add_common(*command, request);
  add_name(*command, request);
  return {command, run_explain};
}

Command add_probe(CLI::App& app, Request& request) {
  CLI::App* command =
      app.add_subcommand("probe", "write a C header, or a whole program, that probes functions");
  add_common(*command, request);
  command->add_option("FUNCTION", request.names, "Go name, BTF name, or a glob")->required();
  command
      ->add_option("-o,--output", request.output,
                   "file to write (default: standard output); with --skeleton libbpf or cilium: "
                   "directory")
      ->type_name("FILE|DIR");
  command->add_option("--skeleton", request.skeleton, "a program that probes one function")
      ->check(CLI::IsMember({"libbpf", "cilium", "bpftrace", "tetragon"}).description(""))
      ->type_name("libbpf|cilium|bpftrace|tetragon");
  command->add_option("--guard", request.guard, "include guard (default: from the function's name)")
      ->type_name("NAME");
  command->add_flag("--include-secrets", request.with_secrets,
                    "also what is called like a key, password or token");
  return {command, run_probe};
}

Command add_interfaces(CLI::App& app, Request& request) {
  CLI::App* command = app.add_subcommand(
      "interfaces", "list what the first word of interface values points at: types and itabs");
  add_common(*command, request);
  add_content(*command, request);
  command->add_option("GLOB", request.name, "only types and itabs of that Go or BTF name");
  command->add_flag("--json", request.json, "JSON instead of a table");
  return {command, run_interfaces};
}

}  // namespace

std::vector<Command> add_commands(CLI::App& app, Request& request) {
  return {add_encode(app, request),  add_header(app, request),    add_check(app, request),
          add_show(app, request),    add_functions(app, request), add_interfaces(app, request),
          add_explain(app, request), add_probe(app, request)};
}

}  // namespace gofixup::cli
