// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace gofixup::cli {

struct Verdict {
  bool was_asked = false;  // false: `text` says why not
  bool accepts = false;
  std::string text;  // "accepts", or the errno and the last line of the verifier's log
};

// What the running kernel says of the BTF (BPF_BTF_LOAD; needs CAP_BPF). `is_native`: of this
// machine's byte order, the only one a kernel takes.
Verdict ask_kernel(std::span<const std::uint8_t> btf, bool is_native);

}  // namespace gofixup::cli
