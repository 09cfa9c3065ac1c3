// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "property/checks.hpp"

namespace gofixup::property {

namespace {

constexpr std::size_t kLongest = 120;  // bytes; kernels before 6.1 take 127

// What C11, C23 or clang for BPF refuses as a member, or swallows without a word.
constexpr auto kTaken =
    std::to_array<std::string_view>({"auto",       "break",       "case",           "char",
                                     "const",      "continue",    "default",        "do",
                                     "double",     "else",        "enum",           "extern",
                                     "float",      "for",         "goto",           "if",
                                     "inline",     "int",         "long",           "register",
                                     "restrict",   "return",      "short",          "signed",
                                     "sizeof",     "static",      "struct",         "switch",
                                     "typedef",    "union",       "unsigned",       "void",
                                     "volatile",   "while",       "_Alignas",       "_Alignof",
                                     "_Atomic",    "_Bool",       "_Complex",       "_Generic",
                                     "_Imaginary", "_Noreturn",   "_Static_assert", "_Thread_local",
                                     "alignas",    "alignof",     "bool",           "constexpr",
                                     "false",      "nullptr",     "static_assert",  "thread_local",
                                     "true",       "typeof",      "typeof_unqual",  "_BitInt",
                                     "asm",        "__auto_type", "__int128",       "_Float16",
                                     "__bpf__",    "__BPF__"});

bool is_identifier(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && is_letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

bool is_type(const BtfType& type) {
  return type.kind == BtfKind::struct_ || type.kind == BtfKind::typedef_ ||
         type.kind == BtfKind::enum_ || type.kind == BtfKind::enum64;
}

bool is_ours(const BtfType& type) {
  return is_type(type) || type.kind == BtfKind::func || type.kind == BtfKind::var;
}

// The value of a tag of each type that has one.
std::map<std::uint32_t, std::string_view> tags_of(const BtfView& btf, std::string_view prefix) {
  std::map<std::uint32_t, std::string_view> values;
  for (std::uint32_t id = 1; id < btf.type_count(); ++id)
    if (btf.at(id).kind == BtfKind::decl_tag && btf.at(id).name.starts_with(prefix))
      values[btf.at(id).type] = btf.at(id).name;
  return values;
}

}  // namespace

Outcome names_are_identifiers(Run& run) {
  const BtfView& btf = run.btf();
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    const BtfType& type = btf.at(id);
    if (!is_ours(type)) continue;
    if (!is_identifier(type.name)) return broken(btf.describe(id) + ": not a C identifier");
    if (type.name.size() > kLongest) return broken(btf.describe(id) + ": too long");
    // CO-RE's flavour separator: libbpf, cilium/ebpf and aya each cut it elsewhere.
    if (type.name.find("___") != std::string_view::npos)
      return broken(btf.describe(id) + " has ___");
    // In a merged BTF, net.device must not become the kernel's net_device.
    if (is_type(type) && !type.name.starts_with("go_") && !type.name.starts_with("Go"))
      return broken(btf.describe(id) + " could be a C type");
  }
  return holds();
}

// libbpf keeps tags and typedefs apart, cilium/ebpf's AnyTypeByName does not.
Outcome type_names_are_unique(Run& run) {
  const BtfView& btf = run.btf();
  std::map<std::string_view, std::uint32_t> seen;
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    const BtfType& type = btf.at(id);
    if (type.name.empty() || type.kind == BtfKind::func || type.kind == BtfKind::decl_tag ||
        type.kind == BtfKind::var || type.kind == BtfKind::datasec)
      continue;
    const auto [found, is_new] = seen.emplace(type.name, id);
    if (!is_new) return broken(btf.describe(found->second) + " and " + btf.describe(id));
  }
  // In C constants share the scope of typedefs, and all ENUMs have one.
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    if (btf.at(id).kind != BtfKind::enum_ && btf.at(id).kind != BtfKind::enum64) continue;
    for (const BtfMember& constant : btf.members(btf.at(id))) {
      const auto [found, is_new] = seen.emplace(constant.name, id);
      if (!is_new)
        return broken(std::string(constant.name) + " of " + btf.describe(id) + " and " +
                      btf.describe(found->second));
      if (!constant.name.starts_with("go_"))
        return broken(std::string(constant.name) + " could be a constant of C");
    }
  }
  return holds();
}

// Two FUNCs of one name are static assembly of one Go name, linked twice, that differs.
Outcome function_names_are_unique(Run& run) {
  const BtfView& btf = run.btf();
  const auto go_names = tags_of(btf, "go.name=");
  const auto go_name = [&](std::uint32_t id) {
    const auto found = go_names.find(id);
    return found == go_names.end() ? std::string_view() : found->second;
  };
  std::map<std::string_view, std::vector<std::uint32_t>> seen;
  std::map<std::uint32_t, std::set<std::string_view>> tags;
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    if (btf.at(id).kind == BtfKind::func) seen[btf.at(id).name].push_back(id);
    if (btf.at(id).kind == BtfKind::decl_tag) tags[btf.at(id).type].insert(btf.at(id).name);
  }
  std::set<std::string_view> variables;
  for (std::uint32_t id = 1; id < btf.type_count(); ++id)
    if (btf.at(id).kind == BtfKind::var &&
        (seen.contains(btf.at(id).name) || !variables.insert(btf.at(id).name).second))
      return broken(btf.describe(id) + " is not the only one of its name");
  for (const auto& [name, ids] : seen) {
    for (std::size_t i = 1; i < ids.size(); ++i) {
      if (go_name(ids[i]) != go_name(ids[0]))
        return broken("two Go functions are " + btf.describe(ids[0]) + " and " +
                      btf.describe(ids[i]));
      for (std::size_t j = 0; j < i; ++j)
        if (btf.at(ids[i]).type == btf.at(ids[j]).type && tags[ids[i]] == tags[ids[j]])
          return broken(btf.describe(ids[i]) + " is there twice");
    }
  }
  return holds();
}

Outcome member_names_are_safe(Run& run) {
  const BtfView& btf = run.btf();
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    std::set<std::string_view> seen;
    if (btf.at(id).kind == BtfKind::datasec) continue;
    for (const BtfMember& member : btf.members(btf.at(id))) {
      const std::string where = btf.describe(id) + "." + std::string(member.name);
      if (!is_identifier(member.name)) return broken(where + " is not a C identifier");
      if (std::ranges::find(kTaken, member.name) != kTaken.end())
        return broken(where + " is C's own word");
      if (!seen.insert(member.name).second) return broken(where + " is there twice");
    }
  }
  return holds();
}

}  // namespace gofixup::property
