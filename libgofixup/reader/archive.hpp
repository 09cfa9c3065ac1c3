// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Archives (`go build -buildmode=c-archive`): which of their members is Go's.
#pragma once

#include <string>
#include <string_view>

namespace gofixup {

// "lib.a(go.o)", as ar, nm and gdb print members, taken apart.
struct MemberPath {
  std::string archive, member;  // empty: the path names no member
};
MemberPath split_member(const std::string& path);

// The descriptor, the caller's to close, of a copy of the member called `wanted`, or, where that is
// empty, of the one that Go's linker made. `name` becomes the member's name.
// Throws Error: not_go, not_found (no such member, or several to choose from), malformed, io.
int copy_of_member(int fd, std::string_view wanted, std::string& name);

}  // namespace gofixup
