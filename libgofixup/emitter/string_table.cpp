// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "emitter/string_table.hpp"

#include <cstring>
#include <limits>

#include "support/error.hpp"
#include "support/hash.hpp"

namespace gofixup {

std::uint32_t StringTable::add(std::string_view text, std::string_view prefix) {
  const std::size_t length = prefix.size() + text.size();
  if (length == 0) return 0;
  const std::uint64_t hash = hash_bytes(text, prefix.empty() ? 0 : hash_bytes(prefix));
  const std::uint32_t found = index_.find(hash, [&](std::uint32_t offset) {
    if (bytes_.size() - offset <= length || bytes_[offset + length] != '\0') return false;
    const char* stored = bytes_.data() + offset;
    return std::string_view(stored, prefix.size()) == prefix &&
           std::string_view(stored + prefix.size(), text.size()) == text;
  });
  if (found != IndexTable::kNone) return found;
  GOFIXUP_CHECK(bytes_.size() + length + 1 < std::numeric_limits<std::uint32_t>::max());
  const auto offset = static_cast<std::uint32_t>(bytes_.size());
  bytes_.insert(bytes_.end(), prefix.begin(), prefix.end());
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  bytes_.push_back('\0');
  index_.insert(hash, offset);
  return offset;
}

}  // namespace gofixup
