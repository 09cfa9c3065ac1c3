// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What all probing suites do: run tools, load BPF objects, attach, and say why they cannot.
#pragma once

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "property/tool.hpp"

namespace gofixup::e2e {

// Everything here throws std::runtime_error where a step fails, with what the tool or libbpf said.

std::string run(const std::vector<std::string>& command,
                const testing::ToolOptions& options = {});  // what it wrote to standard output

// The command line under test.
std::string gofixup();

// `go build` of a folder's package as a static program; `flags` are go build's own.
void build_go(const std::string& go, const std::string& folder, const std::string& output,
              const std::vector<std::string>& flags = {},
              const std::vector<std::string>& settings = {});

// clang for BPF, warnings are errors; `flags` come last.
void compile_bpf(const std::string& source, const std::string& object,
                 const std::vector<std::string>& flags);

// Why uprobes cannot be used here; empty if they can.
std::string obstacle();

using Object = std::unique_ptr<bpf_object, decltype(&bpf_object__close)>;
using Link = std::unique_ptr<bpf_link, int (*)(bpf_link*)>;

[[noreturn]] void fail(const std::string& step);  // with errno and libbpf's log

Object open_object(const std::string& path, const std::string& btf);
void load_object(bpf_object* object);

// Where a variable lies in a section (".rodata", ".bss"); throws where it has another size.
std::size_t global_offset(const bpf_object* object, const std::string& section,
                          const std::string& variable, std::size_t size);

// The bytes of a section of globals, of a loaded object.
std::vector<unsigned char> read_globals(const bpf_object* object, const std::string& section);

// Every process that runs the file, at an offset in it; the program sees the cookie. Detaching
// takes the kernel a tenth of a second.
Link attach_at(bpf_program* program, const std::string& binary, std::uint64_t file_offset,
               std::uint64_t cookie);

}  // namespace gofixup::e2e
