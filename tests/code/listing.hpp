// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A program as llvm-objdump disassembles it: another disassembler.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gofixup::testing {

struct ListedInstruction {
  std::uint64_t address = 0;
  std::uint64_t target = 0;  // the address that a jump or call names; 0: none
  bool is_return = false;
};

// All code of the program, ascending. Throws where llvm-objdump fails.
std::vector<ListedInstruction> list_code(const std::string& path, std::uint16_t machine);

}  // namespace gofixup::testing
