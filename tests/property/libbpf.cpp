// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The reader behind bpftool, bpftrace and most loaders. Each use in a child process: on bad BTF
// it crashes or never ends.
#include <bpf/btf.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>
#include <tuple>

#include "property/checks.hpp"

namespace gofixup::property {

namespace {

using Types = std::unique_ptr<btf, decltype(&btf__free)>;

constexpr const char* kVmlinux = "/sys/kernel/btf/vmlinux";

Types parse(std::span<const std::uint8_t> bytes) {
  Types types(btf__new(bytes.data(), static_cast<__u32>(bytes.size())), btf__free);
  if (!types) throw std::runtime_error("libbpf cannot parse it");
  return types;
}

// The child says nothing where all is well.
Outcome judge(const std::function<std::string()>& question) {
  const testing::ToolResult result = testing::run_in_child(question);
  if (!result.is_ok()) return broken(result.complaint("libbpf"));
  return result.out.empty() ? holds() : broken(result.out);
}

// What makes a type one that dedup must keep apart: kind and name (and size, for scalars).
using Key = std::tuple<unsigned, std::string, unsigned>;

std::map<Key, unsigned> named_types(const btf* types) {
  std::map<Key, unsigned> counts;
  for (__u32 id = 1; id < btf__type_cnt(types); ++id) {
    const btf_type* type = btf__type_by_id(types, id);
    const std::string name = btf__name_by_offset(types, type->name_off);
    if (name.empty() || btf_kind(type) == BTF_KIND_DECL_TAG) continue;
    const bool is_scalar = btf_is_int(type) || btf_is_float(type);
    ++counts[{btf_kind(type), name, is_scalar ? type->size : 0}];
  }
  return counts;
}

std::string merge_and_compare(std::span<const std::uint8_t> bytes) {
  const Types kernel(btf__parse(kVmlinux, nullptr), btf__free);
  const Types joined(btf__new_empty(), btf__free);
  const Types own = parse(bytes);
  if (!kernel || !joined) return std::string("libbpf cannot parse ") + kVmlinux;
  if (btf__add_btf(joined.get(), kernel.get()) < 0 || btf__add_btf(joined.get(), own.get()) < 0)
    return "btf__add_btf fails";
  if (const int error = btf__dedup(joined.get(), nullptr); error != 0)
    return "btf__dedup of both fails: " + std::to_string(error);
  const auto before = named_types(kernel.get()), ours = named_types(own.get());
  const auto after = named_types(joined.get());
  for (const auto& [key, count] : ours) {
    const auto in_kernel = before.find(key);
    const unsigned others = in_kernel == before.end() ? 0 : in_kernel->second;
    const auto found = after.find(key);
    const unsigned merged_count = found == after.end() ? 0 : found->second;
    const std::string& name = std::get<1>(key);
    if (std::get<0>(key) == BTF_KIND_FUNC) {
      // Functions have no prefix: one that takes nothing may equal one of the kernel's.
      if (merged_count < std::max(others, count) || merged_count > others + count)
        return name + " is lost";
    } else if (std::get<2>(key) != 0) {
      // gcc's names: C's scalars and ours become one.
      if (merged_count != std::max(others, count)) return name + " is there more than once";
    } else if (others != 0) {
      return name + " is also the kernel's";
    } else if (merged_count != count) {
      return name + " is lost";
    }
  }
  for (const auto& [key, count] : before)
    if (!ours.contains(key) && after.at(key) != count)
      return "the kernel's " + std::get<1>(key) + " is lost";
  return {};
}

}  // namespace

Outcome libbpf_agrees_on_sizes(Run& run) {
  const BtfView& btf = run.btf();
  const auto& bytes = run.native_bytes();
  return judge([&]() -> std::string {
    const Types types = parse(bytes);
    if (btf__type_cnt(types.get()) != btf.type_count())
      return "libbpf sees another number of types";
    const auto pointer_size = static_cast<unsigned>(btf__pointer_size(types.get()));
    if (!run.is_32bit() && pointer_size != 8) return "libbpf thinks that pointers are not 8 bytes";
    for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
      const BtfKind kind = btf.at(id).kind;
      if (kind != BtfKind::struct_ && kind != BtfKind::int_ && kind != BtfKind::float_) continue;
      if (btf__resolve_size(types.get(), id) !=
              static_cast<__s64>(static_cast<__s32>(btf.at(id).size)) &&
          btf__resolve_size(types.get(), id) != static_cast<__s64>(btf.at(id).size))
        return btf.describe(id) + " has another size for libbpf";
    }
    return {};
  });
}

Outcome dedup_removes_nothing(Run& run) {
  const auto& bytes = run.native_bytes();
  return judge([&]() -> std::string {
    const Types types = parse(bytes);
    const __u32 before = btf__type_cnt(types.get());
    if (const int error = btf__dedup(types.get(), nullptr); error != 0)
      return "btf__dedup fails: " + std::to_string(error);
    const __u32 after = btf__type_cnt(types.get());
    if (after == before) return {};
    return "btf__dedup makes " + std::to_string(after) + " types of " + std::to_string(before);
  });
}

Outcome merges_with_vmlinux(Run& run) {
  if (::access(kVmlinux, R_OK) != 0) return skipped(std::string("no ") + kVmlinux);
  const auto& bytes = run.native_bytes();
  return judge([&] { return merge_and_compare(bytes); });
}

}  // namespace gofixup::property
