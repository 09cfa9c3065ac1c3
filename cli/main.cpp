// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// gofixup: options, exit codes, and the two commands that only write a file.
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "c_header.hpp"
#include "commands.hpp"
#include "merge.hpp"
#include "options.hpp"
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

// The most memory that was in use so far, in MiB.
double peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// Prints how long each stage took, and the peak memory by its end. For people; nothing depends on
// it.
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
    fmt::print(stderr, "{:>9.2f} ms {:>6.1f} MiB  {:<20} {}\n", milliseconds_since(start_),
               peak_memory(), stage, note);
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

namespace {

void complain(const std::string& text) { fmt::print(stderr, "gofixup: {}\n", text); }

}  // namespace

void print_notes(const Request& request, const Diagnostics& diagnostics) {
  for (const Diagnostic& note : diagnostics) {
    const bool is_for_all =
        note.code == Diagnostic::Code::too_big || note.code == Diagnostic::Code::nothing_matched;
    if (!is_for_all && !request.verbose) continue;
    complain(request.binary + ": " + to_line(note));
  }
}

int run_encode(const Request& request) {
  Stopwatch stopwatch(request.stats);
  Encoded encoded = encode_request(request, stopwatch);
  const Diagnostics notes = std::move(encoded.model.diagnostics);
  // Before the file is written: so the kernel has pages for it, and need not ask the host of a
  // virtual machine for more, which is slow.
  { const Model gone = std::move(encoded.model); }
  if (request.merge_base.empty()) {
    write_file(request.output, encoded.btf.bytes);
  } else {
    write_file(request.output, merge_with_base(request.merge_base, encoded.btf.bytes));
  }
  stopwatch.print("write", request.output);
  print_notes(request, notes);
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

// What was printed must have arrived.
int run(const Command& command, const Request& request) {
  const int status = command.run(request);
  if (std::fflush(stdout) != 0)
    throw Error(Error::Kind::io,
                std::string("cannot write standard output: ") + std::strerror(errno));
  return status;
}

// glibc keeps up to twice the size of the largest block that was ever given back. With limits of
// ours the largest go back at once (12 MiB of kubectl's 81), and those of a few MiB, which each
// pass takes anew, stay: the kernel would clear them again.
void keep_some_memory() {
#ifdef __GLIBC__
  constexpr int kLargeBlock = 4 << 20, kKept = 64 << 20;  // bytes
  mallopt(M_MMAP_THRESHOLD, kLargeBlock);
  mallopt(M_TRIM_THRESHOLD, kKept);
#endif
}

int run(int argc, char** argv) {
  keep_some_memory();
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
      if (command.app->parsed()) return run(command, request);
    return kUsage;
  } catch (const Error& error) {
    complain(request.binary + ": " + error.what());
    return error.kind() == Error::Kind::usage ? kUsage : kFailed;
  } catch (const std::bad_alloc&) {
    complain(request.binary + ": out of memory");
  } catch (const std::exception& error) {
    complain(request.binary + ": " + error.what());
  }
  return kFailed;
}

}  // namespace

}  // namespace gofixup::cli

int main(int argc, char** argv) {
  try {
    return gofixup::cli::run(argc, argv);
  } catch (...) {  // even to make the message there was no memory
    constexpr std::string_view kText = "gofixup: out of memory\n";
    [[maybe_unused]] const ssize_t told = write(STDERR_FILENO, kText.data(), kText.size());
    return 1;
  }
}
