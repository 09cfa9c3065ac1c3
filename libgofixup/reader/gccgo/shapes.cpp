// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/gccgo/shapes.hpp"

#include <dwarf.h>

#include <algorithm>
#include <array>

#include "model/go_names.hpp"
#include "support/error.hpp"

namespace gofixup::gccgo {

namespace {

template <std::size_t N>
bool has_members(std::span<const Part> parts, const std::array<std::string_view, N>& names) {
  return std::equal(parts.begin(), parts.end(), names.begin(), names.end(),
                    [](const Part& part, std::string_view name) { return part.name == name; });
}

Kind kind_of_struct(const UnitDies& dies, const TypeDie& type) {
  using Names2 = std::array<std::string_view, 2>;
  const std::span<const Part> parts = dies.parts(type);
  if (has_members(parts, Names2{"__data", "__length"})) return Kind::string;
  if (has_members(parts, std::array<std::string_view, 3>{"__values", "__count", "__capacity"}))
    return Kind::slice;
  if (has_members(parts, Names2{"__methods", "__object"})) return Kind::iface;
  if (has_members(parts, Names2{"__type_descriptor", "__object"})) return Kind::eface;
  if (parts.size() > 1 && parts[0].name == "__type_descriptor") return Kind::method_table;
  return Kind::structure;
}

Kind kind_of_pointer(const UnitDies& dies, TypeIndex index) {
  const TypeIndex target = dies.at(dies.type(index).type);
  if (target == kVoid || dies.type(target).tag == DW_TAG_subroutine_type)
    return Kind::unsafe_pointer;
  if (dies.type(target).tag != DW_TAG_typedef) return Kind::pointer;
  const std::string_view name = dies.type(target).name;
  if (name == "runtime.hmap") return Kind::map;
  if (name == "__go_channel") return Kind::chan;
  if (name == "__go_descriptor" && signature_of_func(dies, index) != kVoid) return Kind::func;
  return Kind::pointer;
}

}  // namespace

TypeIndex underlying(const UnitDies& dies, TypeIndex index) {
  for (std::size_t steps = 0; index != kVoid && dies.type(index).tag == DW_TAG_typedef; ++steps) {
    if (steps == dies.types().size())
      throw Error(Error::Kind::malformed,
                  "at DIE " + hex(dies.type(index).die) + ": a typedef that stands for itself");
    index = dies.at(dies.type(index).type);
  }
  return index;
}

Kind kind_of(const UnitDies& dies, TypeIndex index) {
  if (index == kVoid) return Kind::unsafe_pointer;
  const TypeDie& type = dies.type(index);
  switch (type.tag) {
    case DW_TAG_base_type:
      return type.encoding == DW_ATE_complex_float ? Kind::complex : Kind::number;
    case DW_TAG_structure_type: return kind_of_struct(dies, type);
    case DW_TAG_pointer_type: return kind_of_pointer(dies, index);
    case DW_TAG_array_type: return Kind::array;
    default: return Kind::opaque;
  }
}

bool is_predeclared(const TypeDie& type) {
  return type.at.line == 0 && !predeclared_btf_name(type.name).empty();
}

TypeIndex signature_of_code(const UnitDies& dies, std::uint64_t pointer_die) {
  const TypeIndex pointer = dies.at(pointer_die);
  if (pointer == kVoid || dies.type(pointer).tag != DW_TAG_pointer_type) return kVoid;
  const TypeIndex code = dies.at(dies.type(pointer).type);
  return code != kVoid && dies.type(code).tag == DW_TAG_subroutine_type ? code : kVoid;
}

TypeIndex signature_of_func(const UnitDies& dies, TypeIndex pointer) {
  const TypeIndex closure = underlying(dies, dies.at(dies.type(pointer).type));
  if (closure == kVoid || dies.type(closure).tag != DW_TAG_structure_type) return kVoid;
  const std::span<const Part> members = dies.parts(dies.type(closure));
  return members.empty() ? kVoid : signature_of_code(dies, members[0].type);
}

std::span<const Part> methods_of(const UnitDies& dies, TypeIndex iface) {
  const TypeIndex pointer = dies.at(dies.parts(dies.type(iface))[0].type);
  if (pointer == kVoid || dies.type(pointer).tag != DW_TAG_pointer_type) return {};
  const TypeIndex table = dies.at(dies.type(pointer).type);
  if (table == kVoid || kind_of(dies, table) != Kind::method_table) return {};
  return dies.parts(dies.type(table)).subspan(1);
}

// The struct of several results is of no value: nothing else refers to it, as `$ret0` and its
// like do to a single result that is a struct without a name.
std::vector<Param> results_of(const UnitDies& dies, std::uint64_t type_die) {
  const TypeIndex index = dies.at(type_die);
  if (index == kVoid) return {};
  const TypeDie& type = dies.type(index);
  const std::span<const Part> parts = dies.parts(type);
  const auto is_unnamed = [](const Part& part) { return part.name == "UNNAMED"; };
  const bool is_list =
      type.tag == DW_TAG_structure_type && type.name.empty() && parts.size() > 1 &&
      kind_of(dies, index) == Kind::structure &&
      (!dies.is_value(index) || std::all_of(parts.begin(), parts.end(), is_unnamed));
  if (!is_list) return {{{}, type_reference(type.die), {}}};
  std::vector<Param> results;
  for (const Part& part : parts) {
    const bool is_nameless = is_unnamed(part) || part.name == "_";
    results.push_back({is_nameless ? Name{} : part.name, type_reference(part.type), {}});
  }
  return results;
}

}  // namespace gofixup::gccgo
