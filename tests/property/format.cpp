// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The subset of BTF that all readers take: notes on who refuses what are with each check.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "property/checks.hpp"

namespace gofixup::property {

namespace {

bool has_name(BtfKind kind) {
  return kind != BtfKind::ptr && kind != BtfKind::array && kind != BtfKind::func_proto;
}

// gcc's spellings, so that dedup joins them with C's units and vmlinux.
struct Scalar {
  std::string_view name;
  std::uint32_t size, encoding;
};
constexpr std::uint32_t kSigned = 1, kBool = 4;
constexpr auto kScalars64 = std::to_array<Scalar>({{"signed char", 1, kSigned},
                                                   {"unsigned char", 1, 0},
                                                   {"short int", 2, kSigned},
                                                   {"short unsigned int", 2, 0},
                                                   {"int", 4, kSigned},
                                                   {"unsigned int", 4, 0},
                                                   {"long int", 8, kSigned},
                                                   {"long unsigned int", 8, 0},
                                                   {"_Bool", 1, kBool}});
constexpr auto kScalars32 = std::to_array<Scalar>({{"signed char", 1, kSigned},
                                                   {"unsigned char", 1, 0},
                                                   {"short int", 2, kSigned},
                                                   {"short unsigned int", 2, 0},
                                                   {"int", 4, kSigned},
                                                   {"unsigned int", 4, 0},
                                                   {"long long int", 8, kSigned},
                                                   {"long long unsigned int", 8, 0},
                                                   {"_Bool", 1, kBool}});

std::string wrong_int(const BtfType& type, bool is_32bit) {
  const std::span<const Scalar> known = is_32bit ? std::span(kScalars32) : std::span(kScalars64);
  const auto found = std::ranges::find(known, type.name, &Scalar::name);
  if (found == known.end()) return "is none of gcc's";
  // bits, offset and encoding share the word.
  if (type.size != found->size || type.extra != (found->encoding << 24 | found->size * 8))
    return "has another size or encoding than in C";
  return {};
}

// kind_flag says that an ENUM is signed; kernels before 6.0 refuse it.
bool may_have_sign(const Run& run, const BtfType& type) {
  return (type.kind == BtfKind::enum_ || type.kind == BtfKind::enum64) &&
         run.options().run.passes.enum64;
}

}  // namespace

// libbpf 1.8, the kernel (up to 7.2) and cilium/ebpf each refuse another of the variations.
Outcome header_is_plain(Run& run) {
  const BtfView& btf = run.btf();
  const auto header = btf.header();
  if (header[0] != 24) return broken("the header is not 24 bytes long");
  if (header[1] != 0) return broken("the types do not follow the header");
  if (header[3] != header[2]) return broken("the strings do not follow the types");
  if (24 + std::uint64_t{header[3]} + header[4] != btf.byte_count())
    return broken("bytes after the strings");
  if (btf.is_big_endian() != run.is_big_endian())
    return broken("another byte order than the binary's");
  return holds();
}

// cilium/ebpf refuses an offset into the middle of a string.
Outcome strings_are_unique(Run& run) {
  const BtfView& btf = run.btf();
  const std::string_view strings = btf.strings();
  std::map<std::uint32_t, bool> is_used;
  std::set<std::string_view> seen;
  for (std::size_t at = 0; at < strings.size();
       at += std::string_view(strings.data() + at).size() + 1) {
    const std::string_view text(strings.data() + at);
    is_used[static_cast<std::uint32_t>(at)] = at == 0;
    if (!seen.insert(text).second) return broken("twice in the strings: " + std::string(text));
  }
  const auto use = [&](std::uint32_t offset) {
    const auto found = is_used.find(offset);
    if (found != is_used.end()) found->second = true;
    return found != is_used.end();
  };
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    if (!use(btf.at(id).name_off))
      return broken(btf.describe(id) + ": its name is part of a string");
    for (const BtfMember& member : btf.members(btf.at(id)))
      if (!use(member.name_off))
        return broken(btf.describe(id) + ": a member's name is part of a string");
  }
  for (const auto& [offset, used] : is_used)
    if (!used) return broken("nobody uses the string " + std::string(strings.data() + offset));
  return holds();
}

Outcome kinds_are_known(Run& run) {
  const BtfView& btf = run.btf();
  if (btf.type_count() < 2) return broken("no types");
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    const BtfType& type = btf.at(id);
    switch (type.kind) {
      case BtfKind::int_:
      case BtfKind::ptr:
      case BtfKind::array:
      case BtfKind::typedef_:
      case BtfKind::float_:
      case BtfKind::decl_tag:
      case BtfKind::func:
        if (type.vlen != 0) return broken(btf.describe(id) + ": vlen is not 0");
        break;
      case BtfKind::struct_:
      case BtfKind::func_proto: break;
      case BtfKind::var:
        if (type.vlen != 0) return broken(btf.describe(id) + ": vlen is not 0");
        [[fallthrough]];
      case BtfKind::datasec:
        if (run.options().read.variables) break;
        return broken(btf.describe(id) + ": nobody asked for variables");
      case BtfKind::enum64:
        if (!run.options().run.passes.enum64)
          return broken(btf.describe(id) + ": not for kernels before 6.0");
        [[fallthrough]];
      case BtfKind::enum_:
        if (run.options().read.constants) break;
        return broken(btf.describe(id) + ": nobody asked for constants");
      default: return broken(btf.describe(id) + ": not a kind of the contract");
    }
    if ((type.has_kind_flag() && !may_have_sign(run, type)) || (type.info & 0x60ff0000) != 0)
      return broken(btf.describe(id) + ": kind_flag or unused bits are set");
    if (has_name(type.kind) == type.name.empty() || (type.name.empty() && type.name_off != 0))
      return broken(btf.describe(id) + ": a name where there is none, or none where there is one");
    if (run.is_32bit() && type.kind == BtfKind::ptr)
      return broken(btf.describe(id) + ": readers think that pointers have 8 bytes");
  }
  return holds();
}

Outcome scalars_are_cs(Run& run) {
  const BtfView& btf = run.btf();
  std::set<std::string_view> seen;
  bool tells_pointer_size = false;
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    const BtfType& type = btf.at(id);
    if (type.kind == BtfKind::int_) {
      const std::string wrong = wrong_int(type, run.is_32bit());
      if (!wrong.empty()) return broken(btf.describe(id) + " " + wrong);
      tells_pointer_size |= type.name == "long unsigned int";
    } else if (type.kind == BtfKind::float_) {
      if (type.name != (type.size == 4 ? "float" : "double") || (type.size != 4 && type.size != 8))
        return broken(btf.describe(id) + " is neither float nor double");
    } else if (type.kind == BtfKind::array) {
      const std::string_view wanted = run.is_32bit() ? "unsigned int" : "long unsigned int";
      if (btf.at(type.index_type).name != wanted)
        return broken(btf.describe(id) + ": another index type");
      continue;
    } else {
      continue;
    }
    if (!seen.insert(type.name).second) return broken(btf.describe(id) + " is there twice");
  }
  // pahole takes the size of pointers from it; without, every pointer has 0 bytes.
  if (!tells_pointer_size && !run.is_32bit()) return broken("there is no long unsigned int");
  return holds();
}

Outcome nameless_types_are_needed(Run& run) {
  const BtfView& btf = run.btf();
  std::vector<bool> is_needed(btf.type_count());
  for (std::uint32_t id = 1; id < btf.type_count(); ++id)
    for (const std::uint32_t target : btf.references(btf.at(id))) is_needed.at(target) = true;
  for (std::uint32_t id = 1; id < btf.type_count(); ++id)
    if (!has_name(btf.at(id).kind) && !is_needed[id])
      return broken("nobody refers to " + btf.describe(id));
  return holds();
}

Outcome tags_are_known(Run& run) {
  const BtfView& btf = run.btf();
  constexpr std::uint32_t kWhole = 0xffffffff;
  std::set<std::pair<std::uint64_t, std::string_view>> seen;
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    const BtfType& tag = btf.at(id);
    if (tag.kind != BtfKind::decl_tag) continue;
    const BtfType& target = btf.at(tag.type);
    const std::string_view key = tag.name.substr(0, tag.name.find('='));
    const bool is_type = target.kind == BtfKind::struct_ || target.kind == BtfKind::typedef_;
    const bool is_func = target.kind == BtfKind::func;
    const bool is_variable = target.kind == BtfKind::var;
    const bool is_member =
        is_variable || (target.kind == BtfKind::struct_ && tag.extra < target.vlen);
    const bool fits = key == "go.name"                     ? is_type || is_func || is_variable
                      : key == "go.kind"                   ? is_type
                      : key == "go.sym" || key == "go.loc" ? is_func
                                                           : key == "go.type" && is_member;
    if (!fits) return broken(btf.describe(id) + " does not fit " + btf.describe(tag.type));
    if ((key == "go.type" && !is_variable) == (tag.extra == kWhole))
      return broken(btf.describe(id) + ": wrong component");
    if (tag.name.size() == key.size() + 1) return broken(btf.describe(id) + " says nothing");
    if (!seen.insert({std::uint64_t{tag.type} << 32 | tag.extra, key}).second)
      return broken(btf.describe(tag.type) + " has two tags " + std::string(key));
  }
  return holds();
}

}  // namespace gofixup::property
