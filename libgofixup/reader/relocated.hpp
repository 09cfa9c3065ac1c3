// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The loaded bytes of a file as its program sees them. In a position-independent program the
// pointers are left to the loader: the file has them in its dynamic relocations, and where they
// belong often just zero.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "reader/image.hpp"

namespace gofixup {

class Relocated {
 public:
  // Reads the relocations; the image must outlive the object.
  explicit Relocated(const Image& image);

  // The pointer-sized word at a link-time address, for a program loaded where it was linked to;
  // none where the file has no bytes for that address.
  std::optional<std::uint64_t> word(std::uint64_t address) const;
  // The unsigned number of `size` bytes (at most 8) there, which no relocation changes.
  std::optional<std::uint64_t> number(std::uint64_t address, unsigned size) const;
  // The bytes there as the file has them, cut where they end.
  std::span<const std::uint8_t> bytes(std::uint64_t address, std::uint64_t size) const {
    return image_.loaded(address, size);
  }

 private:
  struct Dynamic;
  Dynamic read_dynamic() const;
  void read_entries(const Dynamic& dynamic);
  std::uint64_t symbol_value(const Dynamic& dynamic, std::uint64_t index) const;

  const Image& image_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> words_;  // address, value; ascending
};

}  // namespace gofixup
