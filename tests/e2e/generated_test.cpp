// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// gofixup probe: what it writes for any function compiles and passes the verifier, what it writes
// for the functions of probed/ prints what they get and give, and nothing secret.
#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

#include "e2e/generated.hpp"
#include "property/run.hpp"
#include "support/catch.hpp"

namespace gofixup::e2e {

namespace {

constexpr const char* kHandle = "main.(*Session).Handle";

bool is_skipped(const std::string& test_case, const std::string& why) {
  if (!why.empty()) testing::say_skipped(test_case, why);
  return !why.empty();
}

std::string missing(std::initializer_list<const char*> tools) {
  for (const char* tool : tools)
    if (!testing::has_tool(tool)) return std::string("no ") + tool;
  return obstacle();
}

// The program of probed/, built once for all cases.
const std::string& probed() {
  static const testing::TempDir directory;
  static const std::string binary = [] {
    std::string path = directory.file("probed");
    build_go("go", testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/probed", path);
    return path;
  }();
  return binary;
}

// Lines "  name=value" without those of addresses, which nobody can foretell.
std::vector<std::string> values_in(const std::string& output) {
  std::vector<std::string> values;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("  ") && line.find("=0x") == std::string::npos)
      values.push_back(line.substr(2));
  return values;
}

const std::vector<std::string> kCall = {"s->ID=7",
                                        "s->Active=true",
                                        "s->Name=\"first\" (5 bytes)",
                                        "s->Limits.Rate=2.5",
                                        "s->Limits.Burst=9",
                                        "narrow=-2",
                                        "small.A=-2",
                                        "small.B=-2",
                                        "small.Only[0]=65534",
                                        "big.A=11",
                                        "big.B[0]=-1",
                                        "big.B[1]=2",
                                        "big.B[2]=-3",
                                        "big.Ratio=0.5",
                                        "big.Sum=01020304ff (5 bytes)",
                                        "flag=true",
                                        "note=\"noted\" (5 bytes)",
                                        "data=abcd (2 bytes)"};
const std::vector<std::string> kReturn = {"count=2", "ok=false", "text=\"note\" (4 bytes)"};

std::vector<std::string> both(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

void check_output(const std::string& output) {
  CAPTURE(output);
  CHECK(values_in(output) == both(kCall, kReturn));
  CHECK(output.find(std::string("goroutine 1 calls ") + kHandle) != std::string::npos);
  CHECK(output.find(std::string("goroutine 1 returns from ") + kHandle) != std::string::npos);
  CHECK(output.find(" probed ") != std::string::npos);  // the command's name
  for (const char* hidden : {"hidden", "dead", "Token", "apiKey", "Kamf", "Password", "Secret"})
    CHECK(output.find(hidden) == std::string::npos);
}

// Whether the modules of the cilium skeleton can be had.
std::string why_no_modules(const Skeleton& skeleton) {
  testing::ToolOptions options;
  options.directory = skeleton.path();
  options.timeout = 300;
  testing::ToolResult result;
  for (int attempt = 0; attempt < 3; ++attempt) {
    result = testing::run_tool(
        {"go", "mod", "download", "github.com/cilium/ebpf", "golang.org/x/sys"}, options);
    if (result.is_ok()) return {};
  }
  return "its modules cannot be fetched: " + testing::tail(result.err, 200);
}

std::string target_of(const property::Input& input) {
  if (input.name.ends_with("arm64")) return "arm64";
  return input.name.ends_with("s390x") ? "" : "x86";
}

}  // namespace

TEST_CASE("probes of 50 functions of a large program pass the verifier", "[e2e]") {
  const std::string name = "probes of 50 functions of a large program pass the verifier";
  if (is_skipped(name, missing({"clang"}))) return;
  // kubectl, or what else there is.
  std::string binary;
  for (const property::Input& input : property::find_inputs()) {
    const bool is_better = input.name == "kubectl" || (binary.empty() && input.name == "functions");
    if (is_better) binary = input.path;
  }
  if (is_skipped(name, binary.empty() ? "neither kubectl nor the testcases are there" : "")) return;
  CAPTURE(binary);
  const testing::TempDir directory;
  run({gofixup(), "encode", binary, "--tags", "none", "-o", directory.file("go.btf")});
  const std::vector<std::string> functions = draw_functions(binary, 50);
  REQUIRE(functions.size() == 50);
  HeaderProgram all(binary, functions, "x86");
  CHECK(all.compile() >= 50);
  CHECK_NOTHROW(all.load(directory.file("go.btf")));
}

TEST_CASE("headers can be made for all functions of the testcases", "[e2e]") {
  const std::string name = "headers can be made for all functions of the testcases";
  if (is_skipped(name, missing({"clang"}))) return;
  std::size_t made = 0, programs = 0;
  for (const property::Input& input : property::find_inputs()) {
    if (!input.is_testcase) continue;
    CAPTURE(input.path);
    const std::string target = target_of(input);
    ++made;
    HeaderProgram all(input.path, {"*"}, target);
    if (target.empty()) continue;  // go.bpf.h has no registers of it
    CHECK_NOTHROW(all.check_syntax());
    if (!input.is_host_default) continue;
    CHECK_NOTHROW(programs += all.compile("main_"));
    const testing::TempDir directory;
    run({gofixup(), "encode", input.path, "-o", directory.file("go.btf")});
    CHECK_NOTHROW(all.load(directory.file("go.btf")));
  }
  if (made == 0) testing::say_skipped(name, "the testcases are not built");
  CHECK((made < 20 || programs > 300));
}

TEST_CASE("the libbpf skeleton prints calls and returns, without secrets", "[e2e]") {
  const std::string name = "the libbpf skeleton prints calls and returns, without secrets";
  if (is_skipped(name, missing({"make", "bpftool"}))) return;
  const Skeleton skeleton("libbpf", probed(), kHandle);
  skeleton.build("make CFLAGS='-O2 -Wall -Wextra -Werror'");
  check_output(skeleton.watch(probed()));

  // In another build a probe could land anywhere.
  const testing::TempDir directory;
  const std::string other = directory.file("other");
  build_go("go", testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/probed", other,
           {"-gcflags=-N -l"});
  testing::ToolOptions options;
  options.directory = skeleton.path();
  const testing::ToolResult refused = testing::run_tool({"./probe", other}, options);
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find("another build") != std::string::npos);
}

TEST_CASE("secrets are there if asked for", "[e2e]") {
  const std::string name = "secrets are there if asked for";
  if (is_skipped(name, missing({"make", "bpftool"}))) return;
  const Skeleton skeleton("libbpf", probed(), kHandle, {"--include-secrets"});
  skeleton.build("make");
  const std::string output = skeleton.watch(probed());
  CAPTURE(output);
  for (const char* line :
       {"  s->Token=\"hidden token\" (12 bytes)", "  small.Password=\"hidden password\" (15 bytes)",
        "  big.Secret[2]=3735879685", "  apiKey=\"hidden key\" (10 bytes)"})
    CHECK(output.find(line) != std::string::npos);
}

TEST_CASE("a function without parameters and results can be probed", "[e2e]") {
  const std::string name = "a function without parameters and results can be probed";
  if (is_skipped(name, missing({"make", "bpftool"}))) return;
  const Skeleton skeleton("libbpf", probed(), "main.nothing");
  skeleton.build("make CFLAGS='-O2 -Wall -Wextra -Werror'");
  const std::string output = skeleton.watch(probed());
  CHECK(output.find("calls main.nothing") != std::string::npos);
  CHECK(output.find("returns from main.nothing") != std::string::npos);
}

TEST_CASE("the cilium skeleton prints the same", "[e2e]") {
  const std::string name = "the cilium skeleton prints the same";
  if (is_skipped(name, missing({"gofmt"}))) return;
  const Skeleton skeleton("cilium", probed(), kHandle);
  if (is_skipped(name, why_no_modules(skeleton))) return;
  skeleton.build(
      "test -z \"$(gofmt -l .)\"; export GOWORK=off GOFLAGS=; go generate; go vet .; "
      "go build -o probe .");
  check_output(skeleton.watch(probed()));
}

TEST_CASE("the bpftrace script prints the call", "[e2e]") {
  const std::string name = "the bpftrace script prints the call";
  if (is_skipped(name, missing({"bpftrace"}))) return;
  const testing::TempDir directory;
  const std::string script = directory.file("trace.bt");
  run({gofixup(), "probe", probed(), kHandle, "--skeleton", "bpftrace", "-o", script});
  testing::ToolOptions options;
  options.timeout = 60;
  const std::string output = run({"bpftrace", script, "-c", probed()}, options);
  CAPTURE(output);
  CHECK(output.find(std::string("goroutine 1 calls ") + kHandle) != std::string::npos);
  for (const std::string& line : kCall) {
    const bool is_otherwise = line.starts_with("s->Active") || line.starts_with("s->Limits.Rate") ||
                              line.starts_with("flag") || line.starts_with("big.Ratio") ||
                              line.starts_with("big.Sum") || line.starts_with("data");
    CAPTURE(line);
    if (!is_otherwise) CHECK(output.find("  " + line + "\n") != std::string::npos);
  }
  CHECK(output.find("  flag=1\n") != std::string::npos);
  CHECK(output.find("  data=\\xab\\xcd (2 bytes)\n") != std::string::npos);
  CHECK(output.find("  big.Sum=\\x01\\x02\\x03\\x04\\xff\n") != std::string::npos);
  CHECK(output.find("hidden") == std::string::npos);
}

namespace {

// What a policy says of one uprobe: "path: …" and the like, and its args and data in the same form.
struct Uprobe {
  using Keys = std::map<std::string, std::string>;
  Keys keys;
  std::map<std::string, std::vector<Keys>> lists;
};

// The uprobes of a policy, of as much YAML as we write. Throws for anything else.
std::vector<Uprobe> read_policy(const std::string& text) {
  std::vector<Uprobe> uprobes;
  std::vector<Uprobe::Keys>* list = nullptr;
  std::istringstream lines(text.substr(text.find("  uprobes:\n") + 11));
  const std::regex form("( +)(- )?([A-Za-z]+):( (.*))?");
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, form)) throw std::runtime_error("not understood: " + line);
    const std::size_t indent = match.str(1).size() + match.str(2).size();
    const std::string key = match[3], value = match[5];
    const bool is_new = match[2].matched;
    if (indent == 4 && is_new) uprobes.emplace_back();
    if (indent == 4 && (key == "args" || key == "data"))
      list = &uprobes.at(uprobes.size() - 1).lists[key];
    else if (indent == 4)
      uprobes.at(uprobes.size() - 1).keys[key] = value;
    else if (indent == 6 && list != nullptr && is_new)
      list->push_back({{key, value}});
    else if (indent == 6 && list != nullptr && !list->empty())
      list->back()[key] = value;
    else
      throw std::runtime_error("out of place: " + line);
  }
  return uprobes;
}

// What Tetragon's CRD and its loader want of a uprobe (UProbeSpec, KProbeArg, five values).
void check_uprobe(const Uprobe& uprobe) {
  for (const char* key : {"path", "btfPath", "message", "offsets"})
    CHECK(uprobe.keys.contains(key));
  CHECK(uprobe.keys.size() == 4);  // one way of addressing, nothing unknown
  static const std::set<std::string> kTypes = {"int8",  "int16",  "int32",  "int64",
                                               "uint8", "uint16", "uint32", "uint64"};
  static const std::regex kRegister(
      "r(ax|bx|cx|di|si)|e(ax|bx|cx|di|si)|[abc]x|[sd]i|[abc]l|"
      "[sd]il|r(8|9|10|11|14)[dwb]?");
  std::size_t count = 0;
  for (const auto& [name, items] : uprobe.lists)
    for (const Uprobe::Keys& item : items) {
      CAPTURE(name, item.at("label"));
      ++count;
      CHECK(kTypes.contains(item.at("type")));
      CHECK(std::stoul(item.at("index")) <= 4);
      if (name == "data") {
        CHECK(item.size() == 5);
        CHECK(item.at("source") == "pt_regs");
        CHECK(std::regex_match(item.at("resolve"), kRegister));
      } else {
        CHECK(item.size() == 5);
        CHECK(item.at("btfType") == "go_main_Session");
        CHECK(std::regex_match(item.at("resolve"), std::regex("\"[A-Za-z.]+\"")));
      }
    }
  CHECK(count >= 1);
  CHECK(count <= 5);
}

}  // namespace

TEST_CASE("the Tetragon policy is one", "[e2e]") {
  if (is_skipped("the Tetragon policy is one", missing({"clang"}))) return;
  for (const char* function : {kHandle, "main.follow", "main.nothing"}) {
    CAPTURE(function);
    const std::string policy =
        run({gofixup(), "probe", probed(), function, "--skeleton", "tetragon"});
    CHECK(policy.find("\napiVersion: cilium.io/v1alpha1\nkind: TracingPolicy\nmetadata:\n"
                      "  name: go-main-") != std::string::npos);
    const std::vector<Uprobe> uprobes = read_policy(policy);
    REQUIRE(uprobes.size() == 2);
    for (const Uprobe& uprobe : uprobes) check_uprobe(uprobe);
    CHECK(policy.find("apiKey:") == std::string::npos);
    // The third parameter is in cx, C's fourth.
    const bool is_followed = std::string(function) == "main.follow";
    CHECK(uprobes[0].lists.contains("args") == is_followed);
    if (is_followed) CHECK(uprobes[0].lists.at("args")[0].at("index") == "3");
  }
}

TEST_CASE("nothing is shown behind nil", "[e2e]") {
  if (is_skipped("nothing is shown behind nil", missing({"make", "bpftool"}))) return;
  const Skeleton skeleton("libbpf", probed(), "main.follow");
  skeleton.build("make");
  const std::string output = skeleton.watch(probed());
  CAPTURE(output);
  CHECK(output.find("  s->Name=\"first\" (5 bytes)\n") != std::string::npos);
  CHECK(output.find("  nobody=0x0\n") != std::string::npos);
  CHECK(output.find("nobody->") == std::string::npos);
}

TEST_CASE("several functions come in one header", "[e2e]") {
  if (is_skipped("several functions come in one header", missing({"clang"}))) return;
  HeaderProgram some(probed(), {"main.(*Session).*", "main_nothing", "fmt.Sprint"}, "x86");
  CHECK(some.compile() == 4);
}

TEST_CASE("what cannot be probed is refused in one line", "[e2e]") {
  if (is_skipped("what cannot be probed is refused in one line", missing({"clang"}))) return;
  struct Case {
    std::vector<std::string> arguments;
    int exit_code;
    const char* says;
  };
  const testing::TempDir directory;
  testing::write_text(directory.file("main.c"), "mine");
  for (const Case& wrong :
       {Case{{"main.noSuchFunction"}, 1, "no function is called main.noSuchFunction"},
        Case{{"runtime.memmove*nothing"}, 1, "no function is called"},
        Case{{"runtime.rt0_go"}, 1, "assembly"},
        Case{{kHandle, "--guard", "a-b"}, 2, "not a C identifier"},
        Case{{kHandle, "--skeleton", "libbpf"}, 2, "name a directory by -o"},
        Case{{kHandle, "--skeleton", "gdb"}, 2, "skeleton"},
        Case{{"main.*", "--skeleton", "bpftrace"}, 2, "one function"},
        Case{{kHandle, "--skeleton", "libbpf", "-o", directory.path()}, 1, "main.c exists"}}) {
    std::vector<std::string> command = {gofixup(), "probe", probed()};
    command.insert(command.end(), wrong.arguments.begin(), wrong.arguments.end());
    const testing::ToolResult result = testing::run_tool(command);
    CAPTURE(wrong.says, result.err, result.out);
    CHECK(result.exit_code == wrong.exit_code);
    CHECK(result.out.empty());
    CHECK((result.err + result.out).find(wrong.says) != std::string::npos);
  }
  CHECK(testing::read_text(directory.file("main.c")) == "mine");
}

}  // namespace gofixup::e2e
