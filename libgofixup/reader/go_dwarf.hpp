// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What Go adds to DWARF. Source: cmd/internal/dwarf/dwarf.go, Go 1.17 to 1.27.
#pragma once

#include <dwarf.h>

#include <cstdint>

#include "model/go_kind.hpp"

namespace gofixup::go {

inline constexpr std::uint16_t kLanguage = 0x16;  // DW_LANG_Go

// Vendor attributes.
inline constexpr std::uint16_t kAtKind = 0x2900;           // DW_AT_go_kind, data1
inline constexpr std::uint16_t kAtKey = 0x2901;            // DW_AT_go_key, ref_addr
inline constexpr std::uint16_t kAtElem = 0x2902;           // DW_AT_go_elem, ref_addr
inline constexpr std::uint16_t kAtEmbeddedField = 0x2903;  // DW_AT_go_embedded_field, flag
inline constexpr std::uint16_t kAtRuntimeType = 0x2904;    // DW_AT_go_runtime_type, addr
inline constexpr std::uint16_t kAtDictIndex = 0x2906;      // since 1.18: on `.paramN` typedefs

// The tag of package-level integer constants (1.9 on); unknown to other producers.
inline constexpr std::uint16_t kTagConstant = 0x27;  // DW_TAG_constant

// The reflect.Kind that a DW_ATE_* and a size in bytes alone tell; 0 where no Go type is like that.
inline std::uint8_t number_kind_of_encoding(std::uint16_t encoding, std::uint64_t size) {
  const auto pick = [&](std::uint8_t one, std::uint8_t two, std::uint8_t four, std::uint8_t eight) {
    return size == 1 ? one : size == 2 ? two : size == 4 ? four : eight;
  };
  if (size == 0 || size > 8 || (size & (size - 1)) != 0) return 0;
  switch (encoding) {
    case DW_ATE_boolean: return size == 1 ? kind::boolean : 0;
    case DW_ATE_float: return pick(0, 0, kind::float32, kind::float64);
    case DW_ATE_signed:
    case DW_ATE_signed_char: return pick(kind::int8, kind::int16, kind::int32, kind::int64);
    default: return pick(kind::uint8, kind::uint16, kind::uint32, kind::uint64);
  }
}

}  // namespace gofixup::go
