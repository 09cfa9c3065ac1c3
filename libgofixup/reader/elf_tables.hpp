// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include "reader/file.hpp"

namespace gofixup {

// Throws Error{malformed} where the section or program headers of an ELF file lie outside it, or
// are more than any linker writes. To be asked before libelf: it makes room for as many sections
// as the header claims, and gives a file whose section table was cut off no sections, as if it
// were stripped. What is no ELF file at all is left to libelf to say.
void must_hold_its_tables(const File& file);

}  // namespace gofixup
