// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstddef>
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

// Differs from process to process, so that nobody can write a file whose names all have one hash,
// which would make every table a list: where the kernel put this constant (not in programs that
// are not position independent).
inline constexpr char kSomewhere = 0;
inline std::uint64_t hash_secret() {
  return reinterpret_cast<std::uintptr_t>(&kSomewhere) * std::uint64_t{0x9e3779b97f4a7c15u};
}

// The halves of the product of 128 bits, in one.
inline std::uint64_t folded_product(std::uint64_t a, std::uint64_t b) {
#ifdef __SIZEOF_INT128__
  __extension__ using Product = unsigned __int128;
  const Product product = Product{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
#else
  const std::uint64_t a0 = a & 0xffffffff, a1 = a >> 32, b0 = b & 0xffffffff, b1 = b >> 32;
  const std::uint64_t middle = a1 * b0 + (a0 * b0 >> 32), other = a0 * b1 + (middle & 0xffffffff);
  return a * b ^ (a1 * b1 + (middle >> 32) + (other >> 32));
#endif
}

// For our own tables only: another number in each process, so never part of the output, and nothing
// in the output may depend on it.
inline std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  const std::uint64_t secret = hash_secret();
  return folded_product(hash ^ secret, value ^ (~secret << 32 | secret >> 32));
}

// A number of this type from anywhere.
template <class T>
T loaded(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

inline std::uint64_t hash_bytes(std::string_view text, std::uint64_t seed = 0) {
  const char *at = text.data(), *const end = at + text.size();
  const std::uint64_t secret = hash_secret();
  std::uint64_t hash = mix(seed, text.size());
  const auto take = [&](std::uint64_t a, std::uint64_t b) {
    hash = folded_product(a ^ secret, b ^ hash);
  };
  const auto word = [](const char* from) { return loaded<std::uint64_t>(from); };
  if (text.size() >= 8) {
    for (; end - at > 16; at += 16) take(word(at), word(at + 8));
    take(word(text.size() > 16 ? end - 16 : at), word(end - 8));  // some for the second time
  } else if (text.size() >= 4) {
    take(loaded<std::uint32_t>(at), loaded<std::uint32_t>(end - 4));
  } else if (!text.empty()) {
    const auto byte = [&](std::size_t i) {
      return std::uint64_t{static_cast<unsigned char>(at[i])};
    };
    take(byte(0) << 16 | byte(text.size() / 2) << 8 | byte(text.size() - 1), 0);
  }
  return hash;
}

// For the standard library's tables of what a file chooses.
struct SecretHash {
  using is_transparent = void;

  std::size_t operator()(std::string_view text) const {
    return static_cast<std::size_t>(hash_bytes(text));
  }
  std::size_t operator()(std::uint64_t number) const {
    return static_cast<std::size_t>(mix(0, number));
  }
};

}  // namespace gofixup
