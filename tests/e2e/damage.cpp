// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "e2e/damage.hpp"

#include <elf.h>

#include <cstring>
#include <random>
#include <stdexcept>

namespace gofixup::e2e {

namespace {

template <class T>
T read_at(const std::string& bytes, std::size_t offset) {
  T value;
  if (offset + sizeof(T) > bytes.size()) throw std::runtime_error("the ELF file ends early");
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> debug_sections(const std::string& elf) {
  const auto header = read_at<Elf64_Ehdr>(elf, 0);
  const auto section = [&](std::size_t index) {
    return read_at<Elf64_Shdr>(elf, header.e_shoff + index * header.e_shentsize);
  };
  const auto names = section(header.e_shstrndx);
  std::vector<std::pair<std::size_t, std::size_t>> found;
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    const auto one = section(i);
    const std::string name = elf.c_str() + names.sh_offset + one.sh_name;
    if (name.starts_with(".debug_") || name.starts_with(".zdebug_"))
      found.emplace_back(one.sh_offset, one.sh_offset + one.sh_size);
  }
  return found;
}

std::string flipped(std::string elf, unsigned seed, unsigned count) {
  const auto sections = debug_sections(elf);
  if (sections.empty()) throw std::runtime_error("no debug sections to damage");
  // mt19937 and the remainder, because the standard's distributions differ between libraries.
  std::mt19937 random(seed);
  for (unsigned i = 0; i < count; ++i) {
    const auto [first, end] = sections[random() % sections.size()];
    if (first == end) continue;
    const auto flips = static_cast<char>(1 + random() % 255);
    char& byte = elf[first + random() % (end - first)];
    byte = static_cast<char>(byte ^ flips);
  }
  return elf;
}

}  // namespace gofixup::e2e
