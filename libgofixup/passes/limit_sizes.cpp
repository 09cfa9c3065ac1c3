// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    types too big for any memory: *[1<<50-1]T is an idiom for unsafe views.
// Trouble   BTF counts sizes in 32-bit bytes and member offsets in 32-bit bits; a number that
//           was cut would describe another type.
// We make   a member at 512 MiB or beyond is left out; a struct of 4 GiB or more is a struct of
//           size 0 without members; an array of 4 GiB or more keeps its element with the
//           largest count that fits. A struct of more members than BTF counts (65535) has none.
// Example   [1125899906842623]uint8   becomes   [4294967295]uint8
#include <algorithm>

#include "model/sizes.hpp"
#include "passes/btf_limits.hpp"
#include "passes/passes.hpp"

namespace gofixup {

namespace {

void limit_array(Model& model, Sizes& sizes, TypeId id, Array array) {
  const std::uint64_t element = sizes.size_of(array.element);
  const std::uint64_t fits = element == 0 ? kMaxSize : kMaxSize / element;
  if (array.count <= fits) return;
  model.diagnostics.push_back({Diagnostic::Code::array_clamped, std::string(model.at(id).name),
                               "an array of " + std::to_string(array.count) +
                                   " elements became one of " + std::to_string(fits)});
  array.count = fits;
  model.replace(id, array);
}

void limit_struct(Model& model, TypeId id, Struct record) {
  const std::string name(model.at(id).name);
  if (record.layout.size > kMaxSize || record.layout.fields.count > kMaxMembers) {
    model.diagnostics.push_back({Diagnostic::Code::opaque_type, name,
                                 "a struct of " + std::to_string(record.layout.size) +
                                     " bytes is in the BTF without its members"});
    if (record.layout.size > kMaxSize) record.layout.size = 0;
    record.layout.fields.count = 0;
    model.replace(id, record);
    return;
  }
  if (record.layout.size < kMaxOffset) return;  // so none lies beyond, not even one of no size
  const auto fields = model.fields(record.layout);
  const auto end = std::find_if(fields.begin(), fields.end(),
                                [](const Field& field) { return field.offset >= kMaxOffset; });
  const auto kept = static_cast<std::uint32_t>(end - fields.begin());
  if (kept == record.layout.fields.count) return;
  model.diagnostics.push_back(
      {Diagnostic::Code::member_left_out, name,
       "members from " + std::string(end->name) + " on lie beyond 512 MiB and are left out",
       record.layout.fields.count - kept});
  record.layout.fields.count = kept;
  model.replace(id, record);
}

}  // namespace

void limit_sizes(Model& model, const PassOptions&) {
  Sizes sizes(model);
  // Before anything changes: a clamped element would let its array pass.
  model.for_each<Array>([&](TypeId, Array array) { sizes.size_of(array.element); });
  model.for_each<Array>([&](TypeId id, Array array) { limit_array(model, sizes, id, array); });
  model.for_each<Struct>([&](TypeId id, Struct record) { limit_struct(model, id, record); });
}

}  // namespace gofixup
