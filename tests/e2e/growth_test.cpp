// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What a body is for: where stacks grow, probes at entries fire more often than functions are
// called, and those at bodies and returns exactly as often. SP is where it is said to be.
#include <bpf/libbpf.h>

#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "e2e/probe.hpp"
#include "support/catch.hpp"

namespace gofixup::e2e {

namespace {

using testing::ToolResult;
using Object = std::unique_ptr<bpf_object, decltype(&bpf_object__close)>;
using Link = std::unique_ptr<bpf_link, int (*)(bpf_link*)>;

struct Passed {  // as in growth.bpf.c
  std::uint64_t entries, bodies, bodies_with_right_sp, returns;
};

// In the order of the program's counters.
const std::vector<std::string> kNames = {"main.Deep", "main.Big", "main.Many",
                                         "main.(*Number).Method", "main.Leaf"};

std::string run(const std::vector<std::string>& command, const testing::ToolOptions& options = {}) {
  const ToolResult result = testing::run_tool(command, options);
  if (!result.is_ok()) throw std::runtime_error(result.complaint(command.front()));
  return result.out;
}

class Growth {
 public:
  explicit Growth(const std::string& arch) : binary_(directory_.file("growth")) {
    const std::string source = testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/";
    testing::ToolOptions options;
    options.directory = source + "growth";
    options.settings = {"CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local",
                        "GOARCH=" + arch};
    run({"go", "build", "-trimpath", "-buildvcs=false", "-o", binary_, "."}, options);
    run({"clang", "-target", "bpf", "-O2", "-g", "-Wall", "-Werror",
         "-I/usr/include/x86_64-linux-gnu", "-c", source + "growth.bpf.c", "-o", object_path()});
    object_.reset(bpf_object__open_file(object_path().c_str(), nullptr));
    if (!object_ || bpf_object__load(object_.get()) != 0)
      throw std::runtime_error("the BPF object cannot be loaded");
  }

  // Whether this kernel runs such programs at all.
  bool runs() const { return testing::run_tool({binary_}).is_ok(); }

  // What the command says, as it is.
  std::string functions(const std::string& name) const {
    return run({testing::setting("GOFIXUP_CLI"), "functions", binary_, name, "--json"});
  }

  void attach_all() {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      const auto list = nlohmann::json::parse(functions(kNames[i]));
      REQUIRE(list["functions"].size() == 1);
      const auto& function = list["functions"][0];
      attach("on_entry", function["file_offset"], i, 0);
      REQUIRE(function["body"].is_object());
      attach("on_body", function["body"]["file_offset"], i, function["body"]["sp_distance"]);
      // Which of two probes at one place fires first is not said.
      const bool is_at_entry = function["body"]["address"] == function["address"];
      if (is_at_entry) CHECK(function["body"]["sp_distance"] == 0);
      tells_sp_.push_back(!is_at_entry);
      REQUIRE(!function["returns"].empty());
      for (const auto& site : function["returns"]) attach("on_return", site["file_offset"], i, 0);
    }
  }

  // How often each function was called, as the program itself says.
  std::vector<std::uint64_t> calls() const {
    // Preemption by signals could move a goroutine to another thread on its way to a body.
    testing::ToolOptions options;
    options.settings = {"GODEBUG=asyncpreemptoff=1"};
    std::istringstream out(run({binary_}, options));
    std::vector<std::uint64_t> counts(kNames.size());
    for (std::uint64_t& count : counts) out >> count;
    return counts;
  }

  // Whether the body of function number `i` is elsewhere than its entry.
  bool tells_sp(std::size_t i) const { return tells_sp_.at(i); }

  std::vector<Passed> passed() const {
    std::vector<Passed> list(8);
    const bpf_map* map = bpf_object__find_map_by_name(object_.get(), ".bss");
    const std::uint32_t key = 0;
    const std::size_t size = list.size() * sizeof(Passed);
    if (map == nullptr || bpf_map__lookup_elem(map, &key, sizeof key, list.data(), size, 0) != 0)
      throw std::runtime_error("the counters cannot be read");
    return list;
  }

 private:
  std::string object_path() const { return directory_.file("growth.o"); }

  void attach(const char* program, std::uint64_t offset, std::size_t index,
              std::uint64_t distance) {
    bpf_uprobe_opts options{};
    options.sz = sizeof options;
    options.bpf_cookie = index << 32 | distance;
    links_.emplace_back(
        bpf_program__attach_uprobe_opts(bpf_object__find_program_by_name(object_.get(), program),
                                        -1, binary_.c_str(), offset, &options),
        bpf_link__destroy);
    if (!links_.back()) throw std::runtime_error(std::string(program) + " cannot be attached");
  }

  testing::TempDir directory_;
  std::string binary_;
  Object object_{nullptr, bpf_object__close};
  std::vector<Link> links_;
  std::vector<bool> tells_sp_;
};

void check(Growth& growth) {
  const std::string before = growth.functions("main.*");
  growth.attach_all();
  CHECK(growth.functions("main.*") == before);  // the probes' breakpoints are not read
  const std::vector<std::uint64_t> calls = growth.calls();
  const std::vector<Passed> passed = growth.passed();
  std::uint64_t twice = 0;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    CAPTURE(kNames[i], passed[i].entries);
    CHECK(calls[i] > 0);
    CHECK(passed[i].bodies == calls[i]);
    if (growth.tells_sp(i)) CHECK(passed[i].bodies_with_right_sp == calls[i]);
    CHECK(passed[i].returns == calls[i]);
    CHECK(passed[i].entries >= calls[i]);
    twice += passed[i].entries - calls[i];
  }
  CHECK(twice > 0);  // else the stacks did not grow, and this test shows nothing
  CHECK(passed[1].entries > calls[1]);
}

}  // namespace

TEST_CASE("bodies fire once for each call where stacks grow", "[e2e]") {
  const std::string name = "bodies fire once for each call where stacks grow";
  if (Workshop().says_why_not(name)) return;
  Growth growth("amd64");
  check(growth);
}

TEST_CASE("bodies fire once for each call where stacks grow, in a 386 program", "[e2e]") {
  const std::string name = "bodies fire once for each call where stacks grow, in a 386 program";
  if (Workshop().says_why_not(name)) return;
  Growth growth("386");
  if (!growth.runs()) return testing::say_skipped(name, "this kernel does not run 386 programs");
  check(growth);
}

}  // namespace gofixup::e2e
