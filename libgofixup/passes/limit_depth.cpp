// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    arrays of arrays of arrays, as deep as anybody cares to write.
// Trouble   libbpf's btf__resolve_size and cilium/ebpf's Sizeof give up on a chain of 32
//           typedefs and arrays.
// We make   from the inside, what would be the 32nd link an array of as many bytes.
// Example   [1][1]...[1]int32, 40 deep   becomes   [1]...[1][4]unsigned char, 31 deep
#include <algorithm>

#include "model/sizes.hpp"
#include "passes/c_types.hpp"
#include "passes/passes.hpp"

namespace gofixup {

namespace {

constexpr unsigned kLongestChain = 31;

class Depths {
 public:
  explicit Depths(Model& model)
      : model_(model), sizes_(model), bytes_(unsigned_char(model)), depth_(model.type_count()) {}

  // The number of links from the type to one that is neither typedef nor array.
  unsigned limit(TypeId id) {
    if (id == TypeId::none || index_of(id) >= depth_.size()) return 0;
    unsigned& depth = depth_[index_of(id)];
    if (depth != 0) return depth - 1;
    TypeId next = TypeId::none;
    const Shape shape = model_.at(id).shape;
    if (const auto* alias = std::get_if<Alias>(&shape)) next = alias->target;
    if (const auto* array = std::get_if<Array>(&shape)) next = array->element;
    if (next == TypeId::none) return 0;
    unsigned links = limit(next) + 1;
    if (links > kLongestChain) {
      flatten(id, next);
      links = 2;
    }
    depth_[index_of(id)] = links + 1;
    return links;
  }

 private:
  // Puts bytes in place of what the type is made of.
  void flatten(TypeId id, TypeId next) {
    model_.diagnostics.push_back({Diagnostic::Code::opaque_type, std::string(model_.at(next).name),
                                  "nested deeper than readers follow; it is bytes in the BTF"});
    const TypeId flat =
        model_.add({{}, Array{bytes_, sizes_.size_of(next)}, {}, {}, model_.at(next).origin});
    if (const auto* array = std::get_if<Array>(&model_.at(id).shape))
      model_.replace(id, Array{flat, array->count});
    else
      model_.replace(id, Alias{flat});
  }

  Model& model_;
  Sizes sizes_;
  TypeId bytes_;
  std::vector<unsigned> depth_;  // links + 1; 0: not known
};

}  // namespace

void limit_depth(Model& model, const PassOptions&) {
  Depths depths(model);
  for (std::size_t i = 1, end = model.type_count(); i < end; ++i)
    depths.limit(static_cast<TypeId>(i));
}

}  // namespace gofixup
