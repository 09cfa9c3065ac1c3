// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// gofixup: options, exit codes, and the two commands that only write a file.
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <map>

#include "c_header.hpp"
#include "commands.hpp"
#include "merge.hpp"
#include "output_file.hpp"
#include "passes/btf_names.hpp"
#include "support/error.hpp"

namespace gofixup::cli {

namespace {

constexpr int kFailed = 1, kUsage = 2;

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Prints how long each stage took. Times are for people; nothing depends on them.
class Stopwatch {
 public:
  explicit Stopwatch(bool is_on) : is_on_(is_on) {}

  void attach(Options& options) {
    if (!is_on_) return;
    options.run.watch = [this](const Pass* pass, const Model& model) {
      print(pass == nullptr ? "read" : pass->name, fmt::format("{} types", model.type_count() - 1));
    };
  }
  void print(std::string_view stage, const std::string& note) {
    if (!is_on_) return;
    fmt::print(stderr, "{:>9.2f} ms  {:<20} {}\n", milliseconds_since(start_), stage, note);
    start_ = Clock::now();
  }

 private:
  bool is_on_;
  Clock::time_point start_ = Clock::now();
};

Encoded encode_request(const Request& request, Stopwatch& stopwatch) {
  Options options = request.options;
  stopwatch.attach(options);
  Encoded encoded = encode(Image::open(request.binary), options);
  stopwatch.print("emit", fmt::format("{} bytes", encoded.btf.bytes.size()));
  return encoded;
}

}  // namespace

void print_notes(const Request& request, const Diagnostics& diagnostics) {
  for (const Diagnostic& note : diagnostics) {
    const bool is_for_all =
        note.code == Diagnostic::Code::too_big || note.code == Diagnostic::Code::nothing_matched;
    if (!is_for_all && !request.verbose) continue;
    fmt::print(stderr, "gofixup: {}: {}: {}{}{}\n", request.binary, to_string(note.code),
               note.where, note.where.empty() ? "" : ": ",
               note.count > 1 ? fmt::format("{} {}", note.count, note.text) : note.text);
  }
}

int run_encode(const Request& request) {
  Stopwatch stopwatch(request.stats);
  const Encoded encoded = encode_request(request, stopwatch);
  if (request.merge_base.empty()) {
    write_file(request.output, encoded.btf.bytes);
  } else {
    write_file(request.output, merge_with_base(request.merge_base, encoded.btf.bytes));
  }
  stopwatch.print("write", request.output);
  print_notes(request, encoded.model.diagnostics);
  return 0;
}

int run_header(const Request& request) {
  if (!request.guard.empty() && !is_c_identifier(request.guard))
    throw Error(Error::Kind::usage, "--guard " + request.guard + " is not a C identifier");
  Request quiet = request;
  quiet.options.target.tags = Tags::none;  // C has no place for them
  Stopwatch stopwatch(request.stats);
  const Encoded encoded = encode_request(quiet, stopwatch);
  const std::string file = request.binary.substr(request.binary.rfind('/') + 1);
  const std::string guard = request.guard.empty() ? guard_for(request.binary) : request.guard;
  write_file(
      request.output,
      c_header(encoded.btf.bytes, "Go types of " + file + ", by gofixup " GOFIXUP_VERSION, guard));
  stopwatch.print("print", request.output);
  return 0;
}

namespace {

void add_common(CLI::App& command, Request& request) {
  command.add_option("BIN", request.binary, "Go ELF binary with DWARF")->required();
  command
      .add_option("--threads", request.options.read.threads, "at most N threads (0: one per CPU)")
      ->type_name("N");
  command.add_flag("--wrappers", request.options.read.wrappers,
                   "compiler-made wrapper functions too");
  command.add_flag("--verify-each", request.options.run.verify_each,
                   "check every pass's property after every pass (slow)");
  command.add_flag("-v,--verbose", request.verbose, "say everything that was left out or changed");
  command.add_flag("--stats", request.stats, "times of each stage, on standard error");
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

using Run = int (*)(const Request&);

struct Command {
  CLI::App* app;
  Run run;
};

std::vector<Command> add_commands(CLI::App& app, Request& request) {
  CLI::App* encode = app.add_subcommand("encode", "write the BTF of a Go binary");
  CLI::App* header = app.add_subcommand("header", "write a C header for BPF programs");
  CLI::App* check = app.add_subcommand("check", "say what is in the BTF and whether it is sound");
  CLI::App* show = app.add_subcommand("show", "show a type's layout or a function's signature");
  CLI::App* explain = app.add_subcommand("explain", "show how a type or function became BTF");
  for (CLI::App* command : {encode, header, check, show, explain}) add_common(*command, request);
  for (CLI::App* command : {encode, header, check}) add_only(*command, request);
  for (CLI::App* command : {encode, check}) {
    add_tags(*command, request);
    add_floats(*command, request);
  }
  encode->add_option("-o,--output", request.output, "file to write (-: standard output)")
      ->required()
      ->type_name("FILE");
  encode
      ->add_option("--merge-base", request.merge_base,
                   "the types of this BTF too (/sys/kernel/btf/vmlinux), for btf_custom_path")
      ->type_name("FILE");
  header->add_option("-o,--output", request.output, "file to write (default: standard output)")
      ->type_name("FILE");
  header->add_option("--guard", request.guard, "include guard (default: from the binary's name)")
      ->type_name("NAME");
  for (CLI::App* command : {show, explain})
    command->add_option("NAME", request.name, "Go name, BTF name, or a glob")->required();
  return {{encode, run_encode},
          {header, run_header},
          {check, run_check},
          {show, run_show},
          {explain, run_explain}};
}

int run(int argc, char** argv) {
  CLI::App app("BTF for Go binaries: types and functions from their DWARF", "gofixup");
  app.set_version_flag("--version", "gofixup " GOFIXUP_VERSION);
  app.require_subcommand(1);
  app.footer("Exit status: 0 done, 1 could not, 2 usage. See gofixup(1).");
  Request request;
  request.output = "-";
  const std::vector<Command> commands = add_commands(app, request);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  libbpf_set_print(nullptr);  // its complaints become ours, in one line
  try {
    for (const Command& command : commands)
      if (command.app->parsed()) return command.run(request);
    return kUsage;
  } catch (const Error& error) {
    fmt::print(stderr, "gofixup: {}: {}\n", request.binary, error.what());
    return error.kind() == Error::Kind::usage ? kUsage : kFailed;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "gofixup: {}: out of memory\n", request.binary);
  } catch (const std::exception& error) {
    fmt::print(stderr, "gofixup: {}: {}\n", request.binary, error.what());
  }
  return kFailed;
}

}  // namespace

}  // namespace gofixup::cli

int main(int argc, char** argv) {
  try {
    return gofixup::cli::run(argc, argv);
  } catch (...) {  // even printing the error failed
    return 1;
  }
}
