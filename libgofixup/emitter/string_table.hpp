// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "support/big_vector.hpp"
#include "support/index_table.hpp"

namespace gofixup {

// What stands before a text in one string of the table.
enum class Prefix : std::uint8_t { none, go_name, go_kind, go_type, go_sym, go_loc };

std::string_view to_string(Prefix prefix);

// A hash of the whole string, for StringTable.
std::uint32_t string_hash(std::string_view text, Prefix prefix);

// BTF's string section: each string once, in the order in which they are first met, offsets at
// string starts only (cilium/ebpf refuses shared suffixes), offset 0 is the empty string.
//
// It is made in three steps, so that most of it is done on all processors: the strings of each
// shard are numbered, each shard by a thread that goes through all strings and takes its own; then
// the strings get their offsets, in order; then they are copied to where they belong. A number and
// its shard make a reference.
class StringTable {
 public:
  // With that many shards, or the next lower power of two.
  StringTable(unsigned shards, std::size_t expected_strings);

  unsigned shard_count() const { return static_cast<unsigned>(shards_.size()); }
  unsigned shard_of(std::uint32_t hash) const { return hash & (shard_count() - 1); }
  void prefetch(std::uint32_t hash) const { shards_[shard_of(hash)].index.prefetch(mixed(hash)); }

  // The reference of a string that is not empty. Only one thread may use a shard. The text must
  // live until it is copied.
  std::uint32_t number(std::string_view text, Prefix prefix, std::uint32_t hash);

  // Gives offsets to the strings of these references that have none yet. Every reference there is
  // must come by, in the order in which they were made. No more strings can be numbered then.
  void place(std::span<const std::uint32_t> references);
  std::uint32_t offset_of(std::uint32_t reference) const {
    return shards_[shard_of(reference)].strings[reference >> shard_bits_].offset;
  }

  std::size_t size() const { return size_; }  // bytes, of all strings placed
  // Writes the strings of one shard to the section. All shards together fill it.
  void copy(unsigned shard, std::span<std::uint8_t> section) const;

 private:
  struct String {
    const char* text = nullptr;
    std::uint32_t length = 0;  // without the prefix
    std::uint32_t offset = 0;
    Prefix prefix{};
  };
  struct Shard {
    explicit Shard(std::size_t expected) : index(expected) { strings.reserve(expected); }
    IndexTable index;
    BigVector<String> strings;
    std::uint32_t placed = 0;  // so many of the strings have their offset
  };

  // The shard is told by the low bits, so the slot must be told by others.
  static std::uint64_t mixed(std::uint32_t hash) { return hash * 0x9e3779b97f4a7c15u; }

  std::vector<Shard> shards_;
  unsigned shard_bits_;
  std::size_t size_ = 1;
};

}  // namespace gofixup
