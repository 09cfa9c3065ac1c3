// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    blank fields, all named `_`, any number of them in one struct.
// Trouble   two members of one name do not compile; CO-RE would match the wrong one.
// We make   a gap: the C dump of bpftool and libbpf rebuilds it as an unnamed bit-field.
// Example   struct {a int8; _ [3]byte; b int32}   becomes   struct {a int8 @0; b int32 @4}
#include <algorithm>

#include "passes/passes.hpp"

namespace gofixup {

void drop_blank_fields(Model& model, const PassOptions&) {
  model.for_each<Struct>([&](TypeId id, Struct record) {
    const auto fields = model.fields_of(record.layout.fields);
    const auto end = std::remove_if(fields.begin(), fields.end(),
                                    [](const Field& field) { return field.name == "_"; });
    const auto kept = static_cast<std::uint32_t>(end - fields.begin());
    if (kept == record.layout.fields.count) return;
    record.layout.fields.count = kept;
    model.replace(id, record);
  });
}

}  // namespace gofixup
