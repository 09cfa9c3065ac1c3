// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// BTF bytes taken apart, for checks that must not share the emitter's idea of the format. The
// names of kinds and fields are those of Documentation/bpf/btf.rst.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gofixup::property {

enum class BtfKind : std::uint32_t {
  void_,
  int_,
  ptr,
  array,
  struct_,
  union_,
  enum_,
  fwd,
  typedef_,
  volatile_,
  const_,
  restrict_,
  func,
  func_proto,
  var,
  datasec,
  float_,
  decl_tag,
  type_tag,
  enum64,
};

struct BtfMember {  // or a parameter, an enumerator, a variable of a DATASEC
  std::string_view name;
  std::uint32_t name_off = 0, type = 0, bit_offset = 0;
  std::uint32_t size = 0;   // of a DATASEC's variable, bytes
  std::uint64_t value = 0;  // of an enumerator, with its sign where the ENUM has one
};

struct BtfType {
  BtfKind kind{};
  std::size_t position = 0;  // of the type in the bytes
  std::string_view name;
  std::uint32_t name_off = 0, info = 0, vlen = 0;
  bool has_kind_flag() const { return (info & 0x80000000u) != 0; }
  std::uint32_t size = 0, type = 0;  // the same word, by either of its names
  // INT: its data word. DECL_TAG: component_idx. VAR: linkage.
  std::uint32_t extra = 0;
  std::uint32_t element = 0, index_type = 0, count = 0;  // of ARRAY
  std::uint32_t first_member = 0, member_count = 0;
};

class BtfView {
 public:
  // Throws std::runtime_error for bytes that cannot be taken apart. The bytes must outlive it.
  explicit BtfView(std::span<const std::uint8_t> bytes);

  std::uint32_t type_count() const {
    return static_cast<std::uint32_t>(types_.size());
  }  // with void
  const BtfType& at(std::uint32_t id) const { return types_.at(id); }
  std::span<const BtfMember> members(const BtfType& type) const {
    return std::span(members_).subspan(type.first_member, type.member_count);
  }
  std::string_view strings() const { return strings_; }
  std::span<const std::uint32_t> header() const { return header_; }  // after magic .. flags
  bool is_big_endian() const { return is_big_endian_; }
  std::size_t byte_count() const { return bytes_.size(); }

  // Through typedefs; 0 for a typedef that leads nowhere.
  std::uint32_t resolved(std::uint32_t id) const;
  // Bytes, as the file says; `pointer_size` for PTR. Throws for a type without a size.
  std::uint64_t size_of(std::uint32_t id, unsigned pointer_size, unsigned depth = 0) const;
  // Every id the type refers to, in file order.
  std::vector<std::uint32_t> references(const BtfType& type) const;

  // "STRUCT go_main_T [12]"
  std::string describe(std::uint32_t id) const;

 private:
  std::uint32_t word(std::size_t offset) const;
  std::string_view string_at(std::uint32_t offset) const;
  std::size_t read_type(std::size_t at, std::size_t end);
  template <class Take>
  BtfMember read_member(const BtfType& type, const Take& take) const;
  std::size_t read_tail(BtfType& type, std::size_t at, std::size_t end);

  std::span<const std::uint8_t> bytes_;
  bool is_big_endian_ = false;
  std::vector<std::uint32_t> header_;
  std::string_view strings_;
  std::vector<BtfType> types_;
  std::vector<BtfMember> members_;
};

}  // namespace gofixup::property
