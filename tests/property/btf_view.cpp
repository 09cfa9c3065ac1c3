// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "property/btf_view.hpp"

#include <stdexcept>

namespace gofixup::property {

namespace {

constexpr std::size_t kHeaderSize = 24;  // bytes

[[noreturn]] void fail(const std::string& why) { throw std::runtime_error("BTF: " + why); }

const char* word_for(BtfKind kind) {
  constexpr const char* kWords[] = {"void",    "INT",      "PTR",      "ARRAY",      "STRUCT",
                                    "UNION",   "ENUM",     "FWD",      "TYPEDEF",    "VOLATILE",
                                    "CONST",   "RESTRICT", "FUNC",     "FUNC_PROTO", "VAR",
                                    "DATASEC", "FLOAT",    "DECL_TAG", "TYPE_TAG",   "ENUM64"};
  return kWords[static_cast<std::size_t>(kind)];
}

}  // namespace

BtfView::BtfView(std::span<const std::uint8_t> bytes) : bytes_(bytes) {
  if (bytes.size() < kHeaderSize) fail("shorter than a header");
  is_big_endian_ = bytes[0] == 0xeb;
  if (!(is_big_endian_ ? bytes[1] == 0x9f : bytes[0] == 0x9f && bytes[1] == 0xeb))
    fail("wrong magic");
  if (bytes[2] != 1 || bytes[3] != 0) fail("version is not 1 or flags are not 0");
  for (std::size_t at = 4; at < kHeaderSize; at += 4) header_.push_back(word(at));
  const std::uint64_t length = header_[0];
  const std::uint64_t types_at = length + header_[1], types_end = types_at + header_[2];
  const std::uint64_t strings_at = length + header_[3], strings_end = strings_at + header_[4];
  if (types_end > bytes.size() || strings_end > bytes.size()) fail("a section leaves the file");
  strings_ = {reinterpret_cast<const char*>(bytes.data()) + strings_at, header_[4]};
  if (strings_.empty() || strings_.front() != '\0' || strings_.back() != '\0')
    fail("the strings do not begin and end with NUL");
  types_.emplace_back();
  for (std::size_t at = types_at; at < types_end;) at = read_type(at, types_end);
}

std::uint32_t BtfView::word(std::size_t offset) const {
  const auto byte = [&](std::size_t i) { return std::uint32_t{bytes_[offset + i]}; };
  return is_big_endian_ ? byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3)
                        : byte(3) << 24 | byte(2) << 16 | byte(1) << 8 | byte(0);
}

std::string_view BtfView::string_at(std::uint32_t offset) const {
  if (offset >= strings_.size()) fail("a name lies outside the strings");
  return strings_.data() + offset;
}

std::size_t BtfView::read_type(std::size_t at, std::size_t end) {
  if (end - at < 12) fail("the types end within one");
  BtfType type;
  type.position = at;
  type.name_off = word(at);
  type.name = string_at(type.name_off);
  type.info = word(at + 4);
  type.vlen = type.info & 0xffff;
  const std::uint32_t kind = type.info >> 24 & 0x1f;
  if (kind == 0 || kind > 19) fail("unknown kind " + std::to_string(kind));
  type.kind = static_cast<BtfKind>(kind);
  type.size = type.type = word(at + 8);
  at = read_tail(type, at + 12, end);
  types_.push_back(type);
  return at;
}

template <class Take>
BtfMember BtfView::read_member(const BtfType& type, const Take& take) const {
  BtfMember member;
  if (type.kind == BtfKind::datasec) {
    member.type = take();
    member.bit_offset = take() * 8;
    member.size = take();
    return member;
  }
  member.name_off = take();
  member.name = string_at(member.name_off);
  const std::uint32_t second = take();
  if (type.kind == BtfKind::enum_) {
    member.value = type.has_kind_flag()
                       ? static_cast<std::uint64_t>(std::int64_t{static_cast<std::int32_t>(second)})
                       : second;
  } else if (type.kind == BtfKind::enum64) {
    member.value = std::uint64_t{take()} << 32 | second;
  } else {
    member.type = second;
    if (type.kind != BtfKind::func_proto) member.bit_offset = take();
  }
  return member;
}

std::size_t BtfView::read_tail(BtfType& type, std::size_t at, std::size_t end) {
  const auto take = [&] {
    if (end - at < 4) fail("the types end within one");
    at += 4;
    return word(at - 4);
  };
  switch (type.kind) {
    case BtfKind::int_:
    case BtfKind::decl_tag:
    case BtfKind::var: type.extra = take(); break;
    case BtfKind::array:
      type.element = take();
      type.index_type = take();
      type.count = take();
      break;
    case BtfKind::struct_:
    case BtfKind::union_:
    case BtfKind::func_proto:
    case BtfKind::enum_:
    case BtfKind::enum64:
    case BtfKind::datasec:
      type.first_member = static_cast<std::uint32_t>(members_.size());
      type.member_count = type.vlen;
      for (std::uint32_t i = 0; i < type.vlen; ++i) {
        members_.push_back(read_member(type, take));
      }
      break;
    default: break;
  }
  return at;
}

std::uint32_t BtfView::resolved(std::uint32_t id) const {
  for (std::uint32_t step = 0; step < type_count(); ++step) {
    if (at(id).kind != BtfKind::typedef_) return id;
    id = at(id).type;
  }
  return 0;
}

std::uint64_t BtfView::size_of(std::uint32_t id, unsigned pointer_size, unsigned depth) const {
  if (depth > 100'000) fail(describe(id) + " contains itself");
  const BtfType& type = at(id);
  switch (type.kind) {
    case BtfKind::int_:
    case BtfKind::float_:
    case BtfKind::struct_:
    case BtfKind::union_:
    case BtfKind::enum_:
    case BtfKind::enum64: return type.size;
    case BtfKind::ptr: return pointer_size;
    case BtfKind::typedef_: return size_of(type.type, pointer_size, depth + 1);
    case BtfKind::array: return size_of(type.element, pointer_size, depth + 1) * type.count;
    default: fail(describe(id) + " has no size");
  }
}

std::vector<std::uint32_t> BtfView::references(const BtfType& type) const {
  std::vector<std::uint32_t> ids;
  switch (type.kind) {
    case BtfKind::ptr:
    case BtfKind::typedef_:
    case BtfKind::func:
    case BtfKind::var:
    case BtfKind::decl_tag: ids.push_back(type.type); break;
    case BtfKind::array: ids = {type.element, type.index_type}; break;
    case BtfKind::func_proto: ids.push_back(type.type); [[fallthrough]];
    case BtfKind::struct_:
    case BtfKind::datasec:
      for (const BtfMember& member : members(type)) ids.push_back(member.type);
      break;
    default: break;
  }
  return ids;
}

std::string BtfView::describe(std::uint32_t id) const {
  if (id >= type_count()) return "no such type [" + std::to_string(id) + "]";
  std::string text = word_for(at(id).kind);
  if (!at(id).name.empty()) text += " " + std::string(at(id).name);
  return text + " [" + std::to_string(id) + "]";
}

}  // namespace gofixup::property
