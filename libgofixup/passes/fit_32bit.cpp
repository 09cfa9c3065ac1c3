// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    on 386, arm and mips pointers of 4 bytes and 8-byte numbers aligned to 4.
// Trouble   PTR is 8 bytes to the kernel, libbpf, cilium/ebpf and clang alike; the kernel
//           refuses a double at 4; the C dump does not rebuild gaps in packed structs.
// We make   pointers a 4-byte typedef go_ptr32, with a go.type tag on each member and variable
//           that says to what; an unaligned double a struct GoFloat64At4 {v}; each gap and tail a
//           member _padN of unsigned chars (N: its offset).
// Example   struct {a int8 @0; p *int @4}   becomes
//           struct {a int8 @0; _pad1 [3]unsigned char @1; p go_ptr32 @4 (go.type=*int)}
#include <string>

#include "model/sizes.hpp"
#include "passes/btf_limits.hpp"
#include "passes/c_types.hpp"
#include "passes/passes.hpp"

namespace gofixup {

namespace {

class Fit32 {
 public:
  explicit Fit32(Model& model) : model_(model), sizes_(model) {
    const TypeId word = c_type(model, "unsigned int", Base{4, Base::Encoding::unsigned_int});
    ptr32_ = c_type(model, "go_ptr32", Alias{word});
    unsigned_char_ = unsigned_char(model);
  }

  void shrink_pointers() {
    const auto remember = [&](auto& item) {
      if (item.type != TypeId::none && holds<Pointer>(model_.at(item.type)))
        item.hidden_type = spelling(item.type);
    };
    for (Field& field : model_.all_fields()) remember(field);
    for (Variable& variable : model_.variables) remember(variable);
    model_.for_each<Pointer>([&](TypeId id, Pointer) { model_.redirect(id, ptr32_); });
    model_.apply_redirects();
  }

  void fit_struct(TypeId id, Struct record) {
    const auto listed = model_.fields(record.layout);
    const std::vector<Field> old(listed.begin(), listed.end());
    std::vector<Field> fields;
    std::uint64_t reached = 0;
    for (Field field : old) {
      pad(fields, reached, field.offset);
      const TypeId real = double_in(field.type);
      if (field.offset % 8 != 0 && real != TypeId::none) field.type = float64_at_4(real);
      reached = field.offset + sizes_.size_of(field.type);
      fields.push_back(field);
    }
    pad(fields, reached, record.layout.size);
    record.layout.fields = model_.keep(fields);
    model_.replace(id, record);
  }

 private:
  // The `double` that the type is, through typedefs, or none.
  TypeId double_in(TypeId id) const {
    while (id != TypeId::none && holds<Alias>(model_.at(id)))
      id = std::get<Alias>(model_.at(id).shape).target;
    const auto* base = id == TypeId::none ? nullptr : std::get_if<Base>(&model_.at(id).shape);
    const bool is_double =
        base != nullptr && base->encoding == Base::Encoding::floating && base->size == 8;
    return is_double ? id : TypeId::none;
  }

  TypeId float64_at_4(TypeId real) {
    const Field fields[] = {{"v", real, 0, false, {}}};
    if (at4_ == TypeId::none)
      at4_ = c_type(model_, "GoFloat64At4", Struct{{8, model_.keep(fields)}});
    return at4_;
  }

  void pad(std::vector<Field>& fields, std::uint64_t from, std::uint64_t to) {
    // Beyond 512 MiB no member can be placed; what was there limit_sizes left out.
    if (from >= to || from >= kMaxOffset) return;
    const TypeId bytes = model_.add({{}, Array{unsigned_char_, to - from}, {}, {}, {}});
    fields.push_back({model_.keep("_pad" + std::to_string(from)), bytes, from, false, {}});
  }

  Name spelling(TypeId pointer) {
    const Type& type = model_.at(pointer);
    if (!type.name.empty()) return type.name;
    const TypeId target = std::get<Pointer>(type.shape).target;
    if (target == TypeId::none) return "unsafe.Pointer";
    return model_.keep("*" + std::string(model_.at(target).name));
  }

  Model& model_;
  Sizes sizes_;
  TypeId unsigned_char_{}, ptr32_{}, at4_{};
};

}  // namespace

void fit_32bit(Model& model, const PassOptions&) {
  if (model.binary.word_size != 4) return;
  Fit32 fit(model);
  fit.shrink_pointers();
  model.for_each<Struct>([&](TypeId id, Struct record) { fit.fit_struct(id, record); });
}

}  // namespace gofixup
