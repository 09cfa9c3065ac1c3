// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Programs that probe one function, for those who load them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "probe/model.hpp"

namespace gofixup::cli {

struct SkeletonFile {
  std::string path;  // in the skeleton's directory
  std::string text;
};

// Directories of files. The probe has one function.
std::vector<SkeletonFile> libbpf_skeleton(const Probe& probe);
std::vector<SkeletonFile> cilium_skeleton(const Probe& probe);

// One file each.
std::string bpftrace_script(const Probe& probe);
std::string tetragon_policy(const Probe& probe);

}  // namespace gofixup::cli
