// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Type DIEs to shapes of the Go half. What each kind looks like in DWARF is decided in
// cmd/link/internal/ld/dwarf.go (Go 1.17 to 1.27).
#include <dwarf.h>

#include "reader/fragment.hpp"
#include "reader/go_dwarf.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

std::string described(const Die& die) {
  return die.name.empty() ? "a type without a name" : "type " + std::string(die.name);
}

TypeId must_refer(const Die& die, std::uint16_t which, std::uint64_t reference) {
  if (!die.has_any(which) || reference == 0)
    throw Error(Error::Kind::malformed,
                "at DIE " + hex(die.offset) + ": " + described(die) + " does not say of what");
  return type_reference(reference);
}

std::uint32_t must_fit(const Die& die) {
  if (!die.has_any(Die::kByteSize) || die.byte_size == 0 || die.byte_size > 16)
    throw Error(Error::Kind::malformed, "at DIE " + hex(die.offset) + ": " + described(die) +
                                            " has no size, or an impossible one");
  return static_cast<std::uint32_t>(die.byte_size);
}

// int, uint and uintptr are what the linker's own word on the kind is needed for.
std::uint8_t number_kind(const Die& die, const Unit& unit) {
  const std::uint8_t plain = go::number_kind_of_encoding(die.encoding, die.byte_size);
  if (die.byte_size != unit.address_size) return plain;
  const bool is_int = die.go_kind == go::kind::int_ && die.encoding == DW_ATE_signed;
  const bool is_uint = (die.go_kind == go::kind::uint || die.go_kind == go::kind::uintptr) &&
                       die.encoding == DW_ATE_unsigned;
  return is_int || is_uint ? die.go_kind : plain;
}

Shape read_base(const Die& die, const Unit& unit) {
  const std::uint32_t size = must_fit(die);
  const bool is_complex = die.encoding == DW_ATE_complex_float;
  if (is_complex && (size == 8 || size == 16)) return Complex{size};
  const std::uint8_t kind = is_complex ? 0 : number_kind(die, unit);
  if (kind == 0)
    throw Error(Error::Kind::malformed, "at DIE " + hex(die.offset) + ": " + described(die) +
                                            " is a number of " + std::to_string(size) +
                                            " bytes, which Go does not have");
  return Number{kind, size};
}

// cmd/link cuts member offsets to 32 bits, so those of bigger structs are not to be trusted; BTF
// cannot say them anyway.
constexpr std::uint64_t kLargestSoundSize = 0xffffffff;

Layout read_layout(const UnitReader& reader, DieWalk& walk, const Die& die, Fragment& fragment) {
  Layout layout{die.byte_size, {static_cast<std::uint32_t>(fragment.fields.size()), 0}};
  if (!die.has_children) return layout;
  std::uint64_t reached = 0;
  Die member;
  for (walk.next(member); member.tag != 0; walk.next(member)) {
    if (member.tag == DW_TAG_member) {
      const bool is_outside =
          member.member_location < reached || member.member_location > layout.size;
      if (is_outside && layout.size <= kLargestSoundSize)
        throw Error(Error::Kind::malformed, "at DIE " + hex(member.offset) + ": member " +
                                                std::string(member.name) + " of " + described(die) +
                                                " lies outside it or before its neighbour");
      reached = member.member_location;
      fragment.spend(*reader.sections.budget, Budget::kEntry + member.name.size());
      fragment.fields.push_back({member.name,
                                 must_refer(member, Die::kType, member.type),
                                 member.member_location,
                                 member.is_embedded,
                                 {}});
      ++layout.fields.count;
    }
    if (member.has_children) walk.skip_children();
  }
  return layout;
}

Shape read_struct(const UnitReader& reader, DieWalk& walk, const Die& die, const Unit& unit,
                  Fragment& fragment) {
  if (!die.has_any(Die::kByteSize))
    throw Error(Error::Kind::malformed,
                "at DIE " + hex(die.offset) + ": " + described(die) + " has no size");
  const Layout layout = read_layout(reader, walk, die, fragment);
  // What is not of a header's size is none, whatever it says: others will become typedefs of it.
  const std::uint64_t word = unit.address_size;
  if (die.go_kind == go::kind::string && layout.size == 2 * word) return String{layout};
  if (die.go_kind == go::kind::slice && layout.size == 3 * word)
    return Slice{type_reference(die.go_elem), layout};
  return Struct{layout};
}

Shape read_array(DieWalk& walk, const Die& die) {
  Array array{must_refer(die, Die::kType, die.type), 0};
  bool has_range = false;
  Die range;
  if (die.has_children) {
    for (walk.next(range); range.tag != 0; walk.next(range)) {
      if (range.tag == DW_TAG_subrange_type) {
        has_range = true;
        array.count = range.has_any(Die::kCount)        ? range.count
                      : range.has_any(Die::kUpperBound) ? range.upper_bound + 1
                                                        : 0;
      }
      if (range.has_children) walk.skip_children();
    }
  }
  if (!has_range)
    throw Error(Error::Kind::malformed,
                "at DIE " + hex(die.offset) + ": " + described(die) + " does not say how long");
  return array;
}

// Parameters carry no names here. Go 1.24 marks results (DW_AT_variable_parameter) and gives
// their real types; before, they are further parameters of type pointer-to-result.
Shape read_func(const UnitReader& reader, DieWalk& walk, const Die& die, bool results_are_marked,
                ParamLists& lists, Fragment& fragment) {
  FuncValue func;
  func.results_are_params = !results_are_marked;
  std::vector<Param>&params = lists.params, &results = lists.results;
  lists.clear();
  Die child;
  if (die.has_children) {
    for (walk.next(child); child.tag != 0; walk.next(child)) {
      if (child.tag == DW_TAG_unspecified_parameters) func.is_variadic = true;
      if (child.tag == DW_TAG_formal_parameter) {
        fragment.spend(*reader.sections.budget, Budget::kEntry + child.name.size());
        (child.is_result ? results : params)
            .push_back({child.name, must_refer(child, Die::kType, child.type)});
        check_param_count(die, params.size() + results.size());
      }
      if (child.has_children) walk.skip_children();
    }
  }
  func.params = append(fragment.params, params);
  func.results = append(fragment.params, results);
  return func;
}

Shape read_typedef(const Die& die) {
  const TypeId target = must_refer(die, Die::kType, die.type);
  switch (die.go_kind) {
    case go::kind::map: return Map{type_reference(die.go_key), type_reference(die.go_elem), target};
    case go::kind::chan: return Chan{type_reference(die.go_elem), target};
    case go::kind::interface: return Interface{target};
    default: return Alias{target};
  }
}

// "Go cmd/compile go1.24.6; regabi": whether that is 1.24 or later. Development builds carry
// free text and are taken for new.
bool marks_results(std::string_view producer) {
  const std::size_t at = producer.find("go1.");
  if (at == std::string_view::npos) return true;
  unsigned minor = 0;
  for (const char c : producer.substr(at + 4)) {
    if (c < '0' || c > '9') break;
    minor = minor * 10 + static_cast<unsigned>(c - '0');
  }
  return minor >= 24;
}

}  // namespace

bool is_type_tag(std::uint16_t tag) {
  switch (tag) {
    case DW_TAG_base_type:
    case DW_TAG_structure_type:
    case DW_TAG_array_type:
    case DW_TAG_pointer_type:
    case DW_TAG_subroutine_type:
    case DW_TAG_typedef: return true;
    default: return false;
  }
}

void read_type(const UnitReader& reader, DieWalk& walk, const Die& die, const Unit& unit,
               ParamLists& lists, Fragment& fragment) {
  Shape shape;
  bool took_children = false;
  switch (die.tag) {
    case DW_TAG_base_type: shape = read_base(die, unit); break;
    case DW_TAG_structure_type:
      shape = read_struct(reader, walk, die, unit, fragment);
      took_children = true;
      break;
    case DW_TAG_array_type:
      shape = read_array(walk, die);
      took_children = true;
      break;
    case DW_TAG_pointer_type:
      if (die.type != 0)
        shape = Pointer{type_reference(die.type)};
      else
        shape = UnsafePointer{};
      break;
    case DW_TAG_subroutine_type:
      shape = read_func(reader, walk, die, marks_results(unit.producer), lists, fragment);
      took_children = true;
      break;
    default: shape = read_typedef(die);
  }
  if (die.has_children && !took_children) walk.skip_children();
  Type type;
  type.name = die.name;
  type.shape = shape;
  type.origin.die = die.offset;
  fragment.types.push_back(type);
}

}  // namespace gofixup
