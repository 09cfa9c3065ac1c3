// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A few DIEs of a real program that make sense by themselves: one, and all that it refers to,
// moved together. Whole programs are too big for a fuzzer to change the right byte.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "fuzz/section_file.hpp"
#include "reader/unit.hpp"

namespace gofixup::fuzz {

class Slicer {
 public:
  Slicer(Image& image, DebugSections& sections, const std::vector<Unit>& units);

  // Offsets of DIEs worth beginning with: those of package main, and every nth of the others.
  std::vector<std::uint64_t> starts(std::size_t nth) const;

  // The DIE at `start` and what it needs, as input of the target `sections`; none if that is more
  // than `most` bytes, or if it is written in a way that Go's linker does not use.
  std::optional<SectionFile> slice(std::uint64_t start, std::size_t most) const;

 private:
  struct TopDie {  // with all its children
    std::uint64_t offset = 0, end = 0;
    const Unit* unit = nullptr;
    bool is_main = false;
    std::vector<std::uint64_t> references;  // where in .debug_info 4 bytes hold an offset
  };

  void list(const Unit& unit);
  void note_references(TopDie& die) const;
  std::uint64_t target_of(std::uint64_t reference) const;
  bool collect(std::uint64_t offset, std::size_t most, std::set<std::uint64_t>& wanted) const;

  Image& image_;
  const DebugSections& sections_;
  std::map<std::uint64_t, TopDie> dies_;  // by offset
};

}  // namespace gofixup::fuzz
