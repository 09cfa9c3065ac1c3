// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What a binary was built for, in Go's words.
#pragma once

#include <string>

#include "model/model.hpp"

namespace gofixup::cli {

std::string go_arch(const BinaryInfo& info);     // GOARCH: "amd64", "ppc64le"
std::string go_version(const BinaryInfo& info);  // "1.26"; empty: a development build

}  // namespace gofixup::cli
