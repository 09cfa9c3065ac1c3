// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The program in interfaces/, built in several ways, and the table made of it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace gofixup::e2e {

// The go command of that release (scripts/go-toolchain fetches it), of any for "". Empty where
// there is none; then `why` says why.
std::string go_of_version(const std::string& version, std::string& why);

// Both throw where they fail. `mode` is go build's -buildmode, or "external": a PIE that the C
// compiler links.
void build_interfaces(const std::string& go, const std::string& mode, const std::string& binary);
nlohmann::json interface_table(const std::string& binary);

}  // namespace gofixup::e2e
