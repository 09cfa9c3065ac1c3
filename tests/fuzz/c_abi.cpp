// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A file of any bytes through gofixup.h and through the plugin, with any options, and what both
// headers promise of the answer.
//
//   4 bytes of choices, then the file
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "fuzz/judge.hpp"
#include "gofixup/gofixup.h"
#include "lang_fixup.h"
#include "support/elf_builder.hpp"

using namespace gofixup;
using namespace gofixup::fuzz;

namespace {

// What came through the callback.
struct Messages {
  unsigned errors = 0;
  static void check(const char* text) {
    must(text != nullptr && *text != '\0', "a message without text");
    must(std::strchr(text, '\n') == nullptr, std::string("more than one line: ") + text);
  }
  static void gofixup(void* ctx, gofixup_level level, const char* text) {
    check(text);
    static_cast<Messages*>(ctx)->errors += level == GOFIXUP_ERROR;
  }
  static void plugin(void* ctx, lang_fixup_level level, const char* text) {
    check(text);
    static_cast<Messages*>(ctx)->errors += level == LANG_FIXUP_ERROR;
  }
};

// Fields that a later version may have behind the ones we know.
struct LongOpts {
  gofixup_opts opts;
  unsigned char later[16];
};
struct LongFixupOpts {
  lang_fixup_opts opts;
  unsigned char later[16];
};

bool is_documented(int code, std::initializer_list<int> documented) {
  return code == 0 || std::find(documented.begin(), documented.end(), code) != documented.end();
}

void must_be_good(const void* data, std::size_t size, const std::uint64_t* units,
                  std::size_t count) {
  must(data != nullptr && size != 0, "success without BTF");
  must(std::adjacent_find(units, units + count, std::greater_equal<>()) == units + count,
       "the units do not ascend");
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  must(size >= 24, "BTF without a header");
  must_be_sound({bytes, bytes + size}, bytes[0] == 0xeb, false);
}

void check_library(int fd, const char* path, ByteSource choices) {
  Messages messages;
  LongOpts given{};
  const std::uint8_t what = choices.byte(), how = choices.byte();
  given.opts.sz = (how & 0x30) == 0x30 ? how % (sizeof given + 1) : sizeof given.opts;
  given.opts.threads = (how & 15) == 15 ? 2 : 1;
  given.opts.tags = what & 3;
  given.opts.wrappers = what >> 2 & 1;
  given.opts.no_floats = what >> 3 & 1;
  given.opts.variables = what >> 4 & 1;
  given.opts.constants = what >> 5 & 1;
  given.opts.no_enum64 = what >> 6 & 1;
  given.opts.message = (how & 0xc0) == 0xc0 ? nullptr : Messages::gofixup;
  given.opts.message_ctx = &messages;
  if (given.opts.sz > sizeof given.opts) given.later[0] = what >> 7;
  const bool has_message = given.opts.message != nullptr && given.opts.sz >= 40;
  gofixup_btf out{};
  out.sz = (how & 0xcf) == 0xc1 ? how % 64u : sizeof out;
  const std::size_t sz = out.sz;
  const int code =
      gofixup_encode(fd, path, (what & how & 0x83) == 0x83 ? nullptr : &given.opts, &out);
  must(is_documented(code, {-ENOEXEC, -ENOMSG, -ENODATA, -EBADMSG, -EIO, -EINVAL}),
       "gofixup_encode returns " + std::to_string(code));
  must(out.sz == sz, "sz has changed");
  if (code != 0) {
    must(out.data == nullptr && out.owner == nullptr && out.units == nullptr, "out has changed");
    must(!has_message || messages.errors <= 1, "it failed and said so more than once");
    return;
  }
  must(messages.errors == 0, "no failure, and yet an error message");
  must_be_good(out.data, out.size, out.units, out.unit_count);
  gofixup_release(&out);
  must(out.data == nullptr && out.owner == nullptr && out.sz == sz, "release leaves something");
  gofixup_release(&out);
}

void check_plugin(int fd, const char* path, ByteSource choices) {
  const lang_fixup_ops* ops = lang_fixup__ops(LANG_FIXUP_ABI);
  must(ops != nullptr && lang_fixup__ops(LANG_FIXUP_ABI + 1) == nullptr, "the versions");
  Messages messages;
  LongFixupOpts given{};
  const std::uint8_t what = choices.byte(), how = choices.byte();
  given.opts.sz = (how & 0x30) == 0x30 ? how % (sizeof given + 1) : sizeof given.opts;
  given.opts.flags = what & 15;
  given.opts.threads = 1;
  given.opts.message = (how & 0xc0) == 0xc0 ? nullptr : Messages::plugin;
  given.opts.message_ctx = &messages;
  if (given.opts.sz > sizeof given.opts) given.later[0] = what >> 7;
  lang_fixup_btf out{};
  out.sz = (how & 0xcf) == 0xc1 ? how % 64u : sizeof out;
  const std::size_t sz = out.sz;
  const bool has_options = (what & how & 0x83) != 0x83;
  const int code = ops->encode(fd, path, has_options ? &given.opts : nullptr, &out);
  must(is_documented(code, {-ENODATA, -EBADMSG, -EIO, -EINVAL}),
       "encode returns " + std::to_string(code));
  must(out.sz == sz, "sz has changed");
  if (code != 0) {
    const bool tells = has_options && given.opts.message != nullptr &&
                       given.opts.sz >= sizeof given.opts && given.later[0] == 0;
    must(!tells || messages.errors == 1, "it failed and did not say so once");
    must(out.data == nullptr && out.priv == nullptr, "out has changed");
    return;
  }
  must(messages.errors == 0, "no failure, and yet an error message");
  if (out.size != 0) must_be_good(out.data, out.size, out.units, out.nr_units);
  ops->release(&out);
  must(out.data == nullptr && out.priv == nullptr && out.sz == sz, "release leaves something");
  ops->release(&out);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSource source(data, size);
  const std::uint8_t first = source.byte();
  const std::uint8_t choices[] = {source.byte(), source.byte(), source.byte()};
  const auto rest = source.rest();
  const test::MemoryFile file({rest.begin(), rest.end()});
  lseek(file.fd(), choices[2], SEEK_SET);
  const char* path = (first & 2) != 0 ? nullptr : "/nowhere/fuzz.elf";
  if ((first & 1) != 0)
    check_plugin(file.fd(), path, ByteSource(choices, 2));
  else
    check_library(file.fd(), path, ByteSource(choices, 2));
  must(fcntl(file.fd(), F_GETFD) >= 0, "the file is closed");
  must(lseek(file.fd(), 0, SEEK_CUR) == choices[2], "the position has moved");
  return 0;
}
