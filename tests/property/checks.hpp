// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What must be true of the BTF of every Go program, each as a question about one Run.
#pragma once

#include <span>
#include <string_view>

#include "property/run.hpp"

namespace gofixup::property {

struct Property {
  std::string_view name;  // a sentence
  Outcome (*check)(Run&);
  enum class Of {
    bytes,   // holds for every BTF we make, whatever was asked for
    binary,  // needs the binary, or encodes it in its own way
  } of;
  // Left out for testcases of other Go versions and machines, where it tells nothing new.
  bool is_for_host_default = false;
};

std::span<const Property> all_properties();

// format.cpp: what btf.rst and every reader want of the bytes.
Outcome header_is_plain(Run& run);
Outcome strings_are_unique(Run& run);
Outcome kinds_are_known(Run& run);
Outcome scalars_are_cs(Run& run);
Outcome nameless_types_are_needed(Run& run);
Outcome tags_are_known(Run& run);
// layout.cpp
Outcome members_fit(Run& run);
Outcome variables_fit(Run& run);
Outcome constants_fit(Run& run);
Outcome functions_are_callable(Run& run);
// graph.cpp
Outcome types_are_leaf_first(Run& run);
Outcome cycles_have_a_named_struct(Run& run);
// names.cpp
Outcome names_are_identifiers(Run& run);
Outcome type_names_are_unique(Run& run);
Outcome function_names_are_unique(Run& run);
Outcome member_names_are_safe(Run& run);
// kernel.cpp
Outcome kernel_accepts(Run& run);
// libbpf.cpp
Outcome libbpf_agrees_on_sizes(Run& run);
Outcome dedup_removes_nothing(Run& run);
Outcome merges_with_vmlinux(Run& run);
// c_header.cpp
Outcome bpftool_header_is_exact(Run& run);
Outcome own_header_is_exact(Run& run);
Outcome own_header_joins_vmlinux(Run& run);
// tools.cpp
Outcome bpftool_prints_raw(Run& run);
Outcome min_core_btf_keeps_offsets(Run& run);
Outcome pahole_agrees_on_sizes(Run& run);
Outcome oracle_agrees(Run& run);
Outcome cilium_agrees(Run& run);
// encoding.cpp
Outcome encoding_is_repeatable(Run& run);
Outcome threads_do_not_matter(Run& run);
Outcome command_line_writes_the_same(Run& run);
Outcome check_command_agrees(Run& run);
Outcome tags_can_be_chosen(Run& run);
Outcome only_is_sound(Run& run);
Outcome only_deep_is_sound(Run& run);
Outcome wrappers_are_sound(Run& run);
Outcome globals_are_sound(Run& run);
Outcome globals_of_old_kernels_are_sound(Run& run);
// interfaces.cpp
Outcome interface_tables_agree(Run& run);
Outcome interface_ids_follow_options(Run& run);

}  // namespace gofixup::property
