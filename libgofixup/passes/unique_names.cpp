// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "passes/unique_names.hpp"

#include <algorithm>
#include <string>

#include "support/error.hpp"
#include "support/hash.hpp"
#include "support/index_table.hpp"
#include "support/parallel.hpp"

namespace gofixup {

void UniqueNames::reserve(Name btf_name) { reserved_.push_back(btf_name); }

void UniqueNames::add(std::string_view prefix, Name go_name) {
  const auto number = static_cast<std::uint32_t>(entries_.size());
  entries_.push_back({prefix, go_name, {}, Disambiguation::none, true, 0, number});
}

void UniqueNames::settle(bool same_go_name_is_same) {
  if (!same_go_name_is_same) number_repeats();
  do {
    make_names();
  } while (clash_once());
}

// Made in parallel, chunk by chunk into one text each; kept in order.
void UniqueNames::make_names() {
  constexpr std::size_t kChunk = 2048;
  std::vector<std::string> texts((entries_.size() + kChunk - 1) / kChunk);
  parallel_for(texts.size(), threads_, [&](std::size_t chunk) {
    const std::size_t end = std::min(entries_.size(), (chunk + 1) * kChunk);
    for (std::size_t i = chunk * kChunk; i < end; ++i) {
      Entry& entry = entries_[i];
      if (!entry.is_stale) continue;
      const std::string name = btf_name(entry.prefix, entry.go_name, entry.how);
      entry.made_length = static_cast<std::uint32_t>(name.size());
      texts[chunk] += name;
    }
  });
  for (std::size_t chunk = 0; chunk < texts.size(); ++chunk) {
    Name rest = model_.keep(texts[chunk]);
    const std::size_t end = std::min(entries_.size(), (chunk + 1) * kChunk);
    for (std::size_t i = chunk * kChunk; i < end; ++i) {
      Entry& entry = entries_[i];
      if (!entry.is_stale) continue;
      entry.btf_name = rest.substr(0, entry.made_length);
      rest.remove_prefix(entry.made_length);
      entry.is_stale = false;
    }
  }
}

// Two types of one Go name are two programs' worth of Go in one file, or damaged DWARF. The
// number makes the Go names differ, the rest follows.
void UniqueNames::number_repeats() {
  IndexTable table(entries_.size());
  const auto hash_of = [&](const Entry& entry, Name name) {
    return hash_bytes(name, hash_bytes(entry.prefix));
  };
  const auto find = [&](const Entry& entry, Name name) {
    return table.find(hash_of(entry, name), [&](std::uint32_t k) {
      return entries_[k].go_name == name && entries_[k].prefix == entry.prefix;
    });
  };
  std::vector<std::uint32_t> repeats;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    if (find(entries_[i], entries_[i].go_name) == IndexTable::kNone)
      table.insert(hash_of(entries_[i], entries_[i].go_name), i);
    else
      repeats.push_back(i);
  }
  std::vector<unsigned> counts(repeats.empty() ? 0 : entries_.size());
  for (const std::uint32_t i : repeats) {
    Entry& entry = entries_[i];
    unsigned& count = counts[find(entry, entry.go_name)];
    std::string numbered;
    do {  // a damaged file may have that name as well
      numbered = std::string(entry.go_name) + "#" + std::to_string(++count + 1);
    } while (find(entry, numbered) != IndexTable::kNone);
    entry.go_name = model_.keep(numbered);
    table.insert(hash_of(entry, entry.go_name), i);
  }
}

bool UniqueNames::clash_once() {
  IndexTable table(entries_.size() + reserved_.size());
  const auto reserved_at = static_cast<std::uint32_t>(entries_.size());
  const auto name_at = [&](std::uint32_t k) {
    return k < reserved_at ? entries_[k].btf_name : reserved_[k - reserved_at];
  };
  for (std::size_t i = 0; i < reserved_.size(); ++i)
    table.insert(hash_bytes(reserved_[i]), reserved_at + static_cast<std::uint32_t>(i));
  bool has_clashed = false;
  const auto step_up = [&](Entry& entry) {
    if (entry.is_stale) return;  // already, in this round
    GOFIXUP_CHECK(entry.how != Disambiguation::hash64);
    model_.diagnostics.push_back(
        {Diagnostic::Code::name_hashed, std::string(entry.go_name),
         "another Go name has the BTF name " + std::string(entry.btf_name) + "; both got a hash"});
    entry.how =
        entry.how == Disambiguation::none &&
                entry.btf_name != btf_name(entry.prefix, entry.go_name, Disambiguation::hash32)
            ? Disambiguation::hash32
            : Disambiguation::hash64;
    entry.is_stale = has_clashed = true;
  };
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    Entry& entry = entries_[i];
    if (entry.same_as != i) continue;
    const std::uint64_t hash = hash_bytes(entry.btf_name);
    const std::uint32_t found =
        table.find(hash, [&](std::uint32_t k) { return name_at(k) == entry.btf_name; });
    if (found == IndexTable::kNone) {
      table.insert(hash, static_cast<std::uint32_t>(i));
      continue;
    }
    if (found < reserved_at) {
      if (entries_[found].go_name == entry.go_name && entries_[found].prefix == entry.prefix) {
        entry.same_as = found;  // whatever becomes of that one's name
        continue;
      }
      step_up(entries_[found]);
    }
    step_up(entry);
  }
  return has_clashed;
}

}  // namespace gofixup
