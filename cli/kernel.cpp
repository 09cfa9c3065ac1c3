// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "kernel.hpp"

#include <bpf/bpf.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <vector>

namespace gofixup::cli {

namespace {

// The verifier prints every type before the bad one, so its last line is the one that counts.
std::string last_line(const std::vector<char>& log) {
  std::string text(log.data());
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

std::string reason(std::span<const std::uint8_t> btf) {
  std::vector<char> log(1 << 24);
  bpf_btf_load_opts options{.sz = sizeof(options),
                            .log_buf = log.data(),
                            .log_level = 1,
                            .log_size = static_cast<__u32>(log.size())};
  const int fd = bpf_btf_load(btf.data(), btf.size(), &options);
  if (fd >= 0) close(fd);
  return last_line(log);
}

// What the kernel says of a kind that it does not know, or of a sign in an ENUM.
std::string advice(std::string_view reason) {
  utsname name{};
  if (reason.find("Invalid btf_info") == std::string_view::npos || uname(&name) != 0) return "";
  return std::string(": unknown to this kernel; try --for-kernel ") + name.release;
}

}  // namespace

Verdict ask_kernel(std::span<const std::uint8_t> btf, bool is_native) {
  if (!is_native) return {false, false, "not asked (the BTF is of the other byte order)"};
  // Without a log first: with one, the kernel formats a line for every type.
  bpf_btf_load_opts options{.sz = sizeof(options)};
  const int fd = bpf_btf_load(btf.data(), btf.size(), &options);
  if (fd >= 0) {
    close(fd);
    return {true, true, "accepts"};
  }
  const int error = errno;
  if (error == EPERM || error == ENOSYS)
    return {false, false, std::string("not asked (needs root: ") + std::strerror(error) + ")"};
  if (error == E2BIG && btf.size() > (16u << 20)) return {true, false, "refuses: more than 16 MiB"};
  const std::string why = reason(btf);
  return {true, false, std::string("refuses: ") + std::strerror(error) + ": " + why + advice(why)};
}

}  // namespace gofixup::cli
