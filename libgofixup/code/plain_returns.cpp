// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Source: The RISC-V Instruction Set Manual, volume I, sections 1.5 and 2.5, chapter "C";
// LoongArch Reference Manual, volume 1, section 2.2.5. Both machines are little-endian.
#include "code/plain_returns.hpp"

#include "model/machine.hpp"

namespace gofixup {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint32_t kRiscvRet = 0x00008067;        // jalr zero, 0(ra)
constexpr std::uint32_t kRiscvCompressedRet = 0x8082;  // c.jr ra
constexpr std::uint32_t kLoongRet = 0x4c000020;        // jirl zero, ra, 0

std::uint32_t number(Bytes code, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value |= std::uint32_t{code[at + i]} << 8 * i;
  return value;
}

bool is_return(std::uint16_t machine, std::uint32_t instruction, std::size_t size) {
  if (machine == machine::kLoong) return instruction == kLoongRet;
  return instruction == (size == 2 ? kRiscvCompressedRet : kRiscvRet);
}

}  // namespace

std::optional<std::vector<std::uint64_t>> plain_returns(const Machine& machine, Bytes code,
                                                        std::uint64_t address) {
  const bool is_riscv = machine.machine == machine::kRiscv;
  if (!is_riscv && machine.machine != machine::kLoong) return std::nullopt;
  std::vector<std::uint64_t> returns;
  for (std::size_t at = 0, size = 0; at + 2 <= code.size(); at += size) {
    size = is_riscv && (code[at] & 3) != 3 ? 2 : 4;
    if (size > code.size() - at) break;
    if (is_return(machine.machine, number(code, at, size), size)) returns.push_back(address + at);
  }
  return returns;
}

}  // namespace gofixup
