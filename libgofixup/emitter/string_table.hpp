// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "support/index_table.hpp"

namespace gofixup {

// BTF's string section, written at the end of a buffer of the caller's: each string once, offsets
// at string starts only (cilium/ebpf refuses shared suffixes), offset 0 is the empty string.
class StringTable {
 public:
  // Begins at the buffer's end. Until the last string is in, nobody else may change the size.
  StringTable(std::vector<std::uint8_t>& buffer, std::size_t expected_strings);

  // The offset of `prefix` + `text`, added where it is new. One text must always come with the
  // same prefix.
  std::uint32_t add(std::string_view text, std::string_view prefix = {});

  std::size_t size() const { return buffer_.size() - start_; }  // bytes
  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(buffer_.data()) + start_, size()};
  }

 private:
  void append(std::string_view text);

  IndexTable index_;
  std::vector<std::uint8_t>& buffer_;
  std::size_t start_;
};

}  // namespace gofixup
