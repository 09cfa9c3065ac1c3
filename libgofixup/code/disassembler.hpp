// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Machine code of the architectures that Go compiles for, by Capstone, which nothing outside of
// disassembler.cpp sees.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace gofixup {

// What a machine's code is, as its ELF header says.
struct Machine {
  std::uint16_t machine = 0;  // e_machine
  unsigned word_size = 8;     // bytes
  bool is_big_endian = false;
};

// What is to be known of one instruction. Its texts live until the next one is decoded.
struct Instruction {
  std::uint64_t address = 0;
  unsigned size = 0;  // bytes
  bool is_return = false;
  std::string_view mnemonic, operands;
};

// One thread's: it has state.
class Disassembler {
 public:
  // Whether the Capstone we run with knows the machine.
  static bool knows(const Machine& machine);

  explicit Disassembler(const Machine& machine);  // which it must know
  ~Disassembler();
  Disassembler(Disassembler&& other) noexcept;

  // Decodes code that lies at `address` and calls see(instruction) for each. What cannot be
  // decoded is stepped over: one instruction where its length is known all the same, else a
  // byte. Returns how many bytes that was.
  template <class See>
  std::size_t walk(std::span<const std::uint8_t> code, std::uint64_t address, const See& see) {
    std::size_t unknown = 0;
    start(code, address);
    while (!code_.empty()) {
      if (next()) {
        see(static_cast<const Instruction&>(instruction_));
      } else {
        unknown += step_over();
      }
    }
    return unknown;
  }

  // Whether the length of an instruction shows without decoding it (not so on x86): then what
  // cannot be decoded hides nothing of what follows it.
  bool tells_lengths() const;

 private:
  struct Engine;

  void start(std::span<const std::uint8_t> code, std::uint64_t address) {
    code_ = code;
    address_ = address;
  }
  bool next();
  std::size_t step_over();

  std::unique_ptr<Engine> engine_;
  std::span<const std::uint8_t> code_;  // what is left
  std::uint64_t address_ = 0;           // of its first byte
  Instruction instruction_;
};

// The address that a jump or a call names as its last operand; 0: none.
std::uint64_t named_address(const Instruction& instruction);

// The address from which an instruction of arm or arm64 loads a constant that the assembler put
// among the code; 0: it does not.
std::uint64_t literal_address(const Instruction& instruction);

}  // namespace gofixup
