// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "target.hpp"

#include <elf.h>
#include <fmt/format.h>

namespace gofixup::cli {

std::string go_arch(const BinaryInfo& info) {
  const std::string little_end = info.is_big_endian ? "" : "le";
  switch (info.machine) {
    case EM_X86_64: return "amd64";
    case EM_386: return "386";
    case EM_AARCH64: return "arm64";
    case EM_ARM: return "arm";
    case EM_S390: return "s390x";
    case EM_PPC64: return "ppc64" + little_end;
    case EM_RISCV: return "riscv64";
    case 258: return "loong64";  // EM_LOONGARCH, newer than Debian 12's elf.h
    case EM_MIPS: return (info.word_size == 8 ? "mips64" : "mips") + little_end;
    default: return fmt::format("machine {}", info.machine);
  }
}

std::string go_version(const BinaryInfo& info) {
  return info.go == GoVersion{} ? std::string()
                                : fmt::format("{}.{}", info.go.major, info.go.minor);
}

}  // namespace gofixup::cli
