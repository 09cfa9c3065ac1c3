// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What `gofixup functions --json` says, for tests that probe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gofixup::e2e {

struct Site {
  std::uint64_t address, file_offset;
};

struct GoValue {
  std::string name;
  std::vector<std::string> places;
};

struct GoFunction {
  std::string name;  // its BTF name, without the numbers that Go 1.18 and 1.19 give shapes
  Site entry;
  std::optional<Site> body;
  std::uint64_t sp_distance = 0;  // of the body, bytes
  std::vector<Site> returns;
  std::vector<GoValue> params, results;
};

// By BTF name.
using GoFunctions = std::map<std::string, GoFunction>;

GoFunctions read_functions(const std::string& binary, const std::string& glob);

// Macros of arguments.bpf.h: where each scalar of each parameter and result is. Values in floating-
// point registers have none.
std::string places_header(const GoFunctions& functions);

}  // namespace gofixup::e2e
