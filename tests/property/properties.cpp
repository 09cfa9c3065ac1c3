// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The list of what is checked, in the order in which a failure says most.
#include <array>

#include "property/checks.hpp"

namespace gofixup::property {

namespace {

using enum Property::Of;

constexpr auto kProperties = std::to_array<Property>({
    {"the header is plain", header_is_plain, bytes},
    {"each string is there once and used", strings_are_unique, bytes},
    {"kinds are those of the contract", kinds_are_known, bytes},
    {"scalars are C's", scalars_are_cs, bytes},
    {"nameless types are referred to", nameless_types_are_needed, bytes},
    {"tags fit what they are on", tags_are_known, bytes},
    {"members fit their structs", members_fit, bytes},
    {"variables fit their sections", variables_fit, bytes},
    {"constants fit their enums", constants_fit, bytes},
    {"functions are callable", functions_are_callable, bytes},
    {"types come leaf first", types_are_leaf_first, bytes},
    {"cycles go through a named struct", cycles_have_a_named_struct, bytes},
    {"names are C identifiers", names_are_identifiers, bytes},
    {"type names are unique", type_names_are_unique, bytes},
    {"function names are unique", function_names_are_unique, bytes},
    {"member names are safe in C", member_names_are_safe, bytes},
    {"the kernel accepts it", kernel_accepts, bytes},
    {"libbpf agrees on sizes", libbpf_agrees_on_sizes, bytes},
    {"libbpf's dedup removes nothing", dedup_removes_nothing, bytes},
    {"bpftool's header is exact", bpftool_header_is_exact, bytes},
    {"cilium/ebpf reads it", cilium_agrees, bytes},
    {"the oracle agrees", oracle_agrees, binary},
    {"our header is exact", own_header_is_exact, binary},
    {"our header joins vmlinux.h", own_header_joins_vmlinux, binary, true},
    {"it merges with vmlinux", merges_with_vmlinux, binary, true},
    {"bpftool prints every type", bpftool_prints_raw, binary},
    {"min_core_btf keeps offsets", min_core_btf_keeps_offsets, binary},
    {"pahole agrees on sizes", pahole_agrees_on_sizes, binary, true},
    {"encoding twice gives the same", encoding_is_repeatable, binary},
    {"threads do not matter", threads_do_not_matter, binary},
    {"gofixup encode writes the same", command_line_writes_the_same, binary},
    {"gofixup check agrees", check_command_agrees, binary},
    {"tags can be chosen", tags_can_be_chosen, binary},
    {"with --only main.* it is sound", only_is_sound, binary, true},
    {"with --only main.* --deep it is sound", only_deep_is_sound, binary, true},
    {"with --wrappers it is sound", wrappers_are_sound, binary, true},
    {"with --vars --consts it is sound", globals_are_sound, binary},
    {"with --vars --consts --no-enum64 it is sound", globals_of_old_kernels_are_sound, binary,
     true},
    {"the table of interfaces agrees", interface_tables_agree, binary},
    {"its ids follow the options", interface_ids_follow_options, binary, true},
});

}  // namespace

std::span<const Property> all_properties() { return kProperties; }

}  // namespace gofixup::property
