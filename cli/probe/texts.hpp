// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The files of cli/probe/templates and go.bpf.h, built in.
#pragma once

#include <string_view>

namespace gofixup::cli::texts {

extern const std::string_view kGoBpf, kGoRuntimeBpf;
extern const std::string_view kProg, kEvent;
extern const std::string_view kLibbpfMain, kLibbpfMakefile;
extern const std::string_view kBpftrace, kTetragon;
extern const std::string_view kCiliumMain, kCiliumGen, kCiliumMod, kCiliumSum;

}  // namespace gofixup::cli::texts
