// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What Go's linker says of a program beside DWARF; stripping leaves it.
#pragma once

#include <string>

#include "reader/image.hpp"

namespace gofixup {

// Whether Go's linker had a hand in the file: by its sections, or, where those are gone too, by
// the build information in what is loaded.
bool is_made_by_go(const Image& image);

// The release as the build information tells it, such as "go1.26.8"; empty where it does not.
std::string go_release(const Image& image);

}  // namespace gofixup
