// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gofixup::cli {

// One BTF of the types in the file `base` (raw or an ELF with .BTF, such as
// /sys/kernel/btf/vmlinux) and those given, each type once. libbpf's btf_custom_path takes the
// kernel's place, so a program that reads kernel and Go structs needs both in one file. Throws
// Error{io} for a base that cannot be read, Error{usage} for one of another byte order.
std::vector<std::uint8_t> merge_with_base(const std::string& base,
                                          std::span<const std::uint8_t> btf);

}  // namespace gofixup::cli
