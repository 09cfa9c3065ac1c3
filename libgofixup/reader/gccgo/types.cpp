// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include <dwarf.h>

#include <algorithm>
#include <array>

#include "model/go_kind.hpp"
#include "reader/gccgo/unit.hpp"
#include "reader/go_dwarf.hpp"
#include "support/error.hpp"

namespace gofixup::gccgo {

namespace {

using Names2 = std::array<std::string_view, 2>;
constexpr Names2 kStringNames = {"str", "len"};
constexpr Names2 kIfaceNames = {"tab", "data"};
constexpr Names2 kEfaceNames = {"_type", "data"};
constexpr std::array<std::string_view, 3> kSliceNames = {"array", "len", "cap"};

[[noreturn]] void strange_number(const TypeDie& type) {
  throw Error(Error::Kind::malformed, "at DIE " + hex(type.die) + ": " + std::string(type.name) +
                                          " is a number of " + std::to_string(type.size) +
                                          " bytes, which Go does not have");
}

// Whether a predeclared type of that kind is stored like that: names alone are not believed.
bool fits(std::uint8_t kind, std::uint8_t plain, const TypeDie& type, unsigned word_size) {
  return kind != 0 && go::size_of_number(kind, word_size) == type.size &&
         go::has_same_encoding(kind, plain);
}

}  // namespace

Types::Types(const UnitDies& dies, const Unit& unit, Fragment& fragment)
    : dies_(dies),
      unit_(unit),
      fragment_(fragment),
      names_(dies, fragment.texts),
      is_wanted_(dies.types().size()),
      has_inner_(dies.types().size()) {}

TypeId Types::refer(std::uint64_t die) {
  const TypeIndex index = dies_.at(die);
  if (index == kVoid) return TypeId::none;
  if (!is_wanted_[index]) {
    is_wanted_[index] = true;
    to_read_.push_back(index);
  }
  return type_reference(dies_.type(index).die);
}

TypeId Types::must_refer(std::uint64_t die, std::uint64_t user) {
  const TypeId type = refer(die);
  if (type == TypeId::none)
    throw Error(Error::Kind::malformed, "at DIE " + hex(user) + ": a value without a type");
  return type;
}

void Types::finish() {
  // The compiler's own structs for closures are part of the func types that point to them.
  for (TypeIndex i = 0; i < dies_.types().size(); ++i)
    if (dies_.type(i).tag == DW_TAG_typedef && dies_.type(i).name != "__go_descriptor")
      refer(dies_.type(i).die);
  while (!to_read_.empty()) {
    const TypeIndex index = to_read_.back();
    to_read_.pop_back();
    read(index);
  }
  std::sort(made_.begin(), made_.end(),
            [](const Type& a, const Type& b) { return a.origin.die < b.origin.die; });
  for (const Type& type : made_) fragment_.types.push_back(type);
  made_.clear();
}

void Types::read(TypeIndex index) {
  const TypeDie& type = dies_.type(index);
  try {
    if (type.tag == DW_TAG_typedef) return read_typedef(index);
    add(type.die, names_.of(index), shape_of(index, index));
  } catch (Error& error) {
    throw error.add_context("in type " + std::string(type.name) + " at DIE " + hex(type.die));
  }
}

// A typedef and what it stands for are one type of Go's, as with gc.
void Types::read_typedef(TypeIndex index) {
  const TypeDie& type = dies_.type(index);
  const TypeIndex inside = underlying(dies_, index);
  const Name name = names_.of(index);
  if (inside == kVoid) return add(type.die, name, UnsafePointer{});
  GoKind kind = GoKind::none;
  if (name == "runtime.hmap") kind = GoKind::map;
  if (name == "runtime.hchan") kind = GoKind::chan;
  add(type.die, name, shape_of(inside, index), kind);
}

// `holder` is the typedef that gets the shape, or the type itself.
Shape Types::shape_of(TypeIndex index, TypeIndex holder) {
  const TypeDie& type = dies_.type(index);
  switch (kind_of(dies_, index)) {
    case Kind::number: return number_of(index, holder);
    case Kind::complex:
      if (type.size != 8 && type.size != 16) strange_number(type);
      return Complex{static_cast<std::uint32_t>(type.size)};
    case Kind::string: return String{layout_of(index, kStringNames)};
    case Kind::slice: {
      const TypeIndex values = dies_.at(dies_.parts(type)[0].type);
      const TypeId element = values == kVoid ? TypeId::none : refer(dies_.type(values).type);
      return Slice{element, layout_of(index, kSliceNames)};
    }
    case Kind::iface:
    case Kind::eface: return interface_of(index);
    case Kind::method_table: return Struct{layout_of(index, std::span(kEfaceNames).first(1))};
    case Kind::func: return func_of(index);
    case Kind::map:
      if (holder == index) return pointer_of(index);
      return Map{TypeId::none, TypeId::none, refer(type.die)};
    case Kind::chan:
      if (holder == index) return pointer_of(index);
      return Chan{TypeId::none, refer(type.die)};
    case Kind::pointer: return pointer_of(index);
    case Kind::unsafe_pointer: return UnsafePointer{};
    case Kind::array: return array_of(index);
    case Kind::structure: return Struct{layout_of(index, {})};
    default: return Opaque{type.size};
  }
}

// The kind is that of the predeclared name nearest to the number: which of `uint64` and `uintptr`
// is the base type and which a typedef of it differs from unit to unit.
Shape Types::number_of(TypeIndex index, TypeIndex holder) const {
  const TypeDie& type = dies_.type(index);
  const std::uint8_t plain = go::number_kind_of_encoding(type.encoding, type.size);
  if (plain == 0) strange_number(type);
  std::uint8_t kind = go::number_kind_of_name(type.name);
  for (TypeIndex i = holder; i != index; i = dies_.at(dies_.type(i).type)) {
    if (!is_predeclared(dies_.type(i))) continue;
    kind = go::number_kind_of_name(dies_.type(i).name);
    break;
  }
  if (!fits(kind, plain, type, unit_.address_size)) kind = plain;
  return Number{kind, static_cast<std::uint32_t>(type.size)};
}

Shape Types::func_of(TypeIndex index) {
  const TypeDie& signature = dies_.type(signature_of_func(dies_, index));
  FuncValue func;
  std::vector<Param> params;
  for (const Part& part : dies_.parts(signature))
    if (part.tag == DW_TAG_formal_parameter)
      params.push_back({{}, must_refer(part.type, part.die), {}});
  std::vector<Param> results = results_of(dies_, signature.type);
  for (Param& result : results) result.type = must_refer(index_of(result.type), signature.die);
  func.params = append(fragment_.params, params);
  func.results = append(fragment_.params, results);
  return func;
}

Shape Types::pointer_of(TypeIndex index) { return Pointer{refer(dies_.type(index).type)}; }

// C's [2][3]T is one DIE with two ranges: the inner arrays are known by their ranges.
Shape Types::array_of(TypeIndex index) {
  const TypeDie& type = dies_.type(index);
  std::vector<Part> ranges;
  for (const Part& part : dies_.parts(type))
    if (part.tag == DW_TAG_subrange_type) ranges.push_back(part);
  if (ranges.empty()) throw Error(Error::Kind::malformed, "an array that does not say how long");
  Array array{must_refer(type.type, type.die), 0};
  std::string name(names_.at(type.type));
  for (std::size_t i = ranges.size(); i-- > 1;) {
    array.count = ranges[i].count;
    name.insert(0, "[" + std::to_string(array.count) + "]");
    if (!has_inner_[index]) {
      fragment_.texts.push_back(name);
      add(ranges[i].die, fragment_.texts.back(), array);
    }
    array.element = type_reference(ranges[i].die);
  }
  has_inner_[index] = true;
  array.count = ranges[0].count;
  return array;
}

// The runtime's two structs are known by the first member of each struct that is one. Method
// tables differ in the functions behind their first word, which is all that they share.
Shape Types::interface_of(TypeIndex index) {
  const bool has_methods = kind_of(dies_, index) == Kind::iface;
  const std::uint64_t layout_die = dies_.parts(dies_.type(index))[0].die;
  if (!has_inner_[index])
    add(layout_die, has_methods ? "runtime.iface" : "runtime.eface",
        Struct{layout_of(index, has_methods ? std::span(kIfaceNames) : std::span(kEfaceNames))});
  has_inner_[index] = true;
  return Interface{type_reference(layout_die)};
}

// The members, under Go's own names where those are given.
Layout Types::layout_of(TypeIndex index, std::span<const std::string_view> names) {
  const TypeDie& type = dies_.type(index);
  const bool is_table = kind_of(dies_, index) == Kind::method_table;
  Layout layout{is_table ? unit_.address_size : type.size,
                {static_cast<std::uint32_t>(fragment_.fields.size()), 0}};
  std::uint64_t reached = 0;
  for (const Part& part : dies_.parts(type)) {
    if (part.tag != DW_TAG_member) continue;
    if (is_table && layout.fields.count == 1) break;
    if (part.offset < reached || part.offset > type.size)
      throw Error(Error::Kind::malformed, "at DIE " + hex(part.die) + ": member " +
                                              std::string(part.name) +
                                              " lies outside its struct or before its neighbour");
    reached = part.offset;
    const Name name = layout.fields.count < names.size() ? names[layout.fields.count] : part.name;
    const TypeId member = must_refer(part.type, part.die);
    fragment_.fields.push_back({name, member, part.offset, false, {}});
    ++layout.fields.count;
  }
  return layout;
}

void Types::add(std::uint64_t die, Name name, const Shape& shape, GoKind kind) {
  Type type;
  type.name = name;
  type.shape = shape;
  type.kind = kind;
  type.origin.die = die;
  made_.push_back(type);
}

}  // namespace gofixup::gccgo
