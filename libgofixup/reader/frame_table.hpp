// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Call frame information of .debug_frame, as far as following SP needs it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "reader/budget.hpp"

namespace gofixup {

// From `address` on the canonical frame address is register + offset.
struct CfaRow {
  std::uint64_t address = 0;
  std::uint64_t reg = 0;    // DWARF number
  std::int64_t offset = 0;  // bytes
  bool is_known = false;    // false: told in a way that Go does not use (an expression)
};

class FrameTable {
 public:
  // Lists the entries; their programs are read when asked for. Throws Error{malformed}.
  FrameTable(std::span<const std::uint8_t> debug_frame, bool is_big_endian, unsigned word_size);

  // The rows of the entry that covers the address, ascending; empty where there is none. Throws
  // Error{malformed}. Safe to call from several threads.
  std::vector<CfaRow> rows(std::uint64_t address) const;

  struct Cie {                 // what entries have in common
    bool is_readable = false;  // false: of a version or augmentation we do not know
    std::uint8_t address_size = 8;
    std::uint64_t code_factor = 1;  // bytes
    std::int64_t data_factor = 1;
    std::span<const std::uint8_t> program;
  };

 private:
  struct Fde {
    std::uint64_t begin = 0, size = 0;
    const Cie* cie = nullptr;
    std::span<const std::uint8_t> program;
  };

  const Cie& cie_at(std::uint64_t offset);
  Cie read_cie(std::uint64_t offset) const;

  std::span<const std::uint8_t> section_;
  bool is_big_endian_;
  unsigned word_size_;
  std::unique_ptr<Budget> budget_;  // of the programs that are run: functions may share a long one
  std::map<std::uint64_t, Cie> cies_;  // by offset in the section
  std::vector<Fde> fdes_;              // by begin
};

}  // namespace gofixup
