// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// One Catch2 test case for each property of each binary: "structs@go1.24.6: types come leaf
// first". Which binaries: see find_inputs(). GOFIXUP_SHARD=1/2 takes the first half of them.
#include <exception>

#include "property/checks.hpp"
#include "property/register_case.hpp"

namespace gofixup::property {

namespace {

// The cases of one binary run one after the other: its Run is kept until the next one's.
Run& run_of(const Input& input) {
  static std::optional<Run> current;
  if (!current || current->input().path != input.path) {
    Options options;
    options.run.verify_each = input.is_testcase;
    current.emplace(input, options);
  }
  return *current;
}

void check(const Input& input, const Property& property, const std::string& name) {
  Outcome outcome;
  try {
    outcome = property.check(run_of(input));
  } catch (const std::exception& error) {
    outcome = broken(error.what());
  }
  CAPTURE(input.path);
  if (outcome.kind == Outcome::Kind::broken) FAIL(outcome.why);
  if (outcome.kind == Outcome::Kind::skipped) testing::say_skipped(name, outcome.why);
  SUCCEED();
}

struct Shard {
  std::size_t index = 1, count = 1;
};

Shard shard_to_run() {
  const std::string text = testing::setting("GOFIXUP_SHARD");
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return {};
  return {std::stoul(text.substr(0, slash)), std::stoul(text.substr(slash + 1))};
}

// Before main(), like TEST_CASE: Catch2 takes no test cases after.
const bool kAreRegistered = [] {
  const std::vector<Input> inputs = find_inputs();
  const Shard shard = shard_to_run();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Input& input = inputs[i];
    if (i % shard.count + 1 != shard.index) continue;
    for (const Property& property : all_properties()) {
      if (property.is_for_host_default && input.is_testcase && !input.is_host_default) continue;
      const std::string name = input.name + ": " + std::string(property.name);
      testing::register_case(name, "[property]", [=, &property] { check(input, property, name); });
    }
  }
  if (inputs.empty())
    testing::register_case("any binary", "[property]", [] {
      testing::say_skipped("property", "GOFIXUP_TESTCASES and GOFIXUP_CORPUS name no binaries");
      SUCCEED();
    });
  return true;
}();

}  // namespace

}  // namespace gofixup::property
