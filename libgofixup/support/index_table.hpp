// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A hash table of numbers: it finds items that live elsewhere (a pool, a byte buffer) without
// owning keys. The caller hashes and compares.
#pragma once

#include <cstddef>
#include <cstdint>

#include "support/big_vector.hpp"

namespace gofixup {

class IndexTable {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  explicit IndexTable(std::size_t expected = 0) : slots_(room_for(expected), Slot{}) {}

  // The number of the item of that hash for which is_same(number) holds, or kNone.
  template <class IsSame>
  std::uint32_t find(std::uint64_t hash, const IsSame& is_same) const {
    const std::uint32_t short_hash = shorten(hash);
    for (std::size_t i = short_hash & mask();; i = (i + 1) & mask()) {
      const Slot& slot = slots_[i];
      if (slot.number == kNone) return kNone;
      if (slot.hash == short_hash && is_same(slot.number)) return slot.number;
    }
  }

  // What the table keeps of a hash, and takes in its place: for those who keep hashes themselves.
  static std::uint32_t shorten(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash ^ hash >> 32);
  }

  // Tells the processor that find() will be called with this hash soon, best kAhead calls from now:
  // most of its time is the wait for the slot.
  static constexpr std::size_t kAhead = 8;
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[shorten(hash) & mask()]); }

  // Adds an item that find() does not find: equal ones would be looked through one by one.
  // `number` must not be kNone.
  void insert(std::uint64_t hash, std::uint32_t number) {
    if (++size_ * 4 > slots_.size() * 3) grow();
    place({shorten(hash), number});
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = kNone;
  };

  static std::size_t room_for(std::size_t items) {
    std::size_t size = 64;
    while (size * 3 < items * 4 + 4) size *= 2;
    return size;
  }
  std::size_t mask() const { return slots_.size() - 1; }

  void place(const Slot& slot) {
    std::size_t i = slot.hash & mask();
    while (slots_[i].number != kNone) i = (i + 1) & mask();
    slots_[i] = slot;
  }
  void grow() {
    BigVector<Slot> old(slots_.size() * 2, Slot{});
    old.swap(slots_);
    for (const Slot& slot : old)
      if (slot.number != kNone) place(slot);
  }

  BigVector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace gofixup
