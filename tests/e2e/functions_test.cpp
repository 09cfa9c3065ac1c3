// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What gofixup functions says of a program that this suite builds, and to damaged ones.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "e2e/damage.hpp"
#include "property/tool.hpp"
#include "support/catch.hpp"

namespace gofixup::e2e {

namespace {

using nlohmann::json;
using testing::run_tool;
using testing::ToolResult;

class Subject {
 public:
  explicit Subject(const std::string& arch = "amd64") : binary_(directory_.file("growth")) {
    testing::ToolOptions options;
    options.directory = testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/growth";
    options.settings = {"CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local",
                        "GOARCH=" + arch};
    const ToolResult result = run_tool({"go", "build", "-trimpath", "-buildvcs=false",
                                        "-ldflags=-compressdwarf=false", "-o", binary_, "."},
                                       options);
    if (!result.is_ok()) throw std::runtime_error(result.complaint("go build"));
  }

  const std::string& binary() const { return binary_; }
  std::string bytes() const { return testing::read_text(binary_); }
  void replace(const std::string& bytes) const { testing::write_text(binary_, bytes); }

  ToolResult call(std::vector<std::string> words) const {
    words.insert(words.begin() + 1, binary_);
    words.insert(words.begin(), testing::setting("GOFIXUP_CLI"));
    return run_tool(words);
  }
  // The only function of that name.
  json function(const std::string& name) const {
    const ToolResult result = call({"functions", name, "--json"});
    if (!result.is_ok()) throw std::runtime_error(result.complaint("gofixup functions"));
    const json list = json::parse(result.out);
    REQUIRE(list["functions"].size() == 1);
    return list["functions"][0];
  }

 private:
  testing::TempDir directory_;
  std::string binary_;
};

bool is_skipped(const std::string& test_case) {
  std::string why;
  if (testing::setting("GOFIXUP_CLI").empty()) why = "GOFIXUP_CLI does not name the command";
  if (!testing::has_tool("go")) why = "no go";
  if (!why.empty()) testing::say_skipped(test_case, why);
  return !why.empty();
}

std::uint64_t number(const json& value) {
  REQUIRE(value.is_number_unsigned());
  return value.get<std::uint64_t>();
}

// Addresses are the linker's choice; that they fit each other and the file is not.
void check_sites(const json& function, const std::string& bytes) {
  const std::uint64_t address = number(function["address"]), size = number(function["size"]);
  const std::uint64_t offset = number(function["file_offset"]);
  const auto check_site = [&](const json& site) {
    CHECK(number(site["address"]) >= address);
    CHECK(number(site["address"]) < address + size);
    CHECK(number(site["file_offset"]) - offset == number(site["address"]) - address);
  };
  check_site(function["body"]);
  REQUIRE(!function["returns"].empty());
  for (const json& site : function["returns"]) {
    check_site(site);
    CHECK(bytes.at(number(site["file_offset"])) == '\xc3');  // ret
  }
}

}  // namespace

TEST_CASE("functions --json: a method", "[functions]") {
  if (is_skipped("functions --json: a method")) return;
  const Subject subject;
  json method = subject.function("main.(*Number).Method");
  check_sites(method, subject.bytes());
  CHECK(number(method["body"]["address"]) > number(method["address"]));
  CHECK(number(method["body"]["sp_distance"]) == 8);
  for (const char* member : {"address", "size", "file_offset", "body", "returns"})
    method.erase(member);
  CHECK(method == json::parse(R"({
    "name": "main.(*Number).Method", "btf_name": "main_ptr_Number_Method",
    "symbol": "main.(*Number).Method", "location": "ax;bx,cx,di;si->ax",
    "params": [
      {"name": "r", "type": "*main.Number", "btf_type": "struct go_main_Number *", "size": 8,
       "places": ["ax"]},
      {"name": "list", "type": "[]int", "btf_type": "struct go_slice_int", "size": 24,
       "places": ["bx", "cx", "di"]},
      {"name": "n", "type": "int", "btf_type": "GoInt", "size": 8, "places": ["si"]}],
    "results": [{"name": "_r0", "type": "int", "btf_type": "GoInt", "size": 8, "places": ["ax"]}]
  })"));
}

TEST_CASE("functions --json: arguments on the stack", "[functions]") {
  if (is_skipped("functions --json: arguments on the stack")) return;
  const json many = Subject().function("main_Many");
  CHECK(many["name"] == "main.Many");
  REQUIRE(many["params"].size() == 12);
  CHECK(many["params"][8]["places"] == json{"r11"});
  CHECK(many["params"][9]["places"] == json{"sp+8"});
  CHECK(many["params"][11]["places"] == json{"sp+24"});
}

TEST_CASE("functions --json: a function without a frame begins with its body", "[functions]") {
  if (is_skipped("functions --json: a function without a frame begins with its body")) return;
  const Subject subject;
  const json leaf = subject.function("main.Leaf");
  check_sites(leaf, subject.bytes());
  CHECK(leaf["body"]["address"] == leaf["address"]);
  CHECK(leaf["body"]["sp_distance"] == 0);
}

TEST_CASE("functions --json: the binary, and all of its functions", "[functions]") {
  if (is_skipped("functions --json: the binary, and all of its functions")) return;
  for (const std::string arch : {"amd64", "386", "arm64", "riscv64"}) {
    const Subject subject(arch);
    const ToolResult result = subject.call({"functions", "--json"});
    REQUIRE(result.is_ok());
    const json all = json::parse(result.out);
    CAPTURE(arch);
    CHECK(all["binary"] == subject.binary());
    CHECK(all["arch"] == arch);
    CHECK(all["go"].get<std::string>().starts_with("1."));
    CHECK(all["word_size"] == (arch == "386" ? 4 : 8));
    CHECK(all["functions"].size() > 1000);
    const json some = json::parse(subject.call({"functions", "runtime.*", "--json"}).out);
    CHECK(some["functions"].size() < all["functions"].size());
    std::size_t bodies = 0, returns = 0;
    for (const json& function : all["functions"]) {
      bodies += function["body"].is_object();
      returns += function["returns"].is_array();
    }
    CHECK(bodies + 50 > all["functions"].size());
    CHECK(returns + 50 > all["functions"].size());
  }
}

TEST_CASE("functions: for people, and the same from show", "[functions]") {
  if (is_skipped("functions: for people, and the same from show")) return;
  const Subject subject;
  const ToolResult result = subject.call({"functions", "main.Many"});
  CHECK(result.is_ok());
  CHECK(
      result.out.starts_with("func main.Many(a int, b int, c int, d int, e int, f int, g int, "
                             "h int, i int, j int, k int, n int) int\n"
                             "\t   a    ax\n"));
  for (const char* line :
       {"\t   j    sp+8\n", "\t-> _r0  ax\n", "\t// entry    0x", "\t// body     0x",
        ", SP 8 bytes below that at the entry\n", "\t// return   0x", "\t// BTF: main_Many\n"})
    CHECK(result.out.find(line) != std::string::npos);
  CHECK(subject.call({"show", "main.Many"}).out == result.out);
  CHECK(subject.call({"functions", "main.Big"}).out != result.out);
}

TEST_CASE("functions: what cannot be had", "[functions]") {
  if (is_skipped("functions: what cannot be had")) return;
  const Subject subject;
  const ToolResult none = subject.call({"functions", "main.NoSuch*", "--json"});
  CHECK(none.ending == "exit 1");
  CHECK(none.out.empty());
  CHECK(none.err.find("main.NoSuch*") != std::string::npos);
  // A type is no function.
  CHECK(subject.call({"functions", "main.Number"}).ending == "exit 1");
  const ToolResult full = run_tool({"sh", "-c",
                                    testing::setting("GOFIXUP_CLI") + " functions '" +
                                        subject.binary() + "' --json >/dev/full"});
  CHECK(full.ending == "exit 1");
  CHECK(full.err.find("standard output") != std::string::npos);
}

TEST_CASE("functions: damaged tables are refused or do no harm", "[functions]") {
  if (is_skipped("functions: damaged tables are refused or do no harm")) return;
  const Subject subject;
  const std::string whole = subject.bytes();
  std::size_t refused = 0;
  for (unsigned seed = 1; seed <= 30; ++seed) {
    subject.replace(flipped(whole, seed, 1 + 20 * seed));
    const ToolResult result = subject.call({"functions", "--json"});
    CAPTURE(seed, result.ending, result.err);
    if (result.is_ok()) {
      CHECK(json::accept(result.out));
      continue;
    }
    ++refused;
    CHECK(result.ending == "exit 1");
    CHECK(result.out.empty());
    CHECK(std::ranges::count(result.err, '\n') == 1);
    CHECK(result.err.find("internal error") == std::string::npos);
  }
  CHECK(refused > 0);
}

}  // namespace gofixup::e2e
