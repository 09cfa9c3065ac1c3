// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A Model in a few lines, with the shapes that the reader gives for what Go's linker writes.
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "model/inspect.hpp"
#include "model/model.hpp"

namespace gofixup::test {

class ModelBuilder {
 public:
  Model model;

  explicit ModelBuilder(unsigned word_size = 8, GoVersion go = {1, 26}) {
    model.binary.word_size = word_size;
    model.binary.go = go;
  }

  TypeId add(std::string_view name, const Shape& shape) {
    Type type;
    type.name = model.keep(name);
    type.shape = shape;
    return model.add(type);
  }
  // A type to be filled in later, for recursive ones.
  TypeId later(std::string_view name) { return add(name, Alias{}); }

  // A predeclared number, made at the first call.
  TypeId number(std::string_view name) {
    const TypeId known = model.find(name);
    if (known != TypeId::none) return known;
    for (std::size_t kind = 1; kind < kNumbers.size(); ++kind)
      if (kNumbers[kind].name == name) return number(name, static_cast<std::uint8_t>(kind));
    return TypeId::none;
  }
  // A number under any name, of a reflect.Kind.
  TypeId number(std::string_view name, std::uint8_t kind) {
    const std::uint32_t size = kNumbers[kind].size;
    return add(name, Number{kind, size == 0 ? model.binary.word_size : size});
  }
  TypeId complex(std::string_view name, std::uint32_t size) { return add(name, Complex{size}); }
  TypeId unsafe_pointer(std::string_view name = "unsafe.Pointer") {
    return add(name, UnsafePointer{});
  }
  TypeId pointer(TypeId target) { return add("*" + reference(model, target), Pointer{target}); }
  TypeId pointer(std::string_view name, TypeId target) { return add(name, Pointer{target}); }
  TypeId array(std::string_view name, std::uint64_t count, TypeId element) {
    return add(name, Array{element, count});
  }
  TypeId alias(std::string_view name, TypeId target) { return add(name, Alias{target}); }
  TypeId structure(std::string_view name, std::uint64_t size, const std::vector<Field>& fields) {
    return add(name, Struct{{size, model.keep(std::span<const Field>(fields))}});
  }
  Layout layout(std::uint64_t size, const std::vector<Field>& fields) {
    return {size, model.keep(std::span<const Field>(fields))};
  }

  TypeId string(std::string_view name = "string") {
    return add(name, String{layout(2 * word(), {{"str", pointer_to("uint8"), 0, false, {}},
                                                {"len", number("int"), word(), false, {}}})});
  }
  TypeId slice(std::string_view name, TypeId element) {
    return add(name, Slice{element, slice_layout(element)});
  }
  Layout slice_layout(TypeId element) {
    return layout(3 * word(), {{"array", pointer(element), 0, false, {}},
                               {"len", number("int"), word(), false, {}},
                               {"cap", number("int"), 2 * word(), false, {}}});
  }
  TypeId interface(std::string_view name) {
    return add(name, Interface{runtime_interface(name == "interface {}" ? "runtime.eface"
                                                                        : "runtime.iface")});
  }
  TypeId map(std::string_view name, TypeId key, TypeId element) {
    const std::string runtime =
        "map<" + reference(model, key) + "," + reference(model, element) + ">";
    return add(name, Map{key, element, header(runtime)});
  }
  TypeId chan(std::string_view name, TypeId element) {
    return add(name, Chan{element, header("hchan<" + reference(model, element) + ">")});
  }
  TypeId func(std::string_view name, const std::vector<TypeId>& params,
              const std::vector<TypeId>& results = {}, bool is_variadic = false) {
    FuncValue func;
    func.params = list(params);
    func.results = list(results);
    func.is_variadic = is_variadic;
    return add(name, func);
  }

  Function& function(std::string_view name, const std::vector<Param>& params,
                     const std::vector<TypeId>& results = {}) {
    Function function;
    function.name = model.keep(name);
    function.params = model.keep(std::span<const Param>(params));
    function.results = list(results);
    model.functions.push_back(function);
    return model.functions.back();
  }

  Variable& variable(std::string_view name, TypeId type, std::uint64_t address) {
    Variable variable;
    variable.name = model.keep(name);
    variable.type = type;
    variable.address = address;
    variable.is_external = true;
    model.variables.push_back(variable);
    return model.variables.back();
  }
  void constant(std::string_view name, TypeId type, std::int64_t value) {
    model.constants.push_back({model.keep(name), type, static_cast<std::uint64_t>(value), 0});
  }

 private:
  struct NumberKind {
    std::string_view name;
    std::uint32_t size;  // 0: a word
  };
  static constexpr std::array<NumberKind, 15> kNumbers = {{
      {"", 0},
      {"bool", 1},
      {"int", 0},
      {"int8", 1},
      {"int16", 2},
      {"int32", 4},
      {"int64", 8},
      {"uint", 0},
      {"uint8", 1},
      {"uint16", 2},
      {"uint32", 4},
      {"uint64", 8},
      {"uintptr", 0},
      {"float32", 4},
      {"float64", 8},
  }};

  // In bytes.
  std::uint64_t word() const { return model.binary.word_size; }

  TypeId pointer_to(std::string_view number_name) {
    const TypeId known = model.find("*" + std::string(number_name));
    return known != TypeId::none ? known : pointer(number(number_name));
  }
  Range<Param> list(const std::vector<TypeId>& types) {
    std::vector<Param> params;
    params.reserve(types.size());
    for (const TypeId type : types) params.push_back({{}, type});
    return model.keep(std::span<const Param>(params));
  }
  TypeId runtime_interface(std::string_view name) {
    const TypeId known = model.find(name);
    if (known != TypeId::none) return known;
    const TypeId data = add("unsafe.Pointer", UnsafePointer{});
    const char* first = name == "runtime.iface" ? "tab" : "_type";
    return structure(name, 2 * word(),
                     {{first, data, 0, false, {}}, {"data", data, word(), false, {}}});
  }
  // The pointer to a struct that the runtime has for maps or channels.
  TypeId header(const std::string& name) {
    TypeId record = model.find(name);
    if (record == TypeId::none)
      record = structure(name, 2 * word(),
                         {{"count", number("uint"), 0, false, {}},
                          {"data", number("uintptr"), word(), false, {}}});
    const TypeId known = model.find("*" + name);
    return known != TypeId::none ? known : pointer(record);
  }
};

}  // namespace gofixup::test
