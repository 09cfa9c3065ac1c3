// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Real uprobes on a running Go program, with gofixup/go.bpf.h and the places that `gofixup
// functions` tells, read what the program printed: every kind of argument at the entry and behind
// the prologue, results at the return instructions, the goroutine's number.
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <sstream>

#include "e2e/arguments_probe.hpp"
#include "support/catch.hpp"

namespace gofixup::e2e {

namespace {

using Lines = std::vector<std::string>;

const std::vector<std::string> kX86 = {"-D__TARGET_ARCH_x86"};

Lines unique(Lines lines) {
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return lines;
}

// The first lines that only one of two sorted lists has; empty if there are none.
std::string difference(const Lines& printed, const Lines& seen) {
  constexpr std::size_t kShown = 12;
  std::string text;
  const auto add = [&](const Lines& a, const Lines& b, const char* who) {
    Lines only;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(only));
    for (std::size_t i = 0; i < std::min(only.size(), kShown); ++i)
      text += std::string(who) + only[i] + "\n";
  };
  add(printed, seen, "printed: ");
  add(seen, printed, "seen:    ");
  return text;
}

bool is_of(const std::string& line, const std::string& function) {
  return line.find(" " + function + " ") != std::string::npos;
}

std::size_t count_of(const Lines& lines, const std::string& function) {
  return static_cast<std::size_t>(std::count_if(
      lines.begin(), lines.end(), [&](const auto& line) { return is_of(line, function); }));
}

// main_ignored has arguments that it does not use. Once the stack has grown they are lost.
Lines take_ignored(Lines& lines) {
  const auto rest = std::stable_partition(
      lines.begin(), lines.end(), [](const auto& line) { return !is_of(line, "main_ignored"); });
  Lines ignored(rest, lines.end());
  lines.erase(rest, lines.end());
  return ignored;
}

void check(const ArgumentsProgram& program) {
  Observation seen = program.observe();
  const Lines ignored = take_ignored(seen.called), ignored_entries = take_ignored(seen.entries),
              ignored_bodies = take_ignored(seen.bodies);
  CHECK(seen.lost == 0);
  REQUIRE(seen.called.size() > 500);
  REQUIRE(seen.returned.size() > 400);
  CHECK(difference(seen.called, seen.bodies) == test::kNothing);
  CHECK(difference(seen.returned, seen.results) == test::kNothing);
  // Where the stack grows the entry is passed twice, with the same values.
  CHECK(difference(unique(seen.called), unique(seen.entries)) == test::kNothing);
  CHECK(count_of(seen.entries, "main_deep") > count_of(seen.called, "main_deep"));
  // What is not used is there when the entry is passed first.
  CHECK(std::includes(ignored_entries.begin(), ignored_entries.end(), ignored.begin(),
                      ignored.end()));
  CHECK(ignored_entries.size() > ignored.size());
  CHECK(ignored_bodies.size() == ignored.size());
}

void check(const Build& build) {
  CAPTURE(build.name);
  ArgumentsProgram program(build);
  program.compile(kX86);
  check(program);
}

bool is_skipped(const std::string& test_case) {
  const std::string why = obstacle();
  if (!why.empty()) testing::say_skipped(test_case, why);
  return !why.empty();
}

// The releases that GOFIXUP_GO_VERSIONS names beside the default one.
std::vector<Build> other_releases() {
  const char* const set = std::getenv("GOFIXUP_GO_VERSIONS");
  std::istringstream versions(set != nullptr ? set : "1.19.13 1.22.12 1.24.6 1.27.4");
  std::vector<Build> builds;
  for (std::string version; versions >> version;) {
    testing::ToolOptions options;
    options.timeout = 600;
    const testing::ToolResult go = testing::run_tool(
        {testing::setting("GOFIXUP_SOURCE") + "/scripts/go-toolchain", version}, options);
    if (go.is_ok())
      builds.push_back({"go" + version, go.out.substr(0, go.out.find('\n')), {}, {}});
    else
      testing::say_skipped("arguments of Go " + version, testing::tail(go.err, 200));
  }
  return builds;
}

}  // namespace

TEST_CASE("probes read every kind of argument and result", "[e2e]") {
  if (is_skipped("probes read every kind of argument and result")) return;
  check({"the default go", "go", {}, {}});
}

TEST_CASE("probes read them in a position-independent program", "[e2e]") {
  if (is_skipped("probes read them in a position-independent program")) return;
  check({"pie", "go", {"-buildmode=pie"}, {}});
}

TEST_CASE("probes read them in a program that is not optimised", "[e2e]") {
  if (is_skipped("probes read them in a program that is not optimised")) return;
  check({"-N -l", "go", {"-gcflags=all=-N -l"}, {}});
}

// Dictionaries of generic methods moved in Go 1.20; since then all values are where they were, and
// one object serves all: go.bpf.h finds its way through the runtime's types by CO-RE.
TEST_CASE("one BPF object reads programs of all Go releases", "[e2e]") {
  if (is_skipped("one BPF object reads programs of all Go releases")) return;
  ArgumentsProgram reference({"the default go", "go", {}, {}});
  reference.compile(kX86);
  for (const Build& build : other_releases()) {
    CAPTURE(build.name);
    ArgumentsProgram program(build);
    const bool is_old = build.name.starts_with("go1.18") || build.name.starts_with("go1.19");
    CHECK((program.places() == reference.places()) == !is_old);
    if (is_old)
      program.compile(kX86);
    else
      program.adopt(reference);
    check(program);
  }
}

TEST_CASE("the probes pass the verifier for arm64", "[e2e]") {
  if (is_skipped("the probes pass the verifier for arm64")) return;
  ArgumentsProgram program({"arm64", "go", {}, {"GOARCH=arm64"}});
  program.compile({"-D__TARGET_ARCH_arm64", "-DAS_TRACEPOINT"});
  program.verify();
  SUCCEED("loaded");
}

}  // namespace gofixup::e2e
