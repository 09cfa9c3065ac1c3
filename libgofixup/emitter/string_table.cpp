// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "emitter/string_table.hpp"

#include <algorithm>
#include <limits>

#include "support/error.hpp"
#include "support/hash.hpp"
#include "support/parallel.hpp"

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

std::uint32_t StringSet::hash_of(std::string_view text, Prefix prefix) {
  GOFIXUP_CHECK(text.size() < std::numeric_limits<std::uint32_t>::max());
  return IndexTable::shorten(hash_bytes(text, static_cast<std::uint64_t>(prefix)));
}

std::uint32_t StringSet::find(const String& string) const {
  return index_.find(string.hash, [&](std::uint32_t i) {
    const String& known = strings_[i];
    return known.prefix == string.prefix && std::string_view(known.text, known.length) ==
                                                std::string_view(string.text, string.length);
  });
}

void StringSet::finish(std::vector<std::uint32_t>& references) {
  for (std::size_t i = 0; i < nr_waiting_; ++i) {
    std::uint32_t number = find(waiting_[i]);
    if (number == IndexTable::kNone) {
      number = static_cast<std::uint32_t>(strings_.size());
      index_.insert(waiting_[i].hash, number);
      strings_.push_back(waiting_[i]);
    }
    references.push_back(number);
  }
  nr_waiting_ = 0;
}

StringTable::StringTable(unsigned sets, std::size_t expected_strings) {
  sets_.reserve(sets);
  for (unsigned i = 0; i < sets; ++i) sets_.emplace_back(expected_strings / sets);
}

// A string is looked for in the sets before its own, so the first of its equals is found.
void StringTable::join(unsigned threads) {
  begins_.assign(1, 0);
  for (const StringSet& set : sets_) begins_.push_back(begins_.back() + set.strings_.size());
  GOFIXUP_CHECK(begins_.back() < std::numeric_limits<std::uint32_t>::max());
  same_as_.resize(begins_.back());
  sizes_.resize(begins_.back());
  offsets_.assign(begins_.back(), 0);
  const auto first_equal = [&](std::size_t own, std::size_t number) {
    const StringSet::String& string = sets_[own].strings_[number];
    for (std::size_t set = 0; set < own; ++set)
      if (const std::uint32_t found = sets_[set].find(string); found != IndexTable::kNone)
        return begins_[set] + found;
    return begins_[own] + number;
  };
  parallel_pieces(begins_.back(), threads, [&](std::size_t begin, std::size_t end) {
    std::size_t set = 0;
    for (std::size_t i = begin; i < end; ++i) {
      while (i >= begins_[set + 1]) ++set;
      const StringSet::String& string = sets_[set].strings_[i - begins_[set]];
      same_as_[i] = static_cast<std::uint32_t>(first_equal(set, i - begins_[set]));
      // What does not fit is refused once the size of all is known.
      sizes_[i] = static_cast<std::uint32_t>(to_string(string.prefix).size() + string.length + 1);
    }
  });
  sets_ = {};  // nobody asks for strings any more
}

void StringTable::place(unsigned set, const std::vector<std::uint32_t>& references) {
  const std::uint32_t* const same_as = same_as_.data() + begins_[set];
  for (const std::uint32_t reference : references) {
    const std::uint32_t string = same_as[reference];
    if (offsets_[string] != 0) continue;
    offsets_[string] = static_cast<std::uint32_t>(size_);
    size_ += sizes_[string];
  }
}

}  // namespace gofixup
