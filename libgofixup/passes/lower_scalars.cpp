// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    numbers of its own names (int is 8 bytes on amd64) and defined ones (main.Celsius),
//           each a base type; and unsafe.Pointer, a pointer type without a target.
// Trouble   INTs are printed by name: an INT `int64` does not compile, an INT `int` of 8 bytes
//           compiles to the wrong size; libbpf's dedup joins only equal names with C units.
// We make   INT and FLOAT under gcc's DWARF names, and typedefs in cgo's spelling on them; a
//           defined number is a typedef of the predeclared one it is made of.
// Example   base main.Celsius (kind float64)   becomes
//           typedef main.Celsius → typedef float64 → double
#include <map>

#include "model/go_kind.hpp"
#include "passes/c_types.hpp"
#include "passes/passes.hpp"

namespace gofixup {

namespace {

using Encoding = Base::Encoding;

// gcc's name in DWARF for a C type of that size. A 32-bit target has no `long`: readers take
// the pointer size from it.
std::string_view c_name(Base base, unsigned word_size) {
  const bool is_signed = base.encoding == Encoding::signed_int;
  if (base.encoding == Encoding::boolean) return "_Bool";
  if (base.encoding == Encoding::floating) return base.size == 4 ? "float" : "double";
  switch (base.size) {
    case 1: return is_signed ? "signed char" : "unsigned char";
    case 2: return is_signed ? "short int" : "short unsigned int";
    case 4: return is_signed ? "int" : "unsigned int";
    default:
      if (word_size == 4) return is_signed ? "long long int" : "long long unsigned int";
      return is_signed ? "long int" : "long unsigned int";
  }
}

class Scalars {
 public:
  explicit Scalars(Model& model) : model_(model) {
    model.for_each<Base>([&](TypeId id, Base) { bases_[model.at(id).name] = id; });
    // Seen before lowering, so that defined numbers find them whatever the order of the DIEs.
    model.for_each<Number>([&](TypeId id, Number) { remember(id); });
    model.for_each<Alias>([&](TypeId id, Alias) { remember(id); });
  }

  TypeId base(Base base) {
    const std::string_view name = c_name(base, model_.binary.word_size);
    TypeId& id = bases_[name];
    if (id == TypeId::none) id = c_type(model_, name, base);
    return id;
  }

  static Base shape_of(Number number) {
    if (number.kind == go::kind::boolean) return {number.size, Encoding::boolean};
    if (go::is_float(number.kind)) return {number.size, Encoding::floating};
    return {number.size,
            go::is_signed(number.kind) ? Encoding::signed_int : Encoding::unsigned_int};
  }

  TypeId predeclared(Number number) {
    const std::uint8_t kind =
        number.kind < go::kNumberNames.size() && number.kind != 0 ? number.kind : go::kind::uint8;
    TypeId& id = predeclared_[go::kNumberNames[kind]];
    if (id == TypeId::none) {
      Type type;
      type.name = go::kNumberNames[kind];
      type.shape = Alias{base(shape_of(number))};
      id = model_.add(type);
    }
    return id;
  }

 private:
  void remember(TypeId id) {
    const Name name = model_.at(id).name;
    if (go::number_kind_of_name(name) != 0) predeclared_.emplace(name, id);
  }

  Model& model_;
  std::map<std::string_view, TypeId> bases_, predeclared_;
};

}  // namespace

void lower_scalars(Model& model, const PassOptions&) {
  Scalars scalars(model);
  model.for_each<Number>([&](TypeId id, Number number) {
    const TypeId predeclared = scalars.predeclared(number);
    model.replace(id,
                  Alias{predeclared == id ? scalars.base(Scalars::shape_of(number)) : predeclared});
  });
  // Readers of raw 64-bit BTF take the pointer size from `long unsigned int`: always there.
  scalars.predeclared({go::kind::uintptr, model.binary.word_size});

  const TypeId unsafe_pointer = model.find("unsafe.Pointer");
  model.for_each<UnsafePointer>([&](TypeId id, UnsafePointer) {
    if (unsafe_pointer != TypeId::none && unsafe_pointer != id)
      return model.replace(id, Alias{unsafe_pointer});
    const TypeId target = model.add({{}, Pointer{}, {}, {}, {}});
    model.replace(id, Alias{target});
  });
}

}  // namespace gofixup
