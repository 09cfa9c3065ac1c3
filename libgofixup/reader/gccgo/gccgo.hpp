// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// gccgo's dialect of DWARF. gc's linker describes Go; gccgo is a front end of gcc, and what it
// hands over are C structs, functions of C's calling convention, and a copy of every type in each
// unit that uses it. docs/compilers.md compares the two.
#pragma once

#include "reader/fragment.hpp"
#include "reader/image.hpp"

namespace gofixup::gccgo {

// What one unit of gccgo's yields.
void read_unit(const UnitReader& reader, const Unit& unit, Fragment& fragment);

// After joining: copies of one type become one, and copies of which only one knows its package
// all get it. `units` are all units of the file.
void merge_copies(const std::vector<Unit>& units, Model& model);

// After that: the ELF symbol of each function. Of one that the optimizer changed (its symbol
// says so: `.isra.0`), where its parameters are is not known.
void attach_symbols(const Image& image, Budget& budget, Model& model);

}  // namespace gofixup::gccgo
