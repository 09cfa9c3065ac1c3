// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The table of `gofixup interfaces` beside what a running program says of its interface values.
#include <unistd.h>

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "e2e/interface_tables.hpp"
#include "property/tool.hpp"
#include "support/catch.hpp"

namespace gofixup::e2e {

namespace {

using testing::run_tool;
using testing::ToolResult;

// What the program printed; see interfaces/main.go.
struct Eface {
  std::uint64_t type = 0;
  bool is_direct = false;
  std::string name;
};
struct Iface {
  std::uint64_t itab = 0, type = 0;
  std::string name;
};
struct Said {
  std::vector<Eface> efaces;
  std::vector<Iface> itabs, late;
  std::map<std::uint64_t, std::uint64_t> starts;  // of mappings, by offset in the file
};

std::string rest_of(std::istringstream& line) {
  std::string text;
  std::getline(line >> std::ws, text);
  return text;
}

Said parse(const std::string& output) {
  Said said;
  std::istringstream lines(output);
  for (std::string text; std::getline(lines, text);) {
    std::istringstream line(text);
    std::string word, direct;
    std::uint64_t first = 0, second = 0;
    line >> word >> std::hex >> first;
    if (word == "eface") {
      line >> direct;
      said.efaces.push_back({first, direct == "true", rest_of(line)});
    } else if (word == "itab" || word == "late") {
      line >> second;
      (word == "itab" ? said.itabs : said.late).push_back({first, second, rest_of(line)});
    } else if (word == "map") {
      line >> second;
      said.starts.emplace(second, first);
    }
  }
  return said;
}

// By how much the program was moved, from its mappings and what the table says of the segment.
std::uint64_t load_bias(const Said& said, const nlohmann::json& table) {
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const std::uint64_t file_offset = table["segment"]["file_offset"];
  const std::uint64_t address = table["segment"]["address"];
  const std::uint64_t offset = file_offset / page * page;
  return said.starts.at(offset) + (file_offset - offset) - address;
}

// DWARF numbers the types that are declared in functions, %T does not.
std::string without_number(const std::string& name) { return name.substr(0, name.find("\u00b7")); }

void check_program(const std::string& go, const std::string& mode) {
  const testing::TempDir directory;
  const std::string binary = directory.file("program");
  build_interfaces(go, mode, binary);
  const ToolResult run = run_tool({binary});
  REQUIRE(run.is_ok());
  const Said said = parse(run.out);
  REQUIRE(said.efaces.size() == 27);
  REQUIRE(said.itabs.size() == 5);
  REQUIRE(said.late.size() == 1);

  const nlohmann::json table = interface_table(binary);
  CHECK(table["is_pie"] == (mode != "exe"));
  const std::uint64_t bias = load_bias(said, table);
  CHECK((bias != 0) == (mode != "exe"));
  std::map<std::uint64_t, nlohmann::json> types, itabs;
  for (const auto& type : table["types"]) types[type["address"].get<std::uint64_t>() + bias] = type;
  for (const auto& itab : table["itabs"]) itabs[itab["address"].get<std::uint64_t>() + bias] = itab;

  for (const Eface& eface : said.efaces) {
    CAPTURE(eface.name, eface.type);
    REQUIRE(types.contains(eface.type));
    const auto& type = types[eface.type];
    CHECK(without_number(type["name"]) == eface.name);
    CHECK(type["is_direct"] == eface.is_direct);
  }
  for (const Iface& iface : said.itabs) {
    CAPTURE(iface.name, iface.itab);
    REQUIRE(itabs.contains(iface.itab));
    const auto& itab = itabs[iface.itab];
    CHECK(itab["type"] == iface.name);
    CHECK(itab["type_address"].get<std::uint64_t>() + bias == iface.type);
    const bool is_shape = iface.name.starts_with("main.") || iface.name.starts_with("*main.");
    CHECK(itab["interface"] == (is_shape ? "main.Shape" : "io.Reader"));
  }
  // An itab that the runtime made is nobody's to foretell; its type is in the table.
  for (const Iface& iface : said.late) {
    CHECK_FALSE(itabs.contains(iface.itab));
    REQUIRE(types.contains(iface.type));
    CHECK(types[iface.type]["name"] == iface.name);
  }
}

}  // namespace

TEST_CASE("a program's interface values are in the table", "[interfaces]") {
  for (const std::string version : {"", "1.19.13", "1.22.12", "1.24.6", "1.27.4"}) {
    std::string why;
    const std::string go = go_of_version(version, why);
    const std::string name = "interface values of Go " + (version.empty() ? "here" : version);
    if (go.empty()) {
      testing::say_skipped(name, why);
      continue;
    }
    for (const std::string mode : {"exe", "pie"}) {
      CAPTURE(name, mode);
      check_program(go, mode);
    }
  }
}

TEST_CASE("a program that the C compiler linked has the same table", "[interfaces]") {
  std::string why;
  const std::string go = go_of_version("", why);
  if (why.empty() && !testing::has_tool("cc")) why = "no cc";
  if (why.empty()) return check_program(go, "external");
  testing::say_skipped("interface values of a program that the C compiler linked", why);
}

}  // namespace gofixup::e2e
