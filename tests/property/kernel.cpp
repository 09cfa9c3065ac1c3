// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The strictest reader of all. Asked with the bare system call, so that no library stands
// between: libbpf drops what it thinks the kernel does not know.
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>

#include "property/checks.hpp"

namespace gofixup::property {

namespace {

constexpr std::size_t kKernelLimit = std::size_t{16} * 1024 * 1024;  // BTF_MAX_SIZE, bytes

// 0 or the errno.
int load(std::span<const std::uint8_t> bytes, std::span<char> log = {}) {
  bpf_attr attributes;
  std::memset(&attributes, 0, sizeof(attributes));
  attributes.btf = reinterpret_cast<std::uintptr_t>(bytes.data());
  attributes.btf_size = static_cast<std::uint32_t>(bytes.size());
  if (!log.empty()) {
    attributes.btf_log_buf = reinterpret_cast<std::uintptr_t>(log.data());
    attributes.btf_log_size = static_cast<std::uint32_t>(log.size());
    attributes.btf_log_level = 1;
  }
  const long fd = ::syscall(__NR_bpf, BPF_BTF_LOAD, &attributes, sizeof(attributes));
  if (fd < 0) return errno;
  ::close(static_cast<int>(fd));
  return 0;
}

// The log tells each type; its end tells what is wrong. Without it first, because a log that
// does not fit fails BTF that is right.
std::string refusal(std::span<const std::uint8_t> bytes, int error) {
  std::vector<char> log(std::size_t{16} << 20);
  load(bytes, log);
  return std::string(std::strerror(error)) + "\n" + testing::tail(log.data(), 600);
}

// Why no kernel answer can be had here; empty if one can.
std::string obstacle() {
  // One INT: any kernel that has BTF takes it.
  static constexpr std::uint8_t kSmallest[] = {
      0x9f, 0xeb, 1, 0, 24, 0, 0, 0, 0, 0, 0, 0, 16, 0,  0, 0, 16, 0, 0,   0,   5,   0, 0,
      0,    1,    0, 0, 0,  0, 0, 0, 1, 4, 0, 0, 0,  32, 0, 0, 1,  0, 'i', 'n', 't', 0};
  std::vector<std::uint8_t> bytes(std::begin(kSmallest), std::end(kSmallest));
  if constexpr (std::endian::native == std::endian::big) return "no big-endian probe";
  const int error = load(bytes);
  return error == 0 ? "" : std::string("BPF_BTF_LOAD: ") + std::strerror(error);
}

}  // namespace

Outcome kernel_accepts(Run& run) {
  const std::string why_not = obstacle();
  if (!why_not.empty()) return skipped(why_not);
  const auto& bytes = run.native_bytes();
  const int error = load(bytes);
  if (error == 0) return holds();
  if (error != E2BIG || bytes.size() <= kKernelLimit) return broken(refusal(bytes, error));
  // Too big, and told so: with fewer tags the same types must load.
  const auto& notes = run.encoded().model.diagnostics;
  if (std::ranges::find(notes, Diagnostic::Code::too_big, &Diagnostic::code) == notes.end())
    return broken("more than 16 MiB, and no diagnostic says so");
  for (const Tags tags : {Tags::loc, Tags::none}) {
    const Btf smaller = emit_btf(run.encoded().model, {tags});
    if (smaller.bytes.size() > kKernelLimit) continue;
    const int again = load(smaller.bytes);
    return again == 0 ? holds() : broken("with fewer tags: " + refusal(smaller.bytes, again));
  }
  return skipped("more than 16 MiB even without tags");
}

}  // namespace gofixup::property
