// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// reflect.Kind (reflect/type.go): what the linker writes as DW_AT_go_kind. 0 marks what it made
// up itself.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace gofixup::go {

namespace kind {
inline constexpr std::uint8_t boolean = 1, int_ = 2, int8 = 3, int16 = 4, int32 = 5, int64 = 6,
                              uint = 7, uint8 = 8, uint16 = 9, uint32 = 10, uint64 = 11,
                              uintptr = 12, float32 = 13, float64 = 14, complex64 = 15,
                              complex128 = 16, array = 17, chan = 18, func = 19, interface = 20,
                              map = 21, pointer = 22, slice = 23, string = 24, structure = 25,
                              unsafe_pointer = 26;
}  // namespace kind

// The names of the kinds that are numbers, by kind.
inline constexpr std::array<std::string_view, 15> kNumberNames = {
    "",      "bool",   "int",    "int8",   "int16",   "int32",   "int64",  "uint",
    "uint8", "uint16", "uint32", "uint64", "uintptr", "float32", "float64"};

// The names of all kinds, as reflect.Kind spells them, by kind.
inline constexpr std::array<std::string_view, 27> kKindNames = {
    "invalid", "bool",      "int",        "int8",   "int16",  "int32",         "int64",
    "uint",    "uint8",     "uint16",     "uint32", "uint64", "uintptr",       "float32",
    "float64", "complex64", "complex128", "array",  "chan",   "func",          "interface",
    "map",     "ptr",       "slice",      "string", "struct", "unsafe.Pointer"};

constexpr bool is_signed(std::uint8_t k) { return k >= kind::int_ && k <= kind::int64; }
constexpr bool is_float(std::uint8_t k) { return k == kind::float32 || k == kind::float64; }

// The kind of the number that Go itself gives this name; 0: none.
constexpr std::uint8_t number_kind_of_name(std::string_view name) {
  const auto found = std::find(kNumberNames.begin() + 1, kNumberNames.end(), name);
  return found == kNumberNames.end() ? std::uint8_t{0}
                                     : static_cast<std::uint8_t>(found - kNumberNames.begin());
}

// Bytes of a number of that kind.
constexpr std::uint32_t size_of_number(std::uint8_t kind, unsigned word_size) {
  constexpr std::uint8_t kSizes[] = {0, 1, 0, 1, 2, 4, 8, 0, 1, 2, 4, 8, 0, 4, 8};
  return kSizes[kind] != 0 ? kSizes[kind] : word_size;
}

// Whether two kinds differ in size only, or not at all.
constexpr bool has_same_encoding(std::uint8_t a, std::uint8_t b) {
  return is_signed(a) == is_signed(b) && is_float(a) == is_float(b) &&
         (a == kind::boolean) == (b == kind::boolean);
}

}  // namespace gofixup::go
