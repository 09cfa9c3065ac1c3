// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "merge.hpp"

#include <bpf/btf.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "support/error.hpp"

namespace gofixup::cli {

namespace {

using Types = std::unique_ptr<btf, decltype(&btf__free)>;

Types must_have(btf* types, Error::Kind kind, const std::string& what) {
  if (types == nullptr) throw Error(kind, what + ": " + std::strerror(errno));
  return {types, btf__free};
}

void add(const Types& to, const Types& from) {
  if (const int error = btf__add_btf(to.get(), from.get()); error < 0)
    throw Error(Error::Kind::internal,
                std::string("libbpf cannot append BTF: ") + std::strerror(-error));
}

}  // namespace

std::vector<std::uint8_t> merge_with_base(const std::string& base_path,
                                          std::span<const std::uint8_t> bytes) {
  const Types base = must_have(btf__parse(base_path.c_str(), nullptr), Error::Kind::io,
                               "--merge-base: cannot read BTF of " + base_path);
  const Types own = must_have(btf__new(bytes.data(), static_cast<__u32>(bytes.size())),
                              Error::Kind::internal, "libbpf refuses the BTF");
  if (btf__endianness(base.get()) != btf__endianness(own.get()))
    throw Error(Error::Kind::usage, "--merge-base: " + base_path + " is of the other byte order");
  const Types merged =
      must_have(btf__new_empty(), Error::Kind::internal, "libbpf cannot make a BTF");
  btf__set_endianness(merged.get(), btf__endianness(own.get()));
  add(merged, base);
  add(merged, own);
  if (const int error = btf__dedup(merged.get(), nullptr); error != 0)
    throw Error(Error::Kind::internal,
                std::string("libbpf cannot merge the types: ") + std::strerror(-error));
  __u32 size = 0;
  const auto* data = static_cast<const std::uint8_t*>(btf__raw_data(merged.get(), &size));
  if (data == nullptr) throw std::bad_alloc();
  return {data, data + size};
}

}  // namespace gofixup::cli
