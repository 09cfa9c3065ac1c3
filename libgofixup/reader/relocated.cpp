// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/relocated.hpp"

#include <elf.h>

#include <algorithm>
#include <cstddef>

#include "reader/cursor.hpp"

namespace gofixup {

namespace {

// The two kinds of relocation that make a pointer: the addend alone, or a symbol and the addend.
// Source: the processor supplements of the ELF ABI.
struct PointerKinds {
  std::uint32_t relative = 0, absolute = 0;
};

PointerKinds pointer_kinds(std::uint16_t machine) {
  constexpr std::uint16_t kLoongArch = 258;  // EM_LOONGARCH
  // NOLINTBEGIN(bugprone-branch-clone): each machine's own numbers, which may be another's too
  switch (machine) {
    case EM_X86_64: return {R_X86_64_RELATIVE, R_X86_64_64};
    case EM_386: return {R_386_RELATIVE, R_386_32};
    case EM_AARCH64: return {R_AARCH64_RELATIVE, R_AARCH64_ABS64};
    case EM_ARM: return {R_ARM_RELATIVE, R_ARM_ABS32};
    case EM_PPC64: return {R_PPC64_RELATIVE, R_PPC64_ADDR64};
    case EM_S390: return {R_390_RELATIVE, R_390_64};
    case EM_RISCV: return {R_RISCV_RELATIVE, R_RISCV_64};
    case kLoongArch: return {/*R_LARCH_RELATIVE*/ 3, /*R_LARCH_64*/ 2};
    default: return {};
  }
  // NOLINTEND(bugprone-branch-clone)
}

}  // namespace

struct Relocated::Dynamic {
  std::uint64_t rela = 0, rela_size = 0;  // entries with addends; up to 32 bit often without:
  std::uint64_t symbols = 0;              // those leave the addend where the pointer belongs
};

Relocated::Relocated(const Image& image) : image_(image) {
  const Dynamic dynamic = read_dynamic();
  if (dynamic.rela != 0) read_entries(dynamic);
}

// DT_REL and DT_RELR entries leave the link-time value in its place, so they change nothing.
Relocated::Dynamic Relocated::read_dynamic() const {
  Dynamic dynamic;
  const unsigned word = image_.word_size();
  Cursor cursor(image_.dynamic_section(), image_.is_big_endian());
  while (cursor.left() >= std::uint64_t{2} * word) {
    const std::uint64_t tag = cursor.number(word), value = cursor.number(word);
    if (tag == DT_NULL) break;
    if (tag == DT_RELA) dynamic.rela = value;
    if (tag == DT_RELASZ) dynamic.rela_size = value;
    if (tag == DT_SYMTAB) dynamic.symbols = value;
  }
  return dynamic;
}

void Relocated::read_entries(const Dynamic& dynamic) {
  const unsigned word = image_.word_size();
  const PointerKinds kinds = pointer_kinds(image_.machine());
  Cursor cursor(image_.loaded(dynamic.rela, dynamic.rela_size), image_.is_big_endian());
  words_.reserve(cursor.left() / (std::uint64_t{3} * word));
  while (cursor.left() >= std::uint64_t{3} * word) {
    const std::uint64_t address = cursor.number(word), info = cursor.number(word);
    const std::uint64_t addend = cursor.number(word);
    const std::uint64_t kind = word == 8 ? info & 0xffffffff : info & 0xff;
    if (kind == 0) continue;
    if (kind == kinds.relative) words_.emplace_back(address, addend);
    if (kind == kinds.absolute)
      words_.emplace_back(address,
                          symbol_value(dynamic, word == 8 ? info >> 32 : info >> 8) + addend);
  }
  if (!std::is_sorted(words_.begin(), words_.end())) std::sort(words_.begin(), words_.end());
}

// 0 for a symbol of another file.
std::uint64_t Relocated::symbol_value(const Dynamic& dynamic, std::uint64_t index) const {
  const bool is_64 = image_.word_size() == 8;
  const std::uint64_t entry = is_64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
  const std::uint64_t place = is_64 ? offsetof(Elf64_Sym, st_value) : offsetof(Elf32_Sym, st_value);
  return number(dynamic.symbols + index * entry + place, image_.word_size()).value_or(0);
}

std::optional<std::uint64_t> Relocated::word(std::uint64_t address) const {
  const auto found =
      std::lower_bound(words_.begin(), words_.end(), std::pair(address, std::uint64_t{0}));
  if (found != words_.end() && found->first == address) return found->second;
  return number(address, image_.word_size());
}

std::optional<std::uint64_t> Relocated::number(std::uint64_t address, unsigned size) const {
  const auto bytes = image_.loaded(address, size);
  if (bytes.size() != size) return std::nullopt;
  return Cursor(bytes, image_.is_big_endian()).number(size);
}

}  // namespace gofixup
