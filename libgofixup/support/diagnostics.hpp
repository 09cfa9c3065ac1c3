// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What could not be said in BTF, as data: hosts count, filter and print it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gofixup {

struct Diagnostic {
  enum class Code : std::uint8_t {
    wrapper_left_out,  // a compiler-made wrapper, not asked for
    abi_pair_merged,   // the ABI0 half of a function that is in the BTF
    equal_merged,      // a function equal in name, prototype and symbol to one in the BTF
    foreign_unit,      // units of other languages, left alone
    opaque_type,       // a type whose inside BTF cannot say
    member_left_out,   // a member BTF cannot reach
    array_clamped,     // an array whose count BTF cannot say
    cycle_cut,         // a pointer that became void * to break a cycle
    results_unknown,   // a named func type of Go <= 1.23: its results cannot be told
    location_unknown,  // a function of Go <= 1.21 whose arguments cannot be located
    var_left_out,      // a variable without an address, or that no DATASEC can hold
    const_left_out,    // a constant that no ENUM of the target can hold
    name_hashed,       // two Go names met in one BTF name; both got a hash
    misnamed,          // a type called like one of Go's own that is something else
    nothing_matched,   // an --only glob that matches no Go name
    descriptor_odd,    // a runtime type descriptor that contradicts the DWARF, or an odd itab
    too_big,           // the BTF is bigger than a kernel accepts
  };

  Code code{};
  std::string where;        // the Go name of the type or function, or the unit; may be empty
  std::string text;         // one sentence
  std::uint32_t count = 1;  // how many times, where one entry stands for many
};

// The word for a code that --stats, check and the tests print.
std::string_view to_string(Diagnostic::Code code);

// One line: the code, where, how many, the text.
std::string to_line(const Diagnostic& diagnostic);

using Diagnostics = std::vector<Diagnostic>;

}  // namespace gofixup
