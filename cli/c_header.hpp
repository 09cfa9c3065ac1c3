// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace gofixup::cli {

// All types in the BTF as C. Throws Error.
std::string types_as_c(std::span<const std::uint8_t> btf);

// The C header for BPF programs of all types in the BTF. `title` goes to its first line,
// `guard` must be a C identifier. Throws Error.
std::string c_header(std::span<const std::uint8_t> btf, const std::string& title,
                     const std::string& guard);

// An include guard made from the file's name: `dir/my-app` → `__GOFIXUP_MY_APP_H__`.
std::string guard_for(const std::string& path);

}  // namespace gofixup::cli
