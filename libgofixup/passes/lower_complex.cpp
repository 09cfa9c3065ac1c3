// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    complex64 and complex128 as base types (DW_ATE_complex_float).
// Trouble   BTF has no complex kind; pahole aborts on them, the kernel wants a 16-byte FLOAT
//           8-aligned, clang has no BPF arithmetic for it anyway.
// We make   structs of two floats, real and imag.
// Example   base complex64   becomes   struct complex64 {real float32; imag float32}
#include "passes/c_types.hpp"
#include "passes/passes.hpp"

namespace gofixup {

void lower_complex(Model& model, const PassOptions&) {
  const auto part = [&](std::uint32_t size) {
    const TypeId found = model.find(size == 4 ? "float32" : "float64");
    if (found != TypeId::none) return found;
    return c_type(model, size == 4 ? "float" : "double", Base{size, Base::Encoding::floating});
  };
  const TypeId complex64 = model.find("complex64"), complex128 = model.find("complex128");
  model.for_each<Complex>([&](TypeId id, Complex complex) {
    const TypeId base = complex.size == 8 ? complex64 : complex128;
    if (base != TypeId::none && base != id) return model.replace(id, Alias{base});
    const std::uint32_t half = complex.size / 2;
    const TypeId type = part(half);
    const Field fields[] = {{"real", type, 0, false, {}}, {"imag", type, half, false, {}}};
    model.replace(id, Struct{{complex.size, model.keep(fields)}});
  });
}

}  // namespace gofixup
