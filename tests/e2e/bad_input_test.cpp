// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What is no Go program with DWARF, or a damaged one: exit 1, one line that says what is wrong,
// and nothing left behind; or sound BTF, where the damage cannot be seen.
#include <algorithm>
#include <filesystem>
#include <map>
#include <stdexcept>

#include "e2e/damage.hpp"
#include "property/checks.hpp"
#include "property/tool.hpp"
#include "support/catch.hpp"

namespace gofixup::e2e {

namespace {

namespace fs = std::filesystem;
using testing::read_text;
using testing::run_tool;
using testing::ToolResult;
using testing::write_text;

std::string gofixup() { return testing::setting("GOFIXUP_CLI"); }

std::vector<std::string> files_in(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory))
    names.push_back(entry.path().filename().string());
  return names;
}

// A place with an input and an empty folder for the output.
class Bench {
 public:
  Bench() { fs::create_directory(output_folder()); }

  std::string input() const { return directory_.file("input"); }
  std::string output_folder() const { return directory_.file("out"); }
  std::string output() const { return output_folder() + "/out.btf"; }

  ToolResult encode() const { return run_tool({gofixup(), "encode", input(), "-o", output()}); }

  // Why the input was not refused as it should be; empty if it was.
  std::string not_refused(const ToolResult& result) const {
    if (result.exit_code != 1) return result.complaint("not exit 1");
    if (!result.out.empty()) return "standard output is not empty: " + result.out;
    if (std::ranges::count(result.err, '\n') != 1 || !result.err.ends_with('\n'))
      return "not one line on standard error: " + result.err;
    if (!result.err.starts_with("gofixup: ")) return "who says so? " + result.err;
    if (result.err.find("internal error") != std::string::npos) return result.err;
    if (!files_in(output_folder()).empty())
      return "left behind: " + files_in(output_folder()).front();
    return {};
  }

  // Refused, or sound BTF.
  std::string not_handled(const ToolResult& result) const {
    if (result.exit_code != 0) return not_refused(result);
    if (files_in(output_folder()) != std::vector<std::string>{"out.btf"})
      return "more or less than out.btf is left";
    property::Run run({input(), "input", false, false});
    for (const property::Property& property : property::all_properties()) {
      // Damage may turn a pair of functions into two of one name, which cilium/ebpf's judge,
      // made for whole programs, does not forgive.
      const bool is_strict = property.check == property::cilium_agrees;
      if (property.of != property::Property::Of::bytes || is_strict) continue;
      const property::Outcome outcome = property.check(run);
      if (outcome.kind == property::Outcome::Kind::broken)
        return std::string(property.name) + ": " + outcome.why;
    }
    fs::remove(output());
    return {};
  }

 private:
  testing::TempDir directory_;
};

// The program built with these linker flags; built once.
const std::string& go_program(const std::string& linker_flags) {
  static const testing::TempDir directory;
  static std::map<std::string, std::string> built;
  std::string& bytes = built[linker_flags];
  if (!bytes.empty()) return bytes;
  const std::string path = directory.file("program");
  testing::ToolOptions options;
  options.directory = testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/server";
  options.settings = {"CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local",
                      "GOARCH=amd64"};
  const ToolResult result = run_tool({"go", "build", "-trimpath", "-buildvcs=false",
                                      "-ldflags=" + linker_flags, "-o", path, "./first"},
                                     options);
  if (!result.is_ok()) throw std::runtime_error(result.complaint("go build"));
  bytes = read_text(path);
  return bytes;
}

// Whether the test case cannot run; it says why.
bool is_skipped(const std::string& test_case, std::initializer_list<const char*> tools) {
  std::string why = gofixup().empty() ? "GOFIXUP_CLI does not name the command" : "";
  for (const char* tool : tools)
    if (!testing::has_tool(tool)) why = std::string("no ") + tool;
  if (!why.empty()) testing::say_skipped(test_case, why);
  return !why.empty();
}

// Refuses the bytes and says each of the words.
void check_refused(const std::string& bytes, std::initializer_list<const char*> words) {
  const Bench bench;
  write_text(bench.input(), bytes);
  const ToolResult result = bench.encode();
  CHECK(bench.not_refused(result) == test::kNothing);
  CAPTURE(result.err);
  for (const char* word : words) CHECK(result.err.find(word) != std::string::npos);
}

std::string compiled(const std::string& source, const std::vector<std::string>& command) {
  const testing::TempDir directory;
  const std::string path = directory.file(source), object = directory.file("program");
  fs::copy_file(testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/" + source, path);
  std::vector<std::string> words = command;
  words.insert(words.end(), {path, "-o", object});
  const ToolResult result = run_tool(words);
  if (!result.is_ok()) throw std::runtime_error(result.complaint("cc"));
  return read_text(object);
}

}  // namespace

TEST_CASE("files that are no programs are refused", "[bad input]") {
  if (is_skipped("files that are no programs are refused", {})) return;
  check_refused("", {"not an ELF file"});
  check_refused("#!/bin/sh\necho hello\n", {"not an ELF file"});
  check_refused(
      "\x7f"
      "ELF",
      {"ELF"});
  check_refused(std::string("\x7f"
                            "ELF\2\1\1",
                            7) +
                    std::string(57, '\0'),
                {});
  check_refused(std::string(100'000, '\xff'), {"not an ELF file"});
}

TEST_CASE("what is not there cannot be read", "[bad input]") {
  if (is_skipped("what is not there cannot be read", {})) return;
  const Bench bench;
  CHECK(bench.not_refused(bench.encode()) == test::kNothing);
  fs::create_directory(bench.input());
  const ToolResult result = bench.encode();
  CHECK(bench.not_refused(result) == test::kNothing);
  CAPTURE(result.err);
  CHECK(result.err.find("directory") != std::string::npos);
}

TEST_CASE("C programs are refused", "[bad input]") {
  if (is_skipped("C programs are refused", {"cc"})) return;
  check_refused(compiled("not_go.c", {"cc", "-g"}), {"Go"});
  check_refused(compiled("not_go.c", {"cc", "-g0", "-s"}), {"Go"});
  check_refused(compiled("not_go.c", {"cc", "-g", "-c"}), {"Go"});
}

TEST_CASE("Go of another compiler is refused", "[bad input]") {
  if (is_skipped("Go of another compiler is refused", {"cc"})) return;
  check_refused(compiled("tinygo.s", {"cc", "-shared", "-nostdlib"}), {"TinyGo"});
}

TEST_CASE("stripped Go programs are refused and told how to build", "[bad input]") {
  if (is_skipped("stripped Go programs are refused and told how to build", {"go"})) return;
  check_refused(go_program("-s -w"), {"DWARF", "-w"});
  check_refused(go_program("-w"), {"DWARF", "-w"});
}

TEST_CASE("programs cut off at any place are refused", "[bad input]") {
  if (is_skipped("programs cut off at any place are refused", {"go"})) return;
  const std::string& whole = go_program("");
  for (std::size_t part = 1; part <= 20; ++part) {
    const Bench bench;
    const std::size_t size = whole.size() * part / 21;
    write_text(bench.input(), whole.substr(0, size));
    CAPTURE(size);
    CHECK(bench.not_refused(bench.encode()) == test::kNothing);
  }
}

TEST_CASE("flipped bytes in plain DWARF are refused or do no harm", "[bad input]") {
  if (is_skipped("flipped bytes in plain DWARF are refused or do no harm", {"go"})) return;
  const std::string& whole = go_program("-compressdwarf=false");
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const Bench bench;
    write_text(bench.input(), flipped(whole, seed, 1 + seed % 30));
    CAPTURE(seed);
    CHECK(bench.not_handled(bench.encode()) == test::kNothing);
  }
}

TEST_CASE("flipped bytes in compressed DWARF are refused or do no harm", "[bad input]") {
  if (is_skipped("flipped bytes in compressed DWARF are refused or do no harm", {"go"})) return;
  const std::string& whole = go_program("");
  for (unsigned seed = 1; seed <= 30; ++seed) {
    const Bench bench;
    write_text(bench.input(), flipped(whole, seed, 1 + seed % 3));
    CAPTURE(seed);
    CHECK(bench.not_handled(bench.encode()) == test::kNothing);
  }
}

TEST_CASE("wrong use is told apart from wrong input", "[bad input]") {
  if (is_skipped("wrong use is told apart from wrong input", {"go"})) return;
  const Bench bench;
  write_text(bench.input(), go_program(""));
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"bake"},
      {"encode"},
      {"encode", bench.input()},
      {"encode", bench.input(), "-o"},
      {"encode", bench.input(), "-o", bench.output(), "--tags=some"},
      {"encode", bench.input(), "-o", bench.output(), "--no-such-option"},
      {"encode", bench.input(), "-o", bench.output(), "--threads", "many"},
      {"header", bench.input(), "-o", bench.output(), "--guard", "1-2"},
      {"show", bench.input()}};
  for (std::vector<std::string> words : wrong) {
    words.insert(words.begin(), gofixup());
    CAPTURE(words);
    const ToolResult result = run_tool(words);
    CHECK(result.ending == "exit 2");
    CHECK(!result.err.empty());
    CHECK(files_in(bench.output_folder()).empty());
  }
}

TEST_CASE("globs that match nothing are refused", "[bad input]") {
  if (is_skipped("globs that match nothing are refused", {"go"})) return;
  const Bench bench;
  write_text(bench.input(), go_program(""));
  const ToolResult result =
      run_tool({gofixup(), "encode", bench.input(), "-o", bench.output(), "--only", "no.such.*"});
  CHECK(bench.not_refused(result) == test::kNothing);
}

TEST_CASE("output that cannot be written fails", "[bad input]") {
  if (is_skipped("output that cannot be written fails", {"go"})) return;
  const Bench bench;
  write_text(bench.input(), go_program(""));
  // Not even root writes to a sealed folder of sysfs.
  std::vector<std::string> places = {bench.output_folder(),
                                     bench.output_folder() + "/no/such/out.btf", "/dev/full",
                                     "/sys/kernel/out.btf"};
  for (const std::string& place : places) {
    const ToolResult result = run_tool({gofixup(), "encode", bench.input(), "-o", place});
    CAPTURE(place);
    CHECK(bench.not_refused(result) == test::kNothing);
    CHECK(result.err.find("cannot write") != std::string::npos);
  }
}

TEST_CASE("a failure leaves the file that was there", "[bad input]") {
  if (is_skipped("a failure leaves the file that was there", {})) return;
  const Bench bench;
  write_text(bench.input(), "no program");
  write_text(bench.output(), "of before");
  CHECK(bench.encode().exit_code == 1);
  CHECK(read_text(bench.output()) == "of before");
  CHECK(files_in(bench.output_folder()).size() == 1);
}

}  // namespace gofixup::e2e
