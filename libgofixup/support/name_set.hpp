// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "support/hash.hpp"

namespace gofixup {

// The names in a list so far. Those of members and parameters are few, but for damaged DWARF, and
// are compared one by one. It holds views: the text has to stay.
class NameSet {
 public:
  bool contains(std::string_view name) const {
    return many_.empty() ? std::find(few_.begin(), few_.end(), name) != few_.end()
                         : many_.contains(name);
  }
  void add(std::string_view name) {
    if (few_.size() < kFew) return few_.push_back(name);
    if (many_.empty()) many_.insert(few_.begin(), few_.end());
    many_.insert(name);
  }
  void clear() {
    few_.clear();
    if (!many_.empty()) many_.clear();
  }

 private:
  static constexpr std::size_t kFew = 32;
  std::vector<std::string_view> few_;
  std::unordered_set<std::string_view, SecretHash> many_;
};

}  // namespace gofixup
