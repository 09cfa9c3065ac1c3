// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// BPF objects in the kernel, by libbpf. Everything throws std::runtime_error where a step fails,
// with what libbpf said.
#pragma once

#include <bpf/libbpf.h>

#include <memory>
#include <string>
#include <vector>

namespace gofixup::e2e {

using Object = std::unique_ptr<bpf_object, decltype(&bpf_object__close)>;
using Link = std::unique_ptr<bpf_link, int (*)(bpf_link*)>;

// btf: the file that CO-RE relocations are resolved by, instead of the kernel's.
Object load(const std::string& path, const std::string& btf);

// A uprobe at the function's entry, for every process that runs the binary.
Link attach(bpf_object* object, const char* program, const std::string& binary, const char* symbol);

// With errno's text.
[[noreturn]] void fail(const std::string& step);

// Why uprobes cannot be used here, tools that are not there included; empty if they can.
std::string probing_obstacle(const std::vector<const char*>& tools);

}  // namespace gofixup::e2e
