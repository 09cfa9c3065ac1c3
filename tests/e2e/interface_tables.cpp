// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "e2e/interface_tables.hpp"

#include <stdexcept>

#include "property/tool.hpp"

namespace gofixup::e2e {

using testing::run_tool;
using testing::ToolResult;

std::string go_of_version(const std::string& version, std::string& why) {
  if (testing::setting("GOFIXUP_CLI").empty()) {
    why = "GOFIXUP_CLI does not name the command";
  } else if (!testing::has_tool("go")) {
    why = "no go";
  } else if (version.empty()) {
    return "go";
  } else {
    testing::ToolOptions options;
    options.timeout = 600;
    const ToolResult result =
        run_tool({testing::setting("GOFIXUP_SOURCE") + "/scripts/go-toolchain", version}, options);
    if (result.is_ok()) return result.out.substr(0, result.out.find('\n'));
    why = "scripts/go-toolchain: " + result.err.substr(0, result.err.find('\n'));
  }
  return {};
}

void build_interfaces(const std::string& go, const std::string& mode, const std::string& binary) {
  testing::ToolOptions options;
  options.timeout = 600;
  options.directory = testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/interfaces";
  const bool is_external = mode == "external";
  options.settings = {is_external ? "CGO_ENABLED=1" : "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off",
                      "GOTOOLCHAIN=local"};
  const ToolResult result = run_tool(
      {go, "build", "-trimpath", "-buildvcs=false", "-buildmode=" + (is_external ? "pie" : mode),
       is_external ? "-ldflags=-linkmode=external" : "-ldflags=", "-o", binary, "."},
      options);
  if (!result.is_ok()) throw std::runtime_error(result.complaint("go build"));
}

nlohmann::json interface_table(const std::string& binary) {
  const ToolResult result =
      run_tool({testing::setting("GOFIXUP_CLI"), "interfaces", binary, "--json"});
  if (!result.is_ok()) throw std::runtime_error(result.complaint("gofixup interfaces"));
  return nlohmann::json::parse(result.out);
}

}  // namespace gofixup::e2e
