// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Every pass, one sentence each, in the order they run. A pass is a free function, does one
// thing, may run twice, and explains itself at the head of its own file.
#pragma once

#include <string>
#include <vector>

#include "model/model.hpp"

namespace gofixup {

struct PassOptions {
  std::vector<std::string> only;  // globs on Go names; empty: everything
  bool deep = false;              // with only: follow all pointers
  unsigned threads = 0;           // 0: one per CPU; the result is the same with any number
  bool enum64 = true;             // constants may need ENUM64, and a sign
  unsigned follow = 0;            // with only: follow so many pointers to structs
};

// One type per Go type: a typedef and its definition of the same name become one.
void merge_definitions(Model& model, const PassOptions& options);
// What is called int, string and so on is what the name says, and the only one.
void settle_predeclared(Model& model, const PassOptions& options);
// Func types of Go <= 1.23 get their results back from their names.
void recover_results(Model& model, const PassOptions& options);
// One function per ABIInternal/ABI0 pair.
void merge_abi_pairs(Model& model, const PassOptions& options);
// Generic bodies get the hidden dictionary parameter.
void add_dictionaries(Model& model, const PassOptions& options);
// Which section each variable lies in; those that none can hold go.
void place_variables(Model& model, const PassOptions& options);
// The constants of each type become one Enum.
void group_constants(Model& model, const PassOptions& options);
// Where each function finds its arguments and leaves its results.
void locate_arguments(Model& model, const PassOptions& options);
// The results of each function and func type become one type.
void fold_results(Model& model, const PassOptions& options);
// With --only: no functions and variables from here on if none of them is asked for.
void drop_unmatched(Model& model, const PassOptions& options);
// Func values become pointers to closure objects.
void lower_func_values(Model& model, const PassOptions& options);
// Numbers and unsafe.Pointer become typedefs of C's base types.
void lower_scalars(Model& model, const PassOptions& options);
// Complex numbers become structs of two floats.
void lower_complex(Model& model, const PassOptions& options);
// Strings and slices become their header structs.
void lower_strings(Model& model, const PassOptions& options);
void lower_slices(Model& model, const PassOptions& options);
// Interfaces become runtime.iface and runtime.eface.
void lower_interfaces(Model& model, const PassOptions& options);
// Maps and channels become pointers to their runtime structs.
void lower_maps(Model& model, const PassOptions& options);
void lower_chans(Model& model, const PassOptions& options);
// Named arrays and pointers become typedefs of nameless ones.
void split_named(Model& model, const PassOptions& options);
// Blank fields are left out; the gap stays.
void drop_blank_fields(Model& model, const PassOptions& options);
// What BTF's 32-bit numbers cannot hold is clamped or left out.
void limit_sizes(Model& model, const PassOptions& options);
// Chains of typedefs and arrays stay as short as readers follow them.
void limit_depth(Model& model, const PassOptions& options);
// On 32-bit targets: pointers, unaligned floats and gaps are spelled out.
void fit_32bit(Model& model, const PassOptions& options);
// Cycles without a named struct are cut at a pointer.
void cut_pointer_cycles(Model& model, const PassOptions& options);
// One type per content.
void merge_duplicates(Model& model, const PassOptions& options);
// C identifiers for types, members, parameters and constants.
void legalize_names(Model& model, const PassOptions& options);
// C identifiers for functions and variables.
void legalize_globals(Model& model, const PassOptions& options);
// Whether a type may be named otherwise where functions are there: the structs of their results
// share a name space with types. For a model as read.
bool functions_may_name_types(const Model& model);
// One prototype per parameter list; equal functions become one.
void share_prototypes(Model& model, const PassOptions& options);
// With --only: what was asked for, and what it holds.
void select_only(Model& model, const PassOptions& options);

}  // namespace gofixup
