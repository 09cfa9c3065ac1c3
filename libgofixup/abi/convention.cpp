// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Source: cmd/compile/abi-internal.md and cmd/compile/internal/ssa/opGen.go (paramIntReg*,
// paramFloatReg*) of Go 1.17 to 1.27; the stack offset is the architecture's FixedFrameSize, or
// the return address on those that push it.
#include "abi/convention.hpp"

#include <array>

#include "model/machine.hpp"

namespace gofixup {

namespace {

using Names = std::string_view;

constexpr auto kAmd64Ints =
    std::to_array<Names>({"ax", "bx", "cx", "di", "si", "r8", "r9", "r10", "r11"});
constexpr auto kAmd64Floats =
    std::to_array<Names>({"xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8",
                          "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14"});
constexpr auto kArm64Ints =
    std::to_array<Names>({"x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11",
                          "x12", "x13", "x14", "x15"});
constexpr auto kSixteenFloats =
    std::to_array<Names>({"f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11",
                          "f12", "f13", "f14", "f15"});
constexpr auto kPpc64Ints = std::to_array<Names>(
    {"r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r14", "r15", "r16", "r17"});
constexpr auto kPpc64Floats = std::to_array<Names>(
    {"f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12"});
constexpr auto kRiscvInts = std::to_array<Names>({"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
                                                  "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"});
constexpr auto kRiscvFloats =
    std::to_array<Names>({"fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7", "fs0", "fs1",
                          "fs2", "fs3", "fs4", "fs5", "fs6", "fs7"});
constexpr auto kLoongInts =
    std::to_array<Names>({"r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
                          "r15", "r16", "r17", "r18", "r19"});
constexpr auto kS390Ints = std::to_array<Names>({"r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"});

// DWARF register numbers in the same order. Source: cmd/internal/obj/*/ (the DWARFRegisters
// tables), compared with the entries of real programs.
constexpr auto kAmd64IntNumbers = std::to_array<std::uint16_t>({0, 3, 2, 5, 4, 8, 9, 10, 11});
constexpr auto kAmd64FloatNumbers =
    std::to_array<std::uint16_t>({17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31});
constexpr auto kArm64IntNumbers =
    std::to_array<std::uint16_t>({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
constexpr auto kArm64FloatNumbers =
    std::to_array<std::uint16_t>({64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79});
constexpr auto kPpc64IntNumbers =
    std::to_array<std::uint16_t>({3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17});
constexpr auto kPpc64FloatNumbers =
    std::to_array<std::uint16_t>({33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44});
constexpr auto kRiscvIntNumbers =
    std::to_array<std::uint16_t>({10, 11, 12, 13, 14, 15, 16, 17, 8, 9, 18, 19, 20, 21, 22, 23});
constexpr auto kRiscvFloatNumbers =
    std::to_array<std::uint16_t>({42, 43, 44, 45, 46, 47, 48, 49, 40, 41, 50, 51, 52, 53, 54, 55});
constexpr auto kLoongIntNumbers =
    std::to_array<std::uint16_t>({4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19});
constexpr auto kLoongFloatNumbers =
    std::to_array<std::uint16_t>({32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47});
constexpr auto kS390IntNumbers = std::to_array<std::uint16_t>({2, 3, 4, 5, 6, 7, 8, 9});
constexpr auto kS390FloatNumbers =
    std::to_array<std::uint16_t>({16, 20, 17, 21, 18, 22, 19, 23, 24, 28, 25, 29, 26, 30, 27, 31});

}  // namespace

Convention stack_convention(const BinaryInfo& binary) {
  // The return address is on the stack (x86), or a word of the frame is kept for it.
  const std::uint32_t offset = binary.machine == machine::kPpc64 ? 32 : binary.word_size;
  const bool pushes_return = binary.machine == machine::kAmd64 || binary.machine == machine::k386;
  Convention convention;
  convention.stack_offset = offset;
  convention.cfa_offset = pushes_return ? binary.word_size : 0;
  return convention;
}

Convention internal_convention(const BinaryInfo& binary) {
  Convention convention = stack_convention(binary);
  if (binary.producer.find("regabi") == std::string::npos) return convention;
  const auto use = [&](std::span<const Names> integers, std::span<const std::uint16_t> int_numbers,
                       std::span<const Names> floats,
                       std::span<const std::uint16_t> float_numbers) {
    convention.integers = integers;
    convention.integer_numbers = int_numbers;
    convention.floats = floats;
    convention.float_numbers = float_numbers;
  };
  switch (binary.machine) {
    case machine::kAmd64:
      use(kAmd64Ints, kAmd64IntNumbers, kAmd64Floats, kAmd64FloatNumbers);
      break;
    case machine::kArm64:
      use(kArm64Ints, kArm64IntNumbers, kSixteenFloats, kArm64FloatNumbers);
      break;
    case machine::kPpc64:
      use(kPpc64Ints, kPpc64IntNumbers, kPpc64Floats, kPpc64FloatNumbers);
      break;
    case machine::kRiscv:
      use(kRiscvInts, kRiscvIntNumbers, kRiscvFloats, kRiscvFloatNumbers);
      break;
    case machine::kLoong:
      use(kLoongInts, kLoongIntNumbers, kSixteenFloats, kLoongFloatNumbers);
      break;
    case machine::kS390: use(kS390Ints, kS390IntNumbers, kSixteenFloats, kS390FloatNumbers); break;
    default: break;
  }
  return convention;
}

}  // namespace gofixup
