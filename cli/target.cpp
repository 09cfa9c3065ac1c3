// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "target.hpp"

#include <fmt/format.h>

#include "model/machine.hpp"

namespace gofixup::cli {

std::string go_arch(const BinaryInfo& info) {
  const std::string little_end = info.is_big_endian ? "" : "le";
  switch (info.machine) {
    case machine::kAmd64: return "amd64";
    case machine::k386: return "386";
    case machine::kArm64: return "arm64";
    case machine::kArm: return "arm";
    case machine::kS390: return "s390x";
    case machine::kPpc64: return "ppc64" + little_end;
    case machine::kRiscv: return "riscv64";
    case machine::kLoong: return "loong64";
    case machine::kMips: return (info.word_size == 8 ? "mips64" : "mips") + little_end;
    default: return fmt::format("machine {}", info.machine);
  }
}

std::string go_version(const BinaryInfo& info) {
  return info.go == GoVersion{} ? std::string()
                                : fmt::format("{}.{}", info.go.major, info.go.minor);
}

}  // namespace gofixup::cli
