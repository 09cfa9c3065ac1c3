// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What BTF's fields can hold (include/uapi/linux/btf.h).
#pragma once

#include <cstdint>

namespace gofixup {

inline constexpr std::uint64_t kMaxSize = 0xffffffff;          // bytes: btf_type.size is u32
inline constexpr std::uint64_t kMaxOffset = (1ull << 32) / 8;  // bytes: btf_member.offset is bits
inline constexpr std::uint32_t kMaxMembers = 0xffff;           // btf_type.info, vlen

}  // namespace gofixup
