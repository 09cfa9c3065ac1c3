// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    for each interface type a typedef of runtime.iface, or of runtime.eface where it has
//           no methods. Which methods it has, DWARF does not say.
// Trouble   none for defined ones; unnamed ones would be typedefs with prose for a name.
// We make   a typedef for a defined interface; users of an unnamed one refer to the runtime
//           struct itself.
// Example   interface main.Shape              becomes  typedef main.Shape → struct runtime.iface
//           interface `interface { M() }`     becomes  struct runtime.iface
#include "model/go_names.hpp"
#include "passes/passes.hpp"

namespace gofixup {

void lower_interfaces(Model& model, const PassOptions&) {
  model.for_each<Interface>([&](TypeId id, Interface interface) {
    model.set_kind(interface.layout, GoKind::interface);
    const Name name = model.at(id).name;
    if (is_spelled_out(name)) return model.redirect(id, interface.layout);
    model.replace(id, Alias{interface.layout});
    model.set_kind(id, GoKind::interface);
  });
  model.apply_redirects();
}

}  // namespace gofixup
