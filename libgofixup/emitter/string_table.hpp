// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "support/big_vector.hpp"
#include "support/index_table.hpp"

namespace gofixup {

// What stands before a text in one string of the table.
enum class Prefix : std::uint8_t { none, go_name, go_kind, go_type, go_sym, go_loc };

std::string_view to_string(Prefix prefix);

// The strings that one thread meets, each once.
class StringSet {
 public:
  explicit StringSet(std::size_t expected) : index_(expected) { strings_.reserve(expected); }

  // Appends the number of a string, which is not empty, to the references, though it may be late:
  // strings are looked up a few at a time, so that the processor need not wait for each. The text
  // must live as long as the set.
  void number(std::string_view text, Prefix prefix, std::vector<std::uint32_t>& references) {
    const std::uint32_t hash = hash_of(text, prefix);
    index_.prefetch(hash);
    waiting_[nr_waiting_++] = {text.data(), static_cast<std::uint32_t>(text.size()), hash, prefix};
    if (nr_waiting_ == waiting_.size()) finish(references);
  }
  // Appends those that are late.
  void finish(std::vector<std::uint32_t>& references);

 private:
  friend class StringTable;

  struct String {
    const char* text = nullptr;
    std::uint32_t length = 0;  // without the prefix
    std::uint32_t hash = 0;
    Prefix prefix{};
  };

  static std::uint32_t hash_of(std::string_view text, Prefix prefix);
  // The number of a string, or IndexTable::kNone.
  std::uint32_t find(const String& string) const;

  IndexTable index_;
  BigVector<String> strings_;
  std::array<String, 2 * IndexTable::kAhead> waiting_;
  std::size_t nr_waiting_ = 0;
};

// BTF's string section: each string once, in the order in which they are first met, offsets at
// string starts only (cilium/ebpf refuses shared suffixes), offset 0 is the empty string.
//
// It is made in three steps, so that most of it is done on all processors: each thread numbers the
// strings it meets; what several threads met becomes one; then the strings get their offsets, in
// order. How the work was shared out does not show.
class StringTable {
 public:
  StringTable(unsigned sets, std::size_t expected_strings);

  // Only one thread at a time may use a set.
  StringSet& set(unsigned i) { return sets_[i]; }

  // After this no more strings can be numbered.
  void join(unsigned threads);
  // Gives offsets to the strings of these references to a set that have none yet. Every reference
  // there is must come by, in the order of the section.
  void place(unsigned set, const std::vector<std::uint32_t>& references);
  // Once all are placed.
  std::uint32_t offset_of(unsigned set, std::uint32_t reference) const {
    return offsets_[same_as_[begins_[set] + reference]];
  }

  std::size_t size() const { return size_; }  // bytes, of all strings placed

 private:
  std::vector<StringSet> sets_;
  // The strings of all sets, one set behind the other.
  std::vector<std::size_t> begins_;   // of each set, and the end
  BigVector<std::uint32_t> same_as_;  // the first of those that are equal
  BigVector<std::uint32_t> sizes_;    // bytes, with prefix and NUL
  BigVector<std::uint32_t> offsets_;  // 0: not placed yet, or not the first
  std::size_t size_ = 1;
};

}  // namespace gofixup
