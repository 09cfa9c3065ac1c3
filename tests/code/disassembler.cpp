// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// One function of each machine, as bytes. The texts beside them are what llvm-mc and Go's
// assembler made them of.
#include "code/disassembler.hpp"

#include <elf.h>

#include <string>

#include "code/plain_returns.hpp"
#include "support/catch.hpp"

using namespace gofixup;

namespace {

using Bytes = std::vector<std::uint8_t>;
using Addresses = std::vector<std::uint64_t>;

constexpr Machine kAmd64{EM_X86_64, 8, false}, kI386{EM_386, 4, false}, kArm{EM_ARM, 4, false},
    kArm64{EM_AARCH64, 8, false}, kPpc64{EM_PPC64, 8, true}, kPpc64le{EM_PPC64, 8, false},
    kS390x{EM_S390, 8, true}, kMips{EM_MIPS, 4, true}, kMips64le{EM_MIPS, 8, false},
    kRiscv{EM_RISCV, 8, false}, kLoong{258, 8, false};

struct Seen {
  Addresses returns, named, literals;
  std::size_t instructions = 0, unknown = 0;
};

Seen walk(const Machine& machine, const Bytes& code, std::uint64_t address = 0x1000) {
  Seen seen;
  seen.unknown = Disassembler(machine).walk(code, address, [&](const Instruction& instruction) {
    ++seen.instructions;
    if (instruction.is_return) seen.returns.push_back(instruction.address);
    if (const auto target = named_address(instruction)) seen.named.push_back(target);
    if (const auto literal = literal_address(instruction)) seen.literals.push_back(literal);
  });
  return seen;
}

Bytes words(const std::vector<std::uint32_t>& list, bool is_big_endian) {
  Bytes bytes;
  for (const std::uint32_t word : list)
    for (unsigned i = 0; i < 4; ++i)
      bytes.push_back(static_cast<std::uint8_t>(word >> 8 * (is_big_endian ? 3 - i : i)));
  return bytes;
}

}  // namespace

TEST_CASE("disassembler: machines it knows", "[code]") {
  for (const Machine& machine :
       {kAmd64, kI386, kArm, kArm64, kPpc64, kPpc64le, kS390x, kMips, kMips64le})
    CHECK(Disassembler::knows(machine));
  for (const Machine& machine : {kRiscv, kLoong, Machine{EM_SPARCV9, 8, true}})
    CHECK_FALSE(Disassembler::knows(machine));
}

TEST_CASE("disassembler: x86", "[code]") {
  const Bytes code = {0x76, 0x0a,                    // jbe 0x100c
                      0xc3,                          // ret
                      0xf3, 0xc3,                    // repz ret
                      0xc2, 0x08, 0x00,              // ret 8
                      0xb8, 0xc3, 0xc3, 0xc3, 0xc3,  // mov eax, 0xc3c3c3c3
                      0xe8, 0xee, 0x00, 0x00, 0x00,  // call 0x1100
                      0xeb, 0xec};                   // jmp 0x1000
  for (const Machine& machine : {kAmd64, kI386}) {
    const Seen seen = walk(machine, code);
    CHECK(seen.returns == Addresses{0x1002, 0x1003, 0x1005});
    CHECK(seen.named == Addresses{0x100c, 8, 0xc3c3c3c3, 0x1100, 0x1000});
    CHECK(seen.unknown == 0);
    CHECK(seen.literals.empty());
  }
}

TEST_CASE("disassembler: x86, what cannot be decoded is told", "[code]") {
  CHECK_FALSE(Disassembler(kAmd64).tells_lengths());
  CHECK(walk(kAmd64, {0x90, 0x06, 0xc3}).unknown == 1);       // push es: not on amd64
  CHECK(walk(kAmd64, {0x90, 0xb8, 0xc3, 0xc3}).unknown > 0);  // cut off
  CHECK(walk(kAmd64, {}).unknown == 0);
}

TEST_CASE("disassembler: arm64", "[code]") {
  const Bytes code = words({0x54000089,   // b.ls 0x1010
                            0x58000060,   // ldr x0, 0x1010
                            0xd65f03c0,   // ret
                            0xd61f0360,   // br x27
                            0xd65f03c0,   // a constant that looks like ret
                            0x97fffffb,   // bl 0x1000
                            0x90000000},  // adrp x0, 0x1000: no jump
                           false);
  const Seen seen = walk(kArm64, code);
  CHECK(seen.returns == Addresses{0x1008, 0x1010});
  CHECK(seen.literals == Addresses{0x1010});
  CHECK(seen.named == Addresses{0x1010, 0x1010, 0x1000});
}

TEST_CASE("disassembler: arm", "[code]") {
  const Bytes code = words({0x9a000002,   // bls 0x1010
                            0xe49df01c,   // ldr pc, [sp], #28
                            0xe69df00b,   // ldr pc, [sp], r11
                            0xe28ef000,   // add pc, lr, #0
                            0x028ef000,   // addeq pc, lr, #0
                            0xe12fff1e,   // bx lr
                            0xe1a0f00e,   // mov pc, lr
                            0xe59fb004,   // ldr r11, [pc, #4]
                            0xe51fb008,   // ldr r11, [pc, #-8]
                            0xe59b000c,   // ldr r0, [r11, #12]
                            0xe5911000},  // ldr r1, [r1]
                           false);
  const Seen seen = walk(kArm, code);
  CHECK(seen.returns == Addresses{0x1004, 0x1008, 0x100c, 0x1010, 0x1014, 0x1018});
  CHECK(seen.literals == Addresses{0x1028, 0x1020});
  CHECK(seen.named.front() == 0x1010);
}

TEST_CASE("disassembler: ppc64", "[code]") {
  for (const Machine& machine : {kPpc64, kPpc64le}) {
    const Bytes code = words({0x4e800020,   // blr
                              0x4d820020,   // beqlr
                              0x4c9d0020,   // blelr cr7
                              0x4e800021,   // blrl: a call
                              0x4e800420,   // bctr: a jump
                              0x7c0802a6,   // mflr r0
                              0x00000000,   // no instruction
                              0x4bffffe5},  // bl 0x1000
                             machine.is_big_endian);
    const Seen seen = walk(machine, code);
    CHECK(seen.returns == Addresses{0x1000, 0x1004, 0x1008});
    CHECK(seen.unknown == 4);
    CHECK(seen.named.back() == 0x1000);
  }
}

TEST_CASE("disassembler: s390x", "[code]") {
  const Bytes code = {0xec, 0xaf, 0x00, 0x10, 0xa0, 0x65,  // clgrjhe %r10, %r15, 0x1020
                      0x07, 0xfe,                          // br %r14
                      0x07, 0x8e,                          // ber %r14
                      0x07, 0xf5,                          // br %r5: a jump
                      0x0d, 0xe5,                          // basr %r14, %r5: a call
                      0xff, 0x07, 0xfe, 0x07, 0xfe, 0x07,  // no instruction, of six bytes
                      0xc0, 0xe5, 0x00, 0x00, 0x00, 0x16,  // brasl %r14, 0x1040
                      0xa7, 0xf4, 0xff, 0xf3};             // j 0x1000
  const Seen seen = walk(kS390x, code);
  CHECK(seen.returns == Addresses{0x1006, 0x1008});
  CHECK(seen.unknown == 6);
  CHECK(seen.named == Addresses{0x1020, 0x1040, 0x1000});
  CHECK(Disassembler(kS390x).tells_lengths());
}

TEST_CASE("disassembler: mips", "[code]") {
  for (const Machine& machine : {kMips, kMips64le}) {
    const Bytes code = words({0x14200003,   // bnez $1, 0x1010
                              0x00000000,   // nop
                              0x03e00008,   // jr $ra
                              0x00800008,   // jr $4
                              0x1000fffb},  // b 0x1000
                             machine.is_big_endian);
    const Seen seen = walk(machine, code);
    CHECK(seen.returns == Addresses{0x1008});
    CHECK(seen.named == Addresses{0x1010, 0x1000});
  }
}

TEST_CASE("returns of machines without a disassembler", "[code]") {
  const Bytes riscv = {0x67, 0x80, 0x00, 0x00,  // ret
                       0x82, 0x80,              // c.jr ra
                       0x37, 0x85, 0x82, 0x80,  // lui a0, 0x80828: holds the bytes of c.jr ra
                       0x67, 0x80, 0x02, 0x00,  // jr t0
                       0x02, 0x85,              // c.jr a0
                       0x67, 0x80, 0x00};       // cut off
  CHECK(plain_returns(kRiscv, riscv, 0x1000) == Addresses{0x1000, 0x1004});
  const Bytes loong = words({0x4c000020, 0x4c000081, 0x50000000}, false);
  CHECK(plain_returns(kLoong, loong, 0x1000) == Addresses{0x1000});
  CHECK(plain_returns(kLoong, {}, 0x1000) == Addresses{});
  CHECK_FALSE(plain_returns(kAmd64, riscv, 0x1000));
}
