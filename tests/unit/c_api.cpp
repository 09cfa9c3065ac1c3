// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What gofixup.h promises about sizes; tests/plugin tries the rest through the plugin.
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "gofixup/gofixup.h"
#include "support/catch.hpp"

namespace {

void count(void* ctx, gofixup_level, const char*) { ++*static_cast<int*>(ctx); }

// Encodes a file that is none of ours with options that end after `sz` bytes.
int encode_with(std::size_t sz, int& messages) {
  gofixup_opts opts{};
  opts.sz = sz;
  opts.message = count;
  opts.message_ctx = &messages;
  gofixup_btf out{};
  out.sz = sizeof out;
  const int fd = memfd_create("gofixup-test", MFD_CLOEXEC);
  CHECK(write(fd, "text", 4) == 4);
  const int code = gofixup_encode(fd, nullptr, &opts, &out);
  close(fd);
  return code;
}

}  // namespace

TEST_CASE("c api: options that end before the message's context are refused", "[c_api]") {
  int messages = 0;
  constexpr std::size_t kFirst = offsetof(gofixup_opts, message_ctx) + sizeof(void*);
  for (std::size_t sz = 0; sz < kFirst; ++sz) {
    CAPTURE(sz);
    CHECK(encode_with(sz, messages) == -EINVAL);
  }
  CHECK(messages == 0);  // half a context would have been written through
  CHECK(encode_with(kFirst, messages) == -ENOEXEC);
  CHECK(messages == 1);
}
