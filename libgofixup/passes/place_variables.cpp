// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    variables at addresses; those of size zero all share one (runtime.zerobase).
// Trouble   BTF places a VAR in a DATASEC, by its offset; the kernel wants offsets to ascend,
//           no entry to be empty or to overlap the next, and all to fit 32 bits.
// We make   each variable's section, offset and size, in the order of addresses. What no
//           DATASEC can hold is left out, with a diagnostic.
// Example   main.array [3]int at 0x54b0a0   becomes   offset 0xa0, size 24 in .noptrbss
#include <algorithm>

#include "model/sizes.hpp"
#include "passes/btf_limits.hpp"
#include "passes/passes.hpp"

namespace gofixup {

namespace {

class Placement {
 public:
  explicit Placement(Model& model) : model_(model), sizes_(model) {}

  // Whether the variable has a place of its own. Variables come by address.
  bool place(Variable& variable) {
    const std::uint64_t size = sizes_.size_of(variable.type);
    if (!variable.address) return leave_out(variable, "DWARF gives it no address");
    if (size == 0) return leave_out(variable, "has no bytes; all such variables share an address");
    if (!find_section(*variable.address)) return leave_out(variable, "lies in no section");
    const Section& section = model_.sections[section_];
    const std::uint64_t offset = *variable.address - section.address;
    if (size > section.size - offset) return leave_out(variable, "does not end in its section");
    if (offset + size > kMaxSize) return leave_out(variable, "lies beyond 4 GiB of its section");
    if (*variable.address < reached_)
      return leave_out(variable, "overlaps " + std::string(last_name_));
    reached_ = *variable.address + size;
    last_name_ = variable.name;
    variable.section = static_cast<std::uint32_t>(section_);
    variable.offset = static_cast<std::uint32_t>(offset);
    variable.size = static_cast<std::uint32_t>(size);
    return true;
  }

 private:
  // Goes on to the section that holds the address.
  bool find_section(std::uint64_t address) {
    const auto& sections = model_.sections;
    while (section_ < sections.size() &&
           sections[section_].address + sections[section_].size <= address)
      ++section_;
    return section_ < sections.size() && sections[section_].address <= address;
  }

  bool leave_out(const Variable& variable, std::string why) {
    model_.diagnostics.push_back(
        {Diagnostic::Code::var_left_out, std::string(variable.name), std::move(why)});
    return false;
  }

  Model& model_;
  Sizes sizes_;
  std::size_t section_ = 0;
  std::uint64_t reached_ = 0;
  Name last_name_;
};

}  // namespace

void place_variables(Model& model, const PassOptions&) {
  const bool are_placed = std::all_of(model.variables.begin(), model.variables.end(),
                                      [](const Variable& variable) { return variable.size != 0; });
  if (are_placed) return;
  std::vector<Variable> variables = std::move(model.variables);
  std::stable_sort(variables.begin(), variables.end(),
                   [](const Variable& a, const Variable& b) { return a.address < b.address; });
  Placement placement(model);
  std::erase_if(variables, [&](Variable& variable) { return !placement.place(variable); });
  model.variables = std::move(variables);
}

}  // namespace gofixup
