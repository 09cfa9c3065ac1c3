// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What must hold of a file before its sections are read: libelf passes over much in silence.
#pragma once

#include <gelf.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace gofixup {

// The file's size in bytes. Throws Error for what is no regular file, or empty.
std::size_t size_of_file(int fd);

// These throw Error: a core dump; a file that was cut off.
void must_be_code(const GElf_Ehdr& header);
void must_hold_its_sections(Elf* elf, const GElf_Ehdr& header);
void must_lie_in_file(const char* name, const GElf_Shdr& header, std::size_t size);

// The section's bytes as they are in the file; false where they lie outside it.
bool raw_bytes(Elf_Scn* scn, std::span<const std::uint8_t>& bytes);

}  // namespace gofixup
