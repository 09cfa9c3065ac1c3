// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// BTF as the kernel defines it (include/uapi/linux/btf.h, Documentation/bpf/btf.rst; the kinds
// up to 6.18). Written here so that the library builds without kernel headers.
#pragma once

#include <cstdint>

namespace gofixup::btf {

inline constexpr std::uint16_t kMagic = 0xeb9f;
inline constexpr std::uint8_t kVersion = 1;
inline constexpr std::uint32_t kHeaderSize = 24;
inline constexpr std::uint32_t kMaxKernelSize = 16 * 1024 * 1024;  // BTF_MAX_SIZE, bytes

enum class Kind : std::uint32_t {
  int_ = 1,
  ptr = 2,
  array = 3,
  struct_ = 4,
  enum_ = 6,
  typedef_ = 8,
  func = 12,
  func_proto = 13,
  var = 14,
  datasec = 15,
  float_ = 16,
  decl_tag = 17,  // FLOAT since Linux 5.13, DECL_TAG since 5.16
  enum64 = 19,    // since Linux 6.0
};

inline constexpr std::uint32_t kIntSigned = 1, kIntBool = 4;    // BTF_INT_SIGNED, BTF_INT_BOOL
inline constexpr std::uint32_t kFuncStatic = 0;                 // BTF_FUNC_STATIC
inline constexpr std::uint32_t kVarStatic = 0, kVarGlobal = 1;  // BTF_VAR_*
inline constexpr std::uint32_t kFlag = 1u << 31;  // kind_flag; of ENUMs since Linux 6.0: signed
inline constexpr std::uint32_t kWholeType = 0xffffffff;  // DECL_TAG's component_idx of -1

}  // namespace gofixup::btf
