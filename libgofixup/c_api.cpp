// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The C ABI over encode(): the only place that turns Errors into codes. No exception leaves.
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <new>

#include "encode.hpp"
#include "gofixup/gofixup.h"
#include "support/error.hpp"

namespace gofixup {

namespace {

int code_of(Error::Kind kind) {
  using enum Error::Kind;
  switch (kind) {
    case io: return -EIO;
    case not_elf: return -ENOEXEC;
    case not_go: return -ENOMSG;
    case no_dwarf: return -ENODATA;
    case malformed: return -EBADMSG;
    case not_found: return -ENOENT;
    case usage: return -EINVAL;
    case internal: return -EFAULT;
  }
  return -EFAULT;
}

// What the first version had: every caller has that much. Less would be half a pointer.
constexpr std::size_t kLeastOpts = offsetof(gofixup_opts, message_ctx) + sizeof(void*);

// The caller's options in our size: what it does not have is 0.
gofixup_opts known_part(const gofixup_opts* opts) {
  gofixup_opts known{};
  if (opts != nullptr && opts->sz >= kLeastOpts)
    std::memcpy(&known, opts, std::min(opts->sz, sizeof known));
  return known;
}

// What we do not know must be 0.
void check(const gofixup_opts* opts, const gofixup_opts& known) {
  if (opts == nullptr) return;
  if (opts->sz < kLeastOpts) throw Error(Error::Kind::usage, "gofixup_opts.sz is too small");
  const auto* bytes = reinterpret_cast<const unsigned char*>(opts);
  for (std::size_t i = sizeof known; i < opts->sz; ++i)
    if (bytes[i] != 0)
      throw Error(Error::Kind::usage, "an option this version of libgofixup does not know");
  if (known.tags > GOFIXUP_TAGS_NONE || known.reserved != 0)
    throw Error(Error::Kind::usage,
                "an option has a value this version of libgofixup does not know");
}

Options options_from(const gofixup_opts& opts) {
  constexpr Tags kTags[] = {Tags::all, Tags::names, Tags::loc, Tags::none};
  Options options;
  options.read.threads = opts.threads;
  options.read.wrappers = opts.wrappers != 0;
  options.read.variables = opts.variables != 0;
  options.read.constants = opts.constants != 0;
  options.run.passes.enum64 = opts.no_enum64 == 0;
  options.target.tags = kTags[opts.tags];
  options.target.floats = opts.no_floats == 0;
  return options;
}

// What a result keeps alive until it is released.
struct Owned {
  BtfBytes bytes;
  std::vector<std::uint64_t> units;
};

void give(Encoded& encoded, gofixup_btf* out) {
  auto owned = std::make_unique<Owned>();
  owned->bytes = std::move(encoded.btf.bytes);
  owned->units = std::move(encoded.model.binary.unit_offsets);
  gofixup_btf result{};
  result.sz = out->sz;
  result.data = owned->bytes.data();
  result.size = owned->bytes.size();
  result.units = owned->units.data();
  result.unit_count = owned->units.size();
  result.all_units = encoded.model.binary.foreign_units == 0;
  result.owner = owned.release();
  std::memcpy(out, &result, std::min(out->sz, sizeof result));
}

void tell(const gofixup_opts& opts, gofixup_level level, const std::string& text) {
  if (opts.message == nullptr) return;
  opts.message(opts.message_ctx, level, text.c_str());
}

void tell(const gofixup_opts& opts, const Diagnostics& diagnostics) {
  for (const Diagnostic& note : diagnostics) {
    const bool is_warning = note.code == Diagnostic::Code::too_big;
    tell(opts, is_warning ? GOFIXUP_WARNING : GOFIXUP_NOTE, to_line(note));
  }
}

int encode_for_c(int fd, const char* path, const gofixup_opts* given, gofixup_btf* out) {
  const gofixup_opts opts = known_part(given);
  try {
    check(given, opts);
    if (out == nullptr || out->sz < sizeof(gofixup_btf))
      throw Error(Error::Kind::usage, "gofixup_btf.sz is too small to own the result");
    const std::string name = path == nullptr ? "/proc/self/fd/" + std::to_string(fd) : path;
    Encoded encoded = encode(Image::open(fd, name), options_from(opts));
    tell(opts, encoded.model.diagnostics);
    give(encoded, out);
    return 0;
  } catch (const Error& error) {
    tell(opts, GOFIXUP_ERROR, error.what());
    return code_of(error.kind());
  } catch (const std::bad_alloc&) {
    tell(opts, GOFIXUP_ERROR, "out of memory");
    return -ENOMEM;
  } catch (const std::exception& error) {
    tell(opts, GOFIXUP_ERROR, error.what());
    return -EFAULT;
  }
}

}  // namespace

}  // namespace gofixup

extern "C" {

unsigned gofixup_abi(void) { return GOFIXUP_ABI; }

int gofixup_encode(int fd, const char* path, const gofixup_opts* opts, gofixup_btf* out) {
  try {
    return gofixup::encode_for_c(fd, path, opts, out);
  } catch (...) {  // even telling the error failed
    return -ENOMEM;
  }
}

void gofixup_release(gofixup_btf* btf) {
  if (btf == nullptr || btf->sz < sizeof *btf || btf->owner == nullptr) return;
  delete static_cast<gofixup::Owned*>(btf->owner);
  const std::size_t sz = btf->sz;
  std::memset(btf, 0, sizeof *btf);
  btf->sz = sz;
}

}  // extern "C"
