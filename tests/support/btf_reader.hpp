// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A second reading of BTF, written from Documentation/bpf/btf.rst and not from our emitter: it
// takes the bytes apart and says what a kernel or libbpf would object to.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace gofixup::test {

enum class BtfKind : unsigned {
  nothing = 0,
  integer = 1,
  pointer = 2,
  array = 3,
  structure = 4,
  enumeration = 6,
  type_def = 8,
  func = 12,
  func_proto = 13,
  variable = 14,
  section = 15,
  floating = 16,
  decl_tag = 17,
  enumeration64 = 19,
};

struct BtfMember {
  std::string name;
  std::uint32_t type = 0;
  std::uint32_t bit_offset = 0;        // of struct members only
  std::uint32_t offset = 0, size = 0;  // of a section's variables only, bytes
  std::uint64_t value = 0;             // of constants only
};

struct BtfType {
  BtfKind kind{};
  std::string name;
  std::uint32_t size_or_type = 0;
  std::uint32_t vlen = 0;
  std::uint32_t encoding = 0, bits = 0;             // INT
  std::uint32_t element = 0, index = 0, count = 0;  // ARRAY
  std::uint32_t component = 0;                      // DECL_TAG
  std::uint32_t linkage = 0;                        // VAR
  bool is_signed = false;                           // ENUM, ENUM64
  std::vector<BtfMember> members;                   // STRUCT, FUNC_PROTO, ENUM, DATASEC
};

class BtfFile {
 public:
  // Throws std::runtime_error for what no reader takes.
  BtfFile(std::span<const std::uint8_t> bytes, bool is_big_endian);

  const std::vector<BtfType>& types() const { return types_; }  // by id; 0 is void
  std::string_view strings() const { return strings_; }

  // The id of the only type of that kind and name; 0: none or several.
  std::uint32_t find(BtfKind kind, std::string_view name) const;
  // The tags on a type, or on one of its members, in order.
  std::vector<std::string> tags_of(std::uint32_t id, std::uint32_t component = 0xffffffff) const;
  // One line per type, `[id] KIND name ...`, as bpftool's raw dump has it.
  std::string dump() const;

  // Bytes of a type; throws for types without a size.
  std::uint64_t size_of(std::uint32_t id, unsigned depth = 0) const;
  // What is wrong with it, or empty: ids, names, order, sizes, offsets.
  std::string complaint() const;

 private:
  std::uint32_t u32(std::size_t at) const;
  std::string text(std::uint32_t offset) const;
  BtfType read_type(std::size_t& at, std::size_t end) const;
  std::string complaint_about(std::uint32_t id) const;
  BtfMember read_member(BtfKind kind, std::size_t& at, std::size_t end) const;
  std::string struct_complaint(const BtfType& type) const;
  std::string section_complaint(const BtfType& type) const;
  std::string tag_complaint(const BtfType& tag) const;

  std::span<const std::uint8_t> bytes_;
  bool is_big_endian_;
  std::string_view strings_;
  std::vector<BtfType> types_;
};

}  // namespace gofixup::test
