// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The DIEs of one unit of gccgo's, kept as a table: what a type is shows only when it is seen
// with those it refers to, and each unit has copies of all types it uses.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "reader/fragment.hpp"

namespace gofixup::gccgo {

// Where something is declared; a line of 0: made by the compiler.
struct Position {
  std::uint32_t file = 0, line = 0, column = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

// A child that belongs to its parent: a member, a range of an array, a parameter, a variable.
struct Part {
  std::uint16_t tag = 0;  // DW_TAG_*
  std::uint64_t die = 0;
  std::string_view name;
  std::uint64_t type = 0;    // DIE offset; 0: none
  std::uint64_t offset = 0;  // of a member, in bytes
  std::uint64_t count = 0;   // of a range
  std::uint64_t origin = 0;  // DW_AT_abstract_origin; 0: none
  Position at;
};

struct TypeDie {
  std::uint16_t tag = 0;  // DW_TAG_*
  std::uint64_t die = 0;
  std::string_view name;
  std::uint64_t type = 0;  // DIE offset; 0: void
  std::uint64_t size = 0;  // bytes
  bool has_size = false;
  std::uint16_t encoding = 0;  // DW_ATE_*
  Position at;
  std::uint32_t first_part = 0, part_count = 0;
};

struct FunctionDie {
  std::uint64_t die = 0;
  std::string_view name, linkage_name;
  std::uint64_t origin = 0;  // the abstract DIE, or the declaration; 0: none
  std::uint64_t type = 0;    // DIE offset; 0: void
  bool has_code = false;
  bool is_imported = false;  // of another package: to be called, or inlined here
  std::uint64_t address = 0, size = 0;
  Position at;
  std::uint32_t first_part = 0, part_count = 0;
};

struct GlobalDie {
  Die die;
  Position at;
  bool is_artificial = false;
};

// An index into UnitDies::types(), or void.
using TypeIndex = std::uint32_t;
inline constexpr TypeIndex kVoid = ~TypeIndex{0};

class UnitDies {
 public:
  UnitDies(const UnitReader& reader, const Unit& unit);

  std::span<const TypeDie> types() const { return types_; }  // ascending DIE offsets
  std::span<const FunctionDie> functions() const { return functions_; }
  std::span<const GlobalDie> globals() const { return globals_; }
  std::span<const Part> parts(const TypeDie& type) const {
    return std::span(parts_).subspan(type.first_part, type.part_count);
  }
  std::span<const Part> parts(const FunctionDie& function) const {
    return std::span(parts_).subspan(function.first_part, function.part_count);
  }
  // The type that a DW_AT_type refers to, behind const and its like. Throws Error{malformed}.
  TypeIndex at(std::uint64_t die) const;
  const TypeDie& type(TypeIndex index) const { return types_[index]; }
  // The subprogram at that offset; null: there is none.
  const FunctionDie* function_at(std::uint64_t die) const;
  // Whether anything is of that type; results of functions do not count.
  bool is_value(TypeIndex index) const { return is_value_[index]; }

 private:
  enum class Owner : std::uint8_t { none, type, function };
  struct Open {
    Owner owner = Owner::none;
    std::size_t index = 0;
    std::vector<Part> parts;
  };

  void add(const UnitReader& reader, const Unit& unit, const Die& die, const DieExtra& extra,
           std::vector<Open>& open);
  void add_part(const Die& die, const DieExtra& extra, std::vector<Open>& open);
  void close(Open& open);
  void note_values();

  std::vector<TypeDie> types_;
  std::vector<FunctionDie> functions_;
  std::vector<GlobalDie> globals_;
  std::vector<Part> parts_;
  std::vector<std::uint64_t> values_;  // DIE offsets of types that something is of
  std::vector<bool> is_value_;         // by type
};

// The address of the code that a DW_AT_ranges begins with; none where it cannot be told.
std::optional<std::uint64_t> first_address(const UnitReader& reader, const Unit& unit,
                                           const DieExtra& extra);

}  // namespace gofixup::gccgo
