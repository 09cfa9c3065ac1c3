// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "support/diagnostics.hpp"

#include "support/printable.hpp"

namespace gofixup {

std::string_view to_string(Diagnostic::Code code) {
  using enum Diagnostic::Code;
  switch (code) {
    case wrapper_left_out: return "wrapper left out";
    case abi_pair_merged: return "abi pair merged";
    case equal_merged: return "equal function merged";
    case foreign_unit: return "foreign unit";
    case opaque_type: return "opaque type";
    case member_left_out: return "member left out";
    case array_clamped: return "array clamped";
    case cycle_cut: return "cycle cut";
    case results_unknown: return "results unknown";
    case location_unknown: return "location unknown";
    case var_left_out: return "variable left out";
    case const_left_out: return "constant left out";
    case name_hashed: return "name hashed";
    case misnamed: return "misnamed";
    case nothing_matched: return "nothing matched";
    case descriptor_odd: return "odd descriptor";
    case too_big: return "too big";
  }
  return "?";
}

std::string to_line(const Diagnostic& diagnostic) {
  std::string line(to_string(diagnostic.code));
  if (!diagnostic.where.empty()) line += ": " + diagnostic.where;
  line += ": ";
  if (diagnostic.count > 1) line += std::to_string(diagnostic.count) + " ";
  return printable(line + diagnostic.text);
}

}  // namespace gofixup
