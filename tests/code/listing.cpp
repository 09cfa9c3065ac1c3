// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "code/listing.hpp"

#include <elf.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace gofixup::testing {

namespace {

// "ret", "retq" and "repz retq"; "jmp" to another function is none.
bool is_return(std::uint16_t machine, std::string_view name, std::string_view operands) {
  switch (machine) {
    case EM_386:
    case EM_X86_64: return name.starts_with("ret");
    case EM_AARCH64: return name == "ret";
    case EM_S390: return name[0] == 'b' && name.ends_with('r') && operands == "%r14";
    case EM_RISCV: return name == "ret";
    default: throw std::runtime_error("what a return looks like on this machine");
  }
}

// "  401000:      \tjbe\t0x401020 <main.f+0x20>"
bool parse(std::uint16_t machine, char* line, ListedInstruction& instruction) {
  char* end = nullptr;
  instruction = {};
  instruction.address = std::strtoull(line, &end, 16);
  if (end == line || *end != ':') return false;
  char* name = std::strchr(end, '\t');
  if (name == nullptr) return false;
  ++name;
  if (char* newline = std::strchr(name, '\n')) *newline = '\0';
  char* operands = std::strchr(name, '\t');
  if (operands != nullptr) *operands++ = '\0';
  std::string_view rest = operands == nullptr ? std::string_view() : operands;
  instruction.is_return = is_return(machine, name, rest);
  rest = rest.substr(0, rest.find(" <"));
  const std::size_t number = rest.rfind("0x");
  const bool takes_address =
      std::string_view(name).starts_with("adr") || std::string_view(name) == "larl";
  const bool is_jump = number != std::string_view::npos && !takes_address &&
                       rest.find('(') == std::string_view::npos;
  if (is_jump) instruction.target = std::strtoull(rest.data() + number, nullptr, 16);
  return true;
}

}  // namespace

std::vector<ListedInstruction> list_code(const std::string& path, std::uint16_t machine) {
  const std::string command = "exec llvm-objdump -d --no-show-raw-insn '" + path + "'";
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen failed");
  std::vector<ListedInstruction> list;
  ListedInstruction instruction;
  char* line = nullptr;
  std::size_t capacity = 0;
  while (getline(&line, &capacity, pipe) > 0)
    if (parse(machine, line, instruction)) list.push_back(instruction);
  std::free(line);
  if (pclose(pipe) != 0) throw std::runtime_error(command + " failed");
  std::sort(list.begin(), list.end(),
            [](const auto& a, const auto& b) { return a.address < b.address; });
  return list;
}

}  // namespace gofixup::testing
