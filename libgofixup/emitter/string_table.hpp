// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "support/index_table.hpp"

namespace gofixup {

// BTF's string section: each string once, offsets at string starts only (cilium/ebpf refuses
// shared suffixes), offset 0 is the empty string.
class StringTable {
 public:
  explicit StringTable(std::size_t expected_strings) : index_(expected_strings), bytes_(1, '\0') {}

  // The offset of `prefix` + `text`, added where it is new. One text must always come with the
  // same prefix.
  std::uint32_t add(std::string_view text, std::string_view prefix = {});

  std::string_view bytes() const { return {bytes_.data(), bytes_.size()}; }

 private:
  IndexTable index_;
  std::vector<char> bytes_;
};

}  // namespace gofixup
