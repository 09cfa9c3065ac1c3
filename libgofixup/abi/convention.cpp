// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Source: cmd/compile/abi-internal.md and cmd/compile/internal/ssa/opGen.go (paramIntReg*,
// paramFloatReg*) of Go 1.17 to 1.27; the stack offset is the architecture's FixedFrameSize, or
// the return address on those that push it.
#include "abi/convention.hpp"

#include <array>

namespace gofixup {

namespace {

using Names = std::string_view;

// ELF e_machine, from the ELF specification: this stage reads no ELF.
enum Machine : std::uint16_t {
  k386 = 3,
  kMips = 8,
  kPpc64 = 21,
  kS390 = 22,
  kArm = 40,
  kAmd64 = 62,
  kArm64 = 183,
  kRiscv = 243,
  kLoong = 258,
};

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

}  // namespace

Convention stack_convention(const BinaryInfo& binary) {
  // The return address is on the stack (x86), or a word of the frame is kept for it.
  const std::uint32_t offset = binary.machine == kPpc64 ? 32 : binary.word_size;
  return {{}, {}, offset};
}

Convention internal_convention(const BinaryInfo& binary) {
  Convention convention = stack_convention(binary);
  if (binary.producer.find("regabi") == std::string::npos) return convention;
  const auto use = [&](std::span<const Names> integers, std::span<const Names> floats) {
    convention.integers = integers;
    convention.floats = floats;
  };
  switch (binary.machine) {
    case kAmd64: use(kAmd64Ints, kAmd64Floats); break;
    case kArm64: use(kArm64Ints, kSixteenFloats); break;
    case kPpc64: use(kPpc64Ints, kPpc64Floats); break;
    case kRiscv: use(kRiscvInts, kRiscvFloats); break;
    case kLoong: use(kLoongInts, kSixteenFloats); break;
    case kS390: use(kS390Ints, kSixteenFloats); break;
    default: break;
  }
  return convention;
}

}  // namespace gofixup
