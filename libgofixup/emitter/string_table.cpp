// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "emitter/string_table.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "support/error.hpp"
#include "support/hash.hpp"

namespace gofixup {

std::string_view to_string(Prefix prefix) {
  switch (prefix) {
    case Prefix::none: return "";
    case Prefix::go_name: return "go.name=";
    case Prefix::go_kind: return "go.kind=";
    case Prefix::go_type: return "go.type=";
    case Prefix::go_sym: return "go.sym=";
    case Prefix::go_loc: return "go.loc=";
  }
  return "";
}

std::uint32_t string_hash(std::string_view text, Prefix prefix) {
  return IndexTable::shorten(hash_bytes(text, static_cast<std::uint64_t>(prefix)));
}

StringTable::StringTable(unsigned shards, std::size_t expected_strings)
    : shard_bits_(static_cast<unsigned>(std::bit_width(shards)) - 1) {
  const unsigned count = 1u << shard_bits_;
  shards_.reserve(count);
  for (unsigned i = 0; i < count; ++i) shards_.emplace_back(expected_strings / count);
}

std::uint32_t StringTable::number(std::string_view text, Prefix prefix, std::uint32_t hash) {
  const unsigned in = shard_of(hash);
  Shard& shard = shards_[in];
  std::uint32_t found = shard.index.find(mixed(hash), [&](std::uint32_t i) {
    const String& known = shard.strings[i];
    return known.prefix == prefix && std::string_view(known.text, known.length) == text;
  });
  if (found == IndexTable::kNone) {
    GOFIXUP_CHECK(text.size() < std::numeric_limits<std::uint32_t>::max());
    found = static_cast<std::uint32_t>(shard.strings.size());
    GOFIXUP_CHECK(found < std::numeric_limits<std::uint32_t>::max() >> shard_bits_);
    shard.index.insert(mixed(hash), found);
    shard.strings.push_back({text.data(), static_cast<std::uint32_t>(text.size()), 0, prefix});
  }
  return found << shard_bits_ | in;
}

// Numbers ascend within a shard, so a string without an offset is known by its number alone.
void StringTable::place(std::span<const std::uint32_t> references) {
  for (const std::uint32_t reference : references) {
    Shard& shard = shards_[shard_of(reference)];
    const std::uint32_t number = reference >> shard_bits_;
    if (number < shard.placed) continue;
    GOFIXUP_CHECK(number == shard.placed);
    String& string = shard.strings[shard.placed++];
    string.offset = static_cast<std::uint32_t>(size_);
    // What does not fit is refused once the size of all is known.
    size_ += to_string(string.prefix).size() + string.length + 1;
  }
}

void StringTable::copy(unsigned shard, std::span<std::uint8_t> section) const {
  if (shard == 0) section[0] = 0;  // the empty one
  for (const String& string : shards_[shard].strings) {
    const std::string_view prefix = to_string(string.prefix);
    std::uint8_t* to = section.data() + string.offset;
    to = std::copy(prefix.begin(), prefix.end(), to);
    to = std::copy(string.text, string.text + string.length, to);
    *to = 0;
  }
}

}  // namespace gofixup
