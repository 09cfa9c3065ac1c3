// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace gofixup {

// FNV-1a. These values reach the output (names that were cut or that met another), so the
// function may never change.
constexpr std::uint32_t fnv1a_32(std::string_view text) {
  std::uint32_t hash = 0x811c9dc5u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193u;
  return hash;
}

constexpr std::uint64_t fnv1a_64(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

// For our own tables only: never part of the output.
inline std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
  return hash ^ (hash >> 29);
}

inline std::uint64_t hash_bytes(std::string_view text, std::uint64_t seed = 0) {
  std::uint64_t hash = mix(seed, text.size());
  while (text.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), 8);
    hash = mix(hash, word);
    text.remove_prefix(8);
  }
  std::uint64_t tail = 0;
  if (!text.empty()) std::memcpy(&tail, text.data(), text.size());
  return mix(hash, tail);
}

}  // namespace gofixup
