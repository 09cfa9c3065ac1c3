// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go's spelling of the types of a gccgo unit, most of which have no name in its DWARF.
#pragma once

#include <deque>
#include <string>

#include "reader/gccgo/packages.hpp"

namespace gofixup::gccgo {

// Stands in a spelled-out name for a type whose package the unit does not tell: the offset of its
// DIE between these two. All units together may know better.
inline constexpr char kMentionStart = '\1', kMentionEnd = '\2';

// The name with each mention replaced by what name_of(DIE offset) says.
template <class NameOf>
std::string expand_mentions(std::string_view name, NameOf name_of) {
  std::string text;
  while (!name.empty()) {
    const std::size_t start = name.find(kMentionStart);
    text += name.substr(0, start);
    if (start == std::string_view::npos) break;
    name.remove_prefix(start + 1);
    std::uint64_t die = 0;
    while (!name.empty() && name[0] >= '0' && name[0] <= '9') {
      die = die * 10 + static_cast<std::uint64_t>(name[0] - '0');
      name.remove_prefix(1);
    }
    if (name.starts_with(kMentionEnd)) name.remove_prefix(1);
    text += name_of(die);
  }
  return text;
}

class Names {
 public:
  // Made-up names go to `texts`, which must live as long as they are used.
  Names(const UnitDies& dies, std::deque<std::string>& texts);

  // Of a typedef: with its package where that is known. Of anything else: spelled out, cut with a
  // hash where that gets absurdly long. Throws Error{malformed} for a type that is nothing but
  // itself.
  Name of(TypeIndex index);
  Name at(std::uint64_t die) { return of(dies_.at(die)); }

 private:
  enum class State : std::uint8_t { unknown, open, known };

  bool has_own_name(TypeIndex index) const;
  Name own_name(TypeIndex index);
  Name made(TypeIndex index) const;  // of a part, in the name of a whole; known already
  Name made_at(std::uint64_t die) const { return made(dies_.at(die)); }
  void list_parts(TypeIndex index, std::vector<TypeIndex>& parts) const;
  void list_signature(TypeIndex signature, std::vector<TypeIndex>& parts) const;
  std::string spell(TypeIndex index) const;
  std::string spell_signature(TypeIndex signature, std::size_t first_param) const;
  std::string spell_array(TypeIndex index) const;
  Name keep(std::string text);

  const UnitDies& dies_;
  Packages packages_;
  std::deque<std::string>& texts_;
  std::vector<Name> names_;
  std::vector<Name> mentions_;  // of types whose package is not known; else empty
  std::vector<State> states_;
};

}  // namespace gofixup::gccgo
