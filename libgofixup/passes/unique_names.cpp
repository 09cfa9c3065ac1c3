// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "passes/unique_names.hpp"

#include <algorithm>
#include <string>

#include "support/error.hpp"
#include "support/first_equals.hpp"
#include "support/hash.hpp"
#include "support/index_table.hpp"
#include "support/numbered.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

std::uint32_t short_hash(Name name) { return IndexTable::shorten(hash_bytes(name)); }

}  // namespace

void UniqueNames::reserve(Name btf_name) { reserved_.push_back(btf_name); }

void UniqueNames::add(std::string_view prefix, Name go_name) {
  const auto number = static_cast<std::uint32_t>(entries_.size());
  entries_.push_back({prefix, go_name, {}, Disambiguation::none, true, number, 0});
}

void UniqueNames::settle(bool same_go_name_is_same) {
  if (!same_go_name_is_same) number_repeats();
  do {
    make_names();
  } while (clash_once());
}

void UniqueNames::give_to(Model& model) {
  for (const auto& texts : texts_) model.hold(texts);
  model.hold(numbered_);
  model.diagnostics.insert(model.diagnostics.end(), diagnostics_.begin(), diagnostics_.end());
  diagnostics_.clear();
}

// Made in parallel, piece by piece into one text each, which stay where they are.
void UniqueNames::make_names() {
  constexpr std::size_t kPiece = 2048;
  const auto texts = std::make_shared<Texts>((entries_.size() + kPiece - 1) / kPiece);
  parallel_for(texts->size(), threads_, [&](std::size_t piece) {
    make_names(piece * kPiece, std::min(entries_.size(), (piece + 1) * kPiece), (*texts)[piece]);
  });
  texts_.push_back(texts);
}

void UniqueNames::make_names(std::size_t begin, std::size_t end, std::string& text) {
  std::size_t expected = 0;
  for (std::size_t i = begin; i < end; ++i)
    if (entries_[i].is_stale)
      expected += entries_[i].prefix.size() + entries_[i].go_name.size() + 4;
  if (expected == 0) return;
  text.reserve(expected + 4 * kLongestName);
  std::vector<std::uint32_t> ends;
  for (std::size_t i = begin; i < end; ++i) {
    if (entries_[i].is_stale)
      append_btf_name(text, entries_[i].prefix, entries_[i].go_name, entries_[i].how);
    ends.push_back(static_cast<std::uint32_t>(text.size()));
  }
  std::size_t start = 0;  // the text moves no more from here on
  for (std::size_t i = begin; i < end; ++i) {
    Entry& entry = entries_[i];
    if (!entry.is_stale) continue;
    entry.btf_name = Name(text).substr(start, ends[i - begin] - start);
    entry.hash = short_hash(entry.btf_name);
    entry.is_stale = false;
    start = ends[i - begin];
  }
}

// Two types of one Go name are two programs' worth of Go in one file, or damaged DWARF. The
// number makes the Go names differ, the rest follows.
void UniqueNames::number_repeats() {
  const auto hash_of = [&](const Entry& entry, Name name) {
    return hash_bytes(name, hash_bytes(entry.prefix));
  };
  const auto has_name = [&](const Entry& entry, const Entry& other, Name name) {
    return other.go_name == name && other.prefix == entry.prefix;
  };
  const std::vector<std::uint32_t> first = first_equals(
      entries_.size(), threads_,
      [&](std::size_t i) { return hash_of(entries_[i], entries_[i].go_name); },
      [&](std::size_t i, std::size_t k) {
        return has_name(entries_[i], entries_[k], entries_[i].go_name);
      });
  IndexTable table;
  std::vector<std::uint32_t> repeats;
  for (std::uint32_t i = 0; i < entries_.size(); ++i)
    if (first[i] != i) repeats.push_back(i);
  if (repeats.empty()) return;
  for (std::uint32_t i = 0; i < entries_.size(); ++i)
    if (first[i] == i) table.insert(hash_of(entries_[i], entries_[i].go_name), i);
  std::vector<unsigned> last(entries_.size(), 1);
  for (const std::uint32_t i : repeats) {
    Entry& entry = entries_[i];
    const auto is_taken = [&](Name name) {  // a damaged file may have that name as well
      return table.find(hash_of(entry, name), [&](std::uint32_t k) {
        return has_name(entry, entries_[k], name);
      }) != IndexTable::kNone;
    };
    entry.go_name = numbered_->emplace_back(
        next_numbered(std::string(entry.go_name) + "#", last[first[i]], is_taken));
    table.insert(hash_of(entry, entry.go_name), i);
  }
}

bool UniqueNames::clash_once() {
  std::vector<std::uint32_t> own;  // the entries that have no other's name
  for (std::uint32_t i = 0; i < entries_.size(); ++i)
    if (entries_[i].same_as == i) own.push_back(i);
  const std::size_t reserved = reserved_.size();
  const auto name_at = [&](std::size_t i) {
    return i < reserved ? reserved_[i] : entries_[own[i - reserved]].btf_name;
  };
  const std::vector<std::uint32_t> first = first_equals(
      reserved + own.size(), threads_,
      [&](std::size_t i) {
        return i < reserved ? short_hash(reserved_[i]) : entries_[own[i - reserved]].hash;
      },
      [&](std::size_t i, std::size_t k) { return name_at(i) == name_at(k); });
  bool has_clashed = false;
  const auto step_up = [&](Entry& entry) {
    if (entry.is_stale) return;  // already, in this round
    GOFIXUP_CHECK(entry.how != Disambiguation::hash64);
    diagnostics_.push_back(
        {Diagnostic::Code::name_hashed, std::string(entry.go_name),
         "another Go name has the BTF name " + std::string(entry.btf_name) + "; both got a hash"});
    entry.how =
        entry.how == Disambiguation::none &&
                entry.btf_name != btf_name(entry.prefix, entry.go_name, Disambiguation::hash32)
            ? Disambiguation::hash32
            : Disambiguation::hash64;
    entry.is_stale = has_clashed = true;
  };
  for (std::size_t i = 0; i < own.size(); ++i) {
    const std::size_t found = first[reserved + i];
    if (found == reserved + i) continue;
    Entry& entry = entries_[own[i]];
    if (found >= reserved) {
      Entry& other = entries_[own[found - reserved]];
      if (other.go_name == entry.go_name && other.prefix == entry.prefix) {
        entry.same_as = own[found - reserved];  // whatever becomes of that one's name
        continue;
      }
      step_up(other);
    }
    step_up(entry);
  }
  return has_clashed;
}

}  // namespace gofixup
