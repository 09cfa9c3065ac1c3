// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gofixup::cli {

// Writes the whole file or none of it: readers see the old content or the new one, and a
// failure leaves nothing behind. "-", pipes and devices are written directly. Throws Error{io}.
void write_file(const std::string& path, std::span<const std::uint8_t> bytes);
void write_file(const std::string& path, std::string_view text);

}  // namespace gofixup::cli
