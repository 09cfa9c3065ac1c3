// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "support/glob.hpp"
#include "support/hash.hpp"

namespace gofixup {

// Globs, of which thousands may be names without a star, as what a program lists: if they are many,
// those are looked up, not tried one by one.
class GlobList {
 public:
  explicit GlobList(const std::vector<std::string>& globs) : has_matched_(globs.size()) {
    for (std::size_t i = 0; i < globs.size(); ++i) {
      std::string name;
      if (globs.size() >= kMany && is_name(globs[i], name))
        names_[std::move(name)].push_back(i);
      else
        globs_.emplace_back(globs[i], i);
    }
  }

  // Whether any of them matches. All that do are remembered.
  bool match(std::string_view text) {
    bool found = false;
    for (const auto& [glob, i] : globs_)
      if (glob_matches(glob, text)) found = has_matched_[i] = true;
    if (names_.empty()) return found;
    const auto named = names_.find(text);
    if (named == names_.end()) return found;
    for (const std::size_t i : named->second) has_matched_[i] = true;
    return true;
  }
  // Whether the glob at that place in the list has matched anything so far.
  bool has_matched(std::size_t i) const { return has_matched_[i]; }

 private:
  static constexpr std::size_t kMany = 16;  // fewer are tried faster than a name is hashed

  // The one text that the glob matches, if it is one.
  static bool is_name(std::string_view glob, std::string& name) {
    for (std::size_t i = 0; i < glob.size(); ++i) {
      if (glob[i] == '*' || glob[i] == '?') return false;
      if (glob[i] == '\\' && i + 1 < glob.size()) ++i;
      name += glob[i];
    }
    return true;
  }

  std::vector<std::pair<std::string, std::size_t>> globs_;
  std::unordered_map<std::string, std::vector<std::size_t>, SecretHash, std::equal_to<>> names_;
  std::vector<bool> has_matched_;
};

}  // namespace gofixup
