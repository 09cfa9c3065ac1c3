// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    types it declares itself (int, string, error, unsafe.Pointer), one of each; two sets of
//           Go types in one file have two. Damaged DWARF may call anything `int`.
// Trouble   numbers become typedefs of the one called int, strings of the one called string: a
//           struct of that name would change what they are, or hold itself.
// We make   one type under each such name, and that is what the name says; what is something else
//           gets a number. Likewise what is called runtime.iface or runtime.eface is a struct.
// Example   struct int {n int}   becomes   struct int#2 {n int}
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "model/go_kind.hpp"
#include "model/go_names.hpp"
#include "model/sizes.hpp"
#include "passes/passes.hpp"
#include "support/hash.hpp"
#include "support/numbered.hpp"

namespace gofixup {

namespace {

bool has_shape_of_name(const Type& type) {
  if (type.name == "complex64" || type.name == "complex128") return holds<Complex>(type);
  if (type.name == "string") return holds<String>(type);
  if (type.name == "error") return holds<Interface>(type);
  if (type.name == "unsafe.Pointer") return holds<UnsafePointer>(type);
  const auto* number = std::get_if<Number>(&type.shape);
  return number != nullptr &&
         go::has_same_encoding(number->kind, go::number_kind_of_name(type.name));
}

class Settler {
 public:
  explicit Settler(Model& model) : model_(model), sizes_(model) {}

  void settle(TypeId id) {
    const Type& type = model_.at(id);
    if (holds<Gone>(type) || !type.btf_name.empty()) return;
    if (is_runtime_interface(type.name) && !holds<Struct>(type)) return misnamed_.push_back(id);
    const std::uint64_t size = predeclared_size(type.name, model_.binary.word_size);
    if (size == 0) return;
    if (!has_shape_of_name(type) || sizes_.size_of(id) != size) return misnamed_.push_back(id);
    model_.redirect(id, first_.emplace(type.name, id).first->second);
    // DWARF may have lost what tells int from int64.
    if (holds<Number>(type))
      model_.replace(id,
                     Number{go::number_kind_of_name(type.name), static_cast<std::uint32_t>(size)});
  }

  void finish() {
    model_.apply_redirects();
    if (misnamed_.empty()) return;
    std::unordered_set<Name, SecretHash> taken;
    for (std::size_t i = 1; i < model_.type_count(); ++i)
      taken.insert(model_.at(static_cast<TypeId>(i)).name);
    const auto is_taken = [&](Name name) { return taken.contains(name); };
    std::map<Name, unsigned> last;
    for (const TypeId id : misnamed_) {
      const Name name = model_.at(id).name;
      unsigned& number = last.try_emplace(name, 1).first->second;
      model_.rename(id, model_.keep(next_numbered(std::string(name) + "#", number, is_taken)));
    }
    model_.diagnostics.push_back({Diagnostic::Code::misnamed,
                                  {},
                                  "types called like one of Go's own but something else: each got "
                                  "a number to its name",
                                  static_cast<std::uint32_t>(misnamed_.size())});
  }

 private:
  Model& model_;
  Sizes sizes_;
  std::map<Name, TypeId> first_;
  std::vector<TypeId> misnamed_;
};

}  // namespace

void settle_predeclared(Model& model, const PassOptions&) {
  Settler settler(model);
  for (std::size_t i = 1, end = model.type_count(); i < end; ++i)
    settler.settle(static_cast<TypeId>(i));
  settler.finish();
}

}  // namespace gofixup
