// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What Go adds to DWARF. Source: cmd/internal/dwarf/dwarf.go, Go 1.17 to 1.27.
#pragma once

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

}  // namespace gofixup::go
