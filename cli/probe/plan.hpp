// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include "encode.hpp"
#include "probe/model.hpp"

namespace gofixup::cli {

struct ProbeRequest {
  std::string binary;
  std::vector<std::string> names;  // Go names, BTF names, or globs of either
  bool with_secrets = false;
  Options options;
};

struct PlannedProbe {
  Probe probe;
  std::vector<std::string> left_out;  // functions that a glob matched and that cannot be probed
};

// Throws Error{not_found} where a name matches nothing, or a function that was named exactly
// cannot be probed.
PlannedProbe plan_probe(const ProbeRequest& request);

}  // namespace gofixup::cli
