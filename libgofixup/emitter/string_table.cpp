// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "emitter/string_table.hpp"

#include <cstring>
#include <limits>

#include "support/error.hpp"
#include "support/hash.hpp"

namespace gofixup {

StringTable::StringTable(std::vector<std::uint8_t>& buffer, std::size_t expected_strings)
    : index_(expected_strings), buffer_(buffer), start_(buffer.size()) {
  buffer_.push_back(0);
}

// As bytes: chars would be converted one by one.
void StringTable::append(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  buffer_.insert(buffer_.end(), bytes, bytes + text.size());
}

std::uint32_t StringTable::add(std::string_view text, std::string_view prefix) {
  const std::size_t length = prefix.size() + text.size();
  if (length == 0) return 0;
  const std::uint64_t hash = hash_bytes(text, prefix.empty() ? 0 : hash_bytes(prefix));
  const std::string_view known = bytes();
  const std::uint32_t found = index_.find(hash, [&](std::uint32_t offset) {
    if (known.size() - offset <= length || known[offset + length] != '\0') return false;
    const std::string_view stored = known.substr(offset, length);
    return stored.starts_with(prefix) && stored.substr(prefix.size()) == text;
  });
  if (found != IndexTable::kNone) return found;
  GOFIXUP_CHECK(known.size() + length + 1 < std::numeric_limits<std::uint32_t>::max());
  const auto offset = static_cast<std::uint32_t>(known.size());
  append(prefix);
  append(text);
  buffer_.push_back(0);
  index_.insert(hash, offset);
  return offset;
}

}  // namespace gofixup
