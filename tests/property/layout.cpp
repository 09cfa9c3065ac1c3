// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Structs that C can lay out and the kernel takes, and prototypes that C can declare.
#include <algorithm>
#include <set>

#include "property/checks.hpp"

namespace gofixup::property {

namespace {

bool has_size(const BtfView& btf, std::uint32_t id) {
  id = btf.resolved(id);
  if (id == 0) return false;
  switch (btf.at(id).kind) {
    case BtfKind::int_:
    case BtfKind::float_:
    case BtfKind::ptr:
    case BtfKind::array:
    case BtfKind::struct_: return true;
    default: return false;
  }
}

// Why the member cannot stand there; empty if it can. `end` is where the one before ends.
std::string wrong_member(Run& run, const BtfType& type, const BtfMember& member,
                         std::uint64_t end) {
  const BtfView& btf = run.btf();
  if (!has_size(btf, member.type)) return "has no size";
  if (member.bit_offset % 8 != 0) return "is a bit-field";
  const std::uint64_t offset = member.bit_offset / 8;
  if (offset < end) return "overlaps the one before";
  if (offset + btf.size_of(member.type, run.word_size()) > type.size) return "leaves the struct";
  const BtfType& shape = btf.at(btf.resolved(member.type));
  if (shape.kind == BtfKind::float_ && offset % shape.size != 0)
    return "is a float where the kernel refuses one";
  return {};
}

}  // namespace

Outcome members_fit(Run& run) {
  const BtfView& btf = run.btf();
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    const BtfType& type = btf.at(id);
    if (type.kind == BtfKind::array) {
      if (!has_size(btf, type.element))
        return broken(btf.describe(id) + ": its element has no size");
      if (btf.size_of(id, run.word_size()) > 0xffffffff)
        return broken(btf.describe(id) + ": 4 GiB or more");
    }
    if (type.kind != BtfKind::struct_) continue;
    std::uint64_t end = 0;
    for (const BtfMember& member : btf.members(type)) {
      const std::string wrong = wrong_member(run, type, member, end);
      if (!wrong.empty())
        return broken(btf.describe(id) + "." + std::string(member.name) + " " + wrong);
      end = member.bit_offset / 8 + btf.size_of(member.type, run.word_size());
    }
  }
  return holds();
}

Outcome variables_fit(Run& run) {
  const BtfView& btf = run.btf();
  std::vector<unsigned> places(btf.type_count());
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    const BtfType& type = btf.at(id);
    if (type.kind == BtfKind::var && !has_size(btf, type.type))
      return broken(btf.describe(id) + " has no size");
    if (type.kind == BtfKind::var && type.extra > 1)
      return broken(btf.describe(id) + ": the kernel knows no such linkage");
    if (type.kind != BtfKind::datasec) continue;
    if (type.size == 0 || type.vlen == 0) return broken(btf.describe(id) + " is empty");
    std::uint64_t end = 0;
    for (const BtfMember& entry : btf.members(type)) {
      const std::string where = btf.describe(entry.type) + " in " + btf.describe(id);
      if (btf.at(entry.type).kind != BtfKind::var) return broken(where + " is no VAR");
      ++places[entry.type];
      if (entry.size == 0 || entry.size != btf.size_of(btf.at(entry.type).type, run.word_size()))
        return broken(where + " has another size than its type");
      const std::uint64_t offset = entry.bit_offset / 8;
      if (offset < end) return broken(where + " overlaps the one before");
      end = offset + entry.size;
      if (end > type.size) return broken(where + " leaves it");
    }
  }
  for (std::uint32_t id = 1; id < btf.type_count(); ++id)
    if (btf.at(id).kind == BtfKind::var && places[id] != 1)
      return broken(btf.describe(id) + " is in " + std::to_string(places[id]) + " DATASECs");
  return holds();
}

// As clang makes them of the same constants: 4 bytes, or 8 where some value needs more.
Outcome constants_fit(Run& run) {
  const BtfView& btf = run.btf();
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    const BtfType& type = btf.at(id);
    if (type.kind != BtfKind::enum_ && type.kind != BtfKind::enum64) continue;
    if (type.vlen == 0) return broken(btf.describe(id) + " is empty");
    if (type.size != (type.kind == BtfKind::enum_ ? 4 : 8))
      return broken(btf.describe(id) + " has another size than in C");
    if (!run.options().run.passes.enum64)
      for (const BtfMember& constant : btf.members(type))
        if (constant.value > 0x7fffffff)
          return broken(btf.describe(id) + "." + std::string(constant.name) +
                        " has another value for old readers");
  }
  return holds();
}

Outcome functions_are_callable(Run& run) {
  const BtfView& btf = run.btf();
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    const BtfType& type = btf.at(id);
    if (type.kind == BtfKind::func && btf.at(type.type).kind != BtfKind::func_proto)
      return broken(btf.describe(id) + " has no prototype");
    if (type.kind != BtfKind::func_proto) continue;
    if (type.type != 0 && !has_size(btf, type.type))
      return broken(btf.describe(id) + ": result has no size");
    // C says: "function cannot return array type".
    if (type.type != 0 && btf.at(btf.resolved(type.type)).kind == BtfKind::array)
      return broken(btf.describe(id) + " returns an array");
    std::set<std::string_view> names;
    for (const BtfMember& param : btf.members(type)) {
      if (!has_size(btf, param.type)) return broken(btf.describe(id) + ": a parameter has no size");
      if (param.name.empty()) return broken(btf.describe(id) + ": a parameter has no name");
      if (!names.insert(param.name).second)
        return broken(btf.describe(id) + ": two parameters " + std::string(param.name));
    }
  }
  return holds();
}

}  // namespace gofixup::property
