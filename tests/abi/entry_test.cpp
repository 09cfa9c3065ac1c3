// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// On every function of every testcase and corpus program: what the calculator says against what
// DWARF says. DWARF is the one that is wrong where it is known to be; the rest must agree.
#include "abi/compare.hpp"
#include "passes/pipeline.hpp"
#include "property/register_case.hpp"
#include "property/run.hpp"
#include "reader/reader.hpp"
#include "support/catch.hpp"

namespace {

using namespace gofixup;

Model read_with_locations(const std::string& path) {
  ReadOptions options;
  options.locations = true;
  Model model = read_dwarf(Image::open(path), options);
  RunOptions run;
  run.stop_after = "add_dictionaries";
  run_passes(model, run);
  return model;
}

// One in a thousand: gc's own DWARF has such entries (runtime.(*pallocData).findScavengeCandidate
// in Go 1.22 to 1.27), and each is listed.
constexpr double kTolerated = 0.001;

void check(const std::string& path) {
  const Model model = read_with_locations(path);
  const testing::Comparison found = testing::compare(model);
  std::size_t compared = 0;
  std::string figures;
  for (const auto& [agreement, count] : found.counts) {
    using enum testing::Agreement;
    if (agreement != silent && agreement != nothing_to_say && agreement != uncertain)
      compared += count;
    figures += " " + testing::to_string(agreement) + " " + std::to_string(count);
  }
  std::string list;
  for (const std::string& line : found.different) list += line + "\n";
  INFO(figures << "\n" << list);
  if (getenv("GOFIXUP_FIGURES") != nullptr)
    std::printf("%s:%s\n%s", path.c_str(), figures.c_str(), list.c_str());
  REQUIRE(compared > 0);
  // Not to know has to be the exception, or the calculator would pass by saying nothing.
  const auto uncertain = found.counts.find(testing::Agreement::uncertain);
  // (On the stack one hidden parameter shifts all results, of which DWARF says nothing.)
  const bool has_registers = !internal_convention(model.binary).integers.empty();
  if (has_registers && uncertain != found.counts.end()) CHECK(uncertain->second * 100 < compared);
  CHECK(static_cast<double>(found.different.size()) <=
        std::max(2.0, static_cast<double>(compared) * kTolerated));
}

const bool kRegistered = [] {
  for (const property::Input& input : property::find_inputs())
    testing::register_case("abi: " + input.name, "[abi]", [path = input.path] { check(path); });
  return true;
}();

}  // namespace
