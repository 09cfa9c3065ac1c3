// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "support/btf_reader.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace gofixup::test {

namespace {

constexpr unsigned kPointerSize = 8;  // of every reader but one that knows the ELF class
constexpr std::uint32_t kWholeType = 0xffffffff;

[[noreturn]] void refuse(const std::string& why) { throw std::runtime_error("BTF: " + why); }

bool is_identifier(const std::string& name) {
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return c == '_' || (c < 0x80 && std::isalnum(c) != 0);
         });
}

const char* word(BtfKind kind) {
  switch (kind) {
    case BtfKind::integer: return "INT";
    case BtfKind::pointer: return "PTR";
    case BtfKind::array: return "ARRAY";
    case BtfKind::structure: return "STRUCT";
    case BtfKind::type_def: return "TYPEDEF";
    case BtfKind::func: return "FUNC";
    case BtfKind::func_proto: return "FUNC_PROTO";
    case BtfKind::floating: return "FLOAT";
    case BtfKind::decl_tag: return "DECL_TAG";
    case BtfKind::enumeration: return "ENUM";
    case BtfKind::enumeration64: return "ENUM64";
    case BtfKind::variable: return "VAR";
    case BtfKind::section: return "DATASEC";
    case BtfKind::nothing: break;
  }
  return "?";
}

bool is_enum(BtfKind kind) {
  return kind == BtfKind::enumeration || kind == BtfKind::enumeration64;
}

bool has_members(BtfKind kind) {
  return kind == BtfKind::structure || kind == BtfKind::func_proto || is_enum(kind) ||
         kind == BtfKind::section;
}

}  // namespace

BtfFile::BtfFile(std::span<const std::uint8_t> bytes, bool is_big_endian)
    : bytes_(bytes), is_big_endian_(is_big_endian) {
  if (bytes.size() < 24) refuse("no room for a header");
  const int magic = is_big_endian ? bytes[0] << 8 | bytes[1] : bytes[1] << 8 | bytes[0];
  if (magic != 0xeb9f) refuse("wrong magic");
  if (bytes[2] != 1 || bytes[3] != 0) refuse("wrong version or flags");
  if (u32(4) != 24) refuse("wrong header length");
  const std::size_t types = u32(8), types_size = u32(12), strings = u32(16), strings_size = u32(20);
  if (types != 0 || strings != types_size) refuse("types first, strings right behind");
  if (24 + types_size + strings_size != bytes.size()) refuse("a gap, or bytes behind the end");
  strings_ = {reinterpret_cast<const char*>(bytes.data()) + 24 + strings, strings_size};
  if (strings_.empty() || strings_.front() != '\0' || strings_.back() != '\0')
    refuse("strings do not begin and end with NUL");
  types_.resize(1);
  for (std::size_t at = 24; at < 24 + types_size;) types_.push_back(read_type(at, 24 + types_size));
}

std::uint32_t BtfFile::u32(std::size_t at) const {
  if (at + 4 > bytes_.size()) refuse("cut off");
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value = value << 8 | bytes_[at + (is_big_endian_ ? i : 3 - i)];
  return value;
}

std::string BtfFile::text(std::uint32_t offset) const {
  if (offset >= strings_.size()) refuse("a name lies outside the strings");
  // cilium/ebpf refuses offsets into the middle of a string.
  if (offset != 0 && strings_[offset - 1] != '\0') refuse("a name begins inside a string");
  return strings_.data() + offset;
}

BtfType BtfFile::read_type(std::size_t& at, std::size_t end) const {
  const auto next = [&] {
    if (at + 4 > end) refuse("a type runs into the strings");
    at += 4;
    return u32(at - 4);
  };
  BtfType type;
  type.name = text(next());
  const std::uint32_t info = next();
  type.kind = static_cast<BtfKind>(info >> 24 & 0x1f);
  type.is_signed = (info & 0x80000000u) != 0;
  if ((info & 0x60ff0000u) != 0 || (type.is_signed && !is_enum(type.kind)))
    refuse("unused info bits, or kind_flag");
  type.vlen = info & 0xffff;
  type.size_or_type = next();
  if (word(type.kind)[0] == '?') refuse("unknown kind");
  if (type.kind == BtfKind::integer) {
    const std::uint32_t data = next();
    type.encoding = data >> 24;
    type.bits = data & 0xff;
  } else if (type.kind == BtfKind::array) {
    type.element = next();
    type.index = next();
    type.count = next();
  } else if (type.kind == BtfKind::decl_tag) {
    type.component = next();
  } else if (type.kind == BtfKind::variable) {
    type.linkage = next();
  } else if (has_members(type.kind)) {
    for (std::uint32_t i = 0; i < type.vlen; ++i)
      type.members.push_back(read_member(type.kind, at, end));
  } else if (type.vlen != 0 && type.kind != BtfKind::func) {
    refuse("a count where none belongs");
  }
  return type;
}

BtfMember BtfFile::read_member(BtfKind kind, std::size_t& at, std::size_t end) const {
  const auto next = [&] {
    if (at + 4 > end) refuse("a type runs into the strings");
    at += 4;
    return u32(at - 4);
  };
  BtfMember member;
  if (kind == BtfKind::section) {
    member.type = next();
    member.offset = next();
    member.size = next();
    return member;
  }
  member.name = text(next());
  if (is_enum(kind)) {
    member.value = next();
    if (kind == BtfKind::enumeration64) member.value |= std::uint64_t{next()} << 32;
    return member;
  }
  member.type = next();
  if (kind == BtfKind::structure) member.bit_offset = next();
  return member;
}

std::uint32_t BtfFile::find(BtfKind kind, std::string_view name) const {
  std::uint32_t found = 0;
  for (std::uint32_t id = 1; id < types_.size(); ++id) {
    if (types_[id].kind != kind || types_[id].name != name) continue;
    if (found != 0) return 0;
    found = id;
  }
  return found;
}

std::vector<std::string> BtfFile::tags_of(std::uint32_t id, std::uint32_t component) const {
  std::vector<std::string> tags;
  for (const BtfType& type : types_)
    if (type.kind == BtfKind::decl_tag && type.size_or_type == id && type.component == component)
      tags.push_back(type.name);
  return tags;
}

std::string BtfFile::dump() const {
  std::string out;
  const auto number = [](std::uint64_t n) { return std::to_string(n); };
  for (std::uint32_t id = 1; id < types_.size(); ++id) {
    const BtfType& type = types_[id];
    out += "[" + number(id) + "] " + word(type.kind);
    if (!type.name.empty()) out += " " + type.name;
    switch (type.kind) {
      case BtfKind::integer:
        out += " size=" + number(type.size_or_type) + " bits=" + number(type.bits) +
               " encoding=" + number(type.encoding);
        break;
      case BtfKind::floating: out += " size=" + number(type.size_or_type); break;
      case BtfKind::array:
        out += " type=" + number(type.element) + " index=" + number(type.index) +
               " count=" + number(type.count);
        break;
      case BtfKind::structure:
      case BtfKind::section: out += " size=" + number(type.size_or_type); break;
      case BtfKind::enumeration:
      case BtfKind::enumeration64:
        out += " size=" + number(type.size_or_type) + (type.is_signed ? " signed" : "");
        break;
      case BtfKind::variable:
        out += " type=" + number(type.size_or_type) + " linkage=" + number(type.linkage);
        break;
      default: out += " type=" + number(type.size_or_type);
    }
    if (type.kind == BtfKind::decl_tag && type.component != kWholeType)
      out += " component=" + number(type.component);
    out += "\n";
    for (const BtfMember& member : type.members) {
      if (is_enum(type.kind)) {
        out += "\t" + member.name + " val=" + number(member.value) + "\n";
        continue;
      }
      if (type.kind == BtfKind::section) {
        out += "\ttype=" + number(member.type) + " offset=" + number(member.offset) +
               " size=" + number(member.size) + "\n";
        continue;
      }
      out += "\t" + member.name + " type=" + number(member.type);
      if (type.kind == BtfKind::structure) out += " bits_offset=" + number(member.bit_offset);
      out += "\n";
    }
  }
  return out;
}

std::uint64_t BtfFile::size_of(std::uint32_t id, unsigned depth) const {
  if (id == 0 || id >= types_.size() || depth > 4000) refuse("a type without a size");
  const BtfType& type = types_[id];
  switch (type.kind) {
    case BtfKind::integer:
    case BtfKind::floating:
    case BtfKind::structure: return type.size_or_type;
    case BtfKind::pointer: return kPointerSize;
    case BtfKind::type_def: return size_of(type.size_or_type, depth + 1);
    case BtfKind::array: return size_of(type.element, depth + 1) * type.count;
    default: refuse("a type without a size");
  }
}

std::string BtfFile::struct_complaint(const BtfType& type) const {
  std::uint64_t reached = 0;
  std::set<std::string> names;
  for (const BtfMember& member : type.members) {
    const std::uint64_t offset = member.bit_offset / 8;
    if (member.bit_offset % 8 != 0) return "a bit field";
    if (!is_identifier(member.name) || !names.insert(member.name).second)
      return "member " + member.name + ": not a name, or twice";
    const std::uint64_t end = offset + size_of(member.type);
    if (offset < reached) return "member " + member.name + " overlaps";
    if (end > type.size_or_type) return "member " + member.name + " exceeds the struct";
    reached = end;
  }
  return {};
}

std::string BtfFile::section_complaint(const BtfType& type) const {
  std::uint64_t reached = 0;
  for (const BtfMember& entry : type.members) {
    const BtfType& variable = types_[entry.type];
    if (variable.kind != BtfKind::variable) return "an entry that is no VAR";
    if (entry.size == 0 || entry.size < size_of(variable.size_or_type))
      return variable.name + " has more bytes than its entry";
    if (entry.offset < reached) return variable.name + " overlaps";
    reached = std::uint64_t{entry.offset} + entry.size;
    if (reached > type.size_or_type) return variable.name + " leaves the section";
  }
  return type.members.empty() ? "an empty section" : "";
}

std::string BtfFile::tag_complaint(const BtfType& tag) const {
  const BtfType& on = types_[tag.size_or_type];
  if (tag.name.empty()) return "an empty tag";
  if (on.kind != BtfKind::structure && on.kind != BtfKind::type_def && on.kind != BtfKind::func &&
      on.kind != BtfKind::variable)
    return "a tag on what takes none";
  const bool is_in_range = on.kind == BtfKind::structure && tag.component < on.vlen;
  return tag.component == kWholeType || is_in_range ? "" : "a tag on no member";
}

std::string BtfFile::complaint_about(std::uint32_t id) const {
  const BtfType& type = types_[id];
  const auto is_known = [&](std::uint32_t other) { return other < types_.size(); };
  for (const BtfMember& member : type.members)
    if (!is_known(member.type) || member.type >= id) return "a member's type comes later";
  const bool has_type = type.kind != BtfKind::integer && type.kind != BtfKind::floating &&
                        type.kind != BtfKind::structure && type.kind != BtfKind::array &&
                        type.kind != BtfKind::section && !is_enum(type.kind);
  if (has_type && !is_known(type.size_or_type)) return "its type id is out of range";
  switch (type.kind) {
    case BtfKind::integer:
      return type.bits == type.size_or_type * 8 && type.bits <= 64 ? "" : "an odd INT";
    case BtfKind::floating:
      return type.size_or_type == 4 || type.size_or_type == 8 ? "" : "an odd FLOAT";
    case BtfKind::pointer: return type.name.empty() ? "" : "a PTR with a name";
    case BtfKind::array:
      if (!is_known(type.element) || !is_known(type.index)) return "an id out of range";
      if (types_[type.index].kind != BtfKind::integer) return "its index type is no INT";
      if (size_of(type.element) * type.count > 0xffffffff) return "4 GiB or more";
      return type.element < id ? "" : "its element comes later";
    case BtfKind::structure:
    case BtfKind::type_def:
      if (!is_identifier(type.name)) return "its name is not a C identifier";
      if (type.name.size() > 127 || type.name.find("___") != std::string::npos)
        return "its name is too long, or has a flavour";
      if (type.kind == BtfKind::structure) return struct_complaint(type);
      return type.size_or_type < id ? "" : "its target comes later";
    case BtfKind::func:
      if (!is_identifier(type.name)) return "its name is not a C identifier";
      return types_[type.size_or_type].kind == BtfKind::func_proto ? "" : "not of a FUNC_PROTO";
    case BtfKind::func_proto: {
      std::set<std::string> names;
      for (const BtfMember& param : type.members)
        if (!is_identifier(param.name) || !names.insert(param.name).second || param.type == 0)
          return "parameter " + param.name + ": not a name, twice, or void";
      return {};
    }
    case BtfKind::decl_tag: return tag_complaint(type);
    case BtfKind::enumeration:
    case BtfKind::enumeration64:
      if (!is_identifier(type.name)) return "its name is not a C identifier";
      for (const BtfMember& constant : type.members)
        if (!is_identifier(constant.name)) return constant.name + " is not a C identifier";
      return type.members.empty() ? "no constants" : "";
    case BtfKind::variable:
      if (!is_identifier(type.name)) return "its name is not a C identifier";
      return type.size_or_type < id ? "" : "its type comes later";
    case BtfKind::section: return section_complaint(type);
    case BtfKind::nothing: break;
  }
  return "unknown kind";
}

std::string BtfFile::complaint() const {
  std::set<std::string> names;
  for (std::uint32_t id = 1; id < types_.size(); ++id) {
    const BtfType& type = types_[id];
    std::string why;
    try {
      why = complaint_about(id);
    } catch (const std::runtime_error& error) {
      why = error.what();
    }
    const bool is_looked_up = type.kind == BtfKind::structure || type.kind == BtfKind::type_def;
    if (why.empty() && is_looked_up && !names.insert(type.name).second)
      why = "another type has its name";
    if (!why.empty())
      return "[" + std::to_string(id) + "] " + word(type.kind) + " " + type.name + ": " + why;
  }
  return {};
}

}  // namespace gofixup::test
