// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go names to the C identifiers BTF wants. Each name is made from the Go name alone, so a type
// has the same name in every build. The rules are in docs/go-to-btf.md, "Names".
#pragma once

#include <string>
#include <string_view>

namespace gofixup {

// Longest name we make: below the 127 bytes of kernels before 6.1, with room for a CO-RE
// flavour (`___v1`).
inline constexpr std::size_t kLongestName = 120;

// Longest member or parameter name that is kept as it is.
inline constexpr std::size_t kLongestMember = 127;

// How a name that met another, or is too long, is told apart.
enum class Disambiguation { none, hash32, hash64 };

// Appends `go_name` as a C identifier to `out`, which may hold a prefix. Words that spell type
// constructors are put in words: `*T` → `ptr_T`, `[]T` → `slice_T`.
void append_identifier(std::string& out, std::string_view go_name);

// The whole name: prefix + identifier, runs of underscores shortened, cut and hashed if longer
// than kLongestName or asked for. The hash is FNV-1a of `go_name`.
std::string btf_name(std::string_view prefix, std::string_view go_name,
                     Disambiguation disambiguation = Disambiguation::none);
// The same at the end of `out`: names that are made by the thousand share one text.
void append_btf_name(std::string& out, std::string_view prefix, std::string_view go_name,
                     Disambiguation disambiguation);

// Whether `name` can stand in BTF and in C as it is.
bool is_c_identifier(std::string_view name);

// Words that C (C23 included) or clang for BPF refuses as a member, or swallows silently.
bool is_c_keyword(std::string_view name);

// A member's or parameter's name: byte for byte where C and old kernels can take it.
std::string member_name(std::string_view go_name);

}  // namespace gofixup
