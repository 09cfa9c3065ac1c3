// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "c_header.hpp"

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "c_spelling.hpp"
#include "support/error.hpp"

namespace gofixup::cli {

namespace {

// libbpf prints the smallest number as the negative of one that no signed type has.
std::string with_c_minimum(std::string text) {
  constexpr std::string_view kPrinted = "-9223372036854775808LL",
                             kC = "(-9223372036854775807LL - 1)";
  for (std::size_t at = text.find(kPrinted); at != std::string::npos; at = text.find(kPrinted, at))
    text.replace(at, kPrinted.size(), kC);
  return text;
}

}  // namespace

std::string types_as_c(std::span<const std::uint8_t> bytes) {
  const std::unique_ptr<btf, decltype(&btf__free)> types(
      btf__new(bytes.data(), static_cast<__u32>(bytes.size())), btf__free);
  if (!types)
    throw Error(Error::Kind::internal,
                std::string("libbpf refuses the BTF: ") + std::strerror(errno));
  std::string text;
  const std::unique_ptr<btf_dump, decltype(&btf_dump__free)> dump(
      btf_dump__new(types.get(), append_formatted, &text, nullptr), btf_dump__free);
  if (!dump) throw std::bad_alloc();
  for (__u32 id = 1; id < btf__type_cnt(types.get()); ++id)
    if (const int error = btf_dump__dump_type(dump.get(), id); error != 0)
      throw Error(Error::Kind::internal, "libbpf cannot print BTF type " + std::to_string(id) +
                                             " as C: " + std::strerror(-error));
  return with_c_minimum(std::move(text));
}

std::string c_header(std::span<const std::uint8_t> btf, const std::string& title,
                     const std::string& guard) {
  // The guard differs from bpftool's __VMLINUX_H__ on purpose: with that one, the second of two
  // headers in one program is silently empty.
  return "/* " + title + " */\n#ifndef " + guard + "\n#define " + guard +
         "\n\n#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
         "#pragma clang attribute push (__attribute__((preserve_access_index)), "
         "apply_to = record)\n#endif\n\n" +
         types_as_c(btf) +
         "\n#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n#pragma clang attribute pop\n#endif\n\n"
         "#endif /* " +
         guard + " */\n";
}

std::string guard_for(const std::string& path) {
  std::string guard = "__GOFIXUP_";
  for (const char c : path.substr(path.rfind('/') + 1)) {
    const bool is_lower = c >= 'a' && c <= 'z';
    const bool is_plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    guard += is_lower ? static_cast<char>(c - 'a' + 'A') : is_plain ? c : '_';
  }
  return guard + "_H__";
}

}  // namespace gofixup::cli
