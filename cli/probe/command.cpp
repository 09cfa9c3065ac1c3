// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// gofixup probe: a C header for functions, or a program that probes one.
#include <fmt/format.h>

#include "c_header.hpp"
#include "commands.hpp"
#include "output_file.hpp"
#include "passes/btf_names.hpp"
#include "probe/header.hpp"
#include "probe/plan.hpp"
#include "support/error.hpp"

namespace gofixup::cli {

int run_probe(const Request& request) {
  if (!request.guard.empty() && !is_c_identifier(request.guard))
    throw Error(Error::Kind::usage, "--guard " + request.guard + " is not a C identifier");
  const PlannedProbe planned =
      plan_probe({request.binary, request.names, request.with_secrets, request.options});
  const Probe& probe = planned.probe;
  const std::string guard =
      request.guard.empty() ? guard_for(probe.functions[0].c_name) : request.guard;
  write_file(request.output, probe_header(probe, guard));
  for (const std::string& note : planned.left_out)
    fmt::print(stderr, "gofixup: {}: not probed: {}\n", request.binary, note);
  return 0;
}

}  // namespace gofixup::cli
