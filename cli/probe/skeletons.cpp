// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "probe/skeletons.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>

#include "c_header.hpp"
#include "probe/event_code.hpp"
#include "probe/header.hpp"
#include "probe/template.hpp"
#include "probe/texts.hpp"

namespace gofixup::cli {

namespace {

// Short, since BTF names may have 120 bytes and a file's name 255.
constexpr const char* kHeader = "function.h";

constexpr std::uint64_t kRecordsInRing = 16, kSmallestRing = std::uint64_t{256} * 1024;  // bytes

std::uint64_t ring_size(const FunctionProbe& function) {
  std::uint64_t record = 0;
  for (const ProbeValues* list : {&function.params, &function.results}) {
    std::uint64_t size = 64 + event_size(*list);
    for (const ProbeValue& value : list->values) size += value.size + 8;
    record = std::max(record, size);
  }
  return std::bit_ceil(std::max(kSmallestRing, kRecordsInRing * record));
}

std::string room(const FunctionProbe& function, const ProbeValues& list, const char* what) {
  return list.values.empty() ? ""
                             : fmt::format("\n\tstruct {}_{} {};", function.c_name, what, what);
}

std::string fill_call(const FunctionProbe& function) {
  if (function.params.values.empty()) return {};
  return fmt::format(
             "\tcall->event.head.error =\n\t\t{0}_args_fill(ctx, &call->args, "
             "{0}_BODY_SP_DISTANCE);\n",
             function.c_name) +
         c_fill(function.params, "args");
}

std::string fill_return(const FunctionProbe& function) {
  if (function.results.values.empty()) return {};
  return fmt::format("\tcall->event.head.error = {}_results_fill(ctx, &call->results);\n",
                     function.c_name) +
         c_fill(function.results, "results");
}

std::string attach_returns(const FunctionProbe& function) {
  if (function.sites.returns.empty()) return {};
  return fmt::format(
      "\tstatic const uint64_t returns[] = {}_RETURN_OFFSETS;\n\n"
      "\tfor (size_t i = 0; i < sizeof(returns) / sizeof(returns[0]); i++)\n"
      "\t\tif (attach(prog->progs.on_return, binary, returns[i]))\n"
      "\t\t\treturn -1;\n",
      function.c_name);
}

Replacements common(const Probe& probe) {
  const FunctionProbe& function = probe.functions.at(0);
  return {{"title", in_comment(function.go_name)},
          {"name", function.c_name},
          {"function", quoted(function.go_name)},
          {"binary", quoted(probe.binary)},
          {"header", kHeader},
          {"bpf_target", probe.bpf_target},
          {"ring_size", std::to_string(ring_size(function))}};
}

// What both programs share: the BPF side.
std::vector<SkeletonFile> bpf_side(const Probe& probe, const char* build_line) {
  const FunctionProbe& function = probe.functions.at(0);
  Replacements replacements = common(probe);
  replacements.insert({{"build_line", build_line},
                       // Other architectures keep the goroutine where BPF programs cannot look.
                       {"goid", probe.g_register.empty() ? "0" : "go_goid(ctx)"},
                       {"call_room", room(function, function.params, "args")},
                       {"return_room", room(function, function.results, "results")},
                       {"fill_call", fill_call(function)},
                       {"fill_return", fill_return(function)},
                       {"call_members", c_members(function.params)},
                       {"return_members", c_members(function.results)}});
  return {{"prog.bpf.c", fill_template(texts::kProg, replacements)},
          {"event.h", fill_template(texts::kEvent, replacements)},
          {kHeader, probe_header(probe, guard_for(function.c_name))},
          {"go.btf", std::string(probe.btf.begin(), probe.btf.end())},
          {"gofixup/go.bpf.h", std::string(texts::kGoBpf)},
          {"gofixup/go_runtime.bpf.h", std::string(texts::kGoRuntimeBpf)}};
}

// The directory of Debian's multiarch headers.
std::string multiarch(const std::string& arch) {
  return (arch == "arm64"                    ? "aarch64"
          : arch == "amd64" || arch == "386" ? "x86_64"
                                             : arch) +
         "-linux-gnu";
}

}  // namespace

std::vector<SkeletonFile> libbpf_skeleton(const Probe& probe) {
  const FunctionProbe& function = probe.functions.at(0);
  Replacements replacements = common(probe);
  replacements.insert({{"print_call", c_print(function.params)},
                       {"print_return", c_print(function.results)},
                       {"attach_returns", attach_returns(function)}});
  std::vector<SkeletonFile> files = bpf_side(probe, "");
  files.push_back({"main.c", fill_template(texts::kLibbpfMain, replacements)});
  files.push_back({"Makefile", fill_template(texts::kLibbpfMakefile, replacements)});
  return files;
}

std::vector<SkeletonFile> cilium_skeleton(const Probe& probe) {
  const FunctionProbe& function = probe.functions.at(0);
  const FunctionSites& sites = function.sites;
  std::vector<std::string> returns;
  for (const CodeSite& site : sites.returns)
    returns.push_back(fmt::format("{:#x}", site.file_offset));
  Replacements replacements = common(probe);
  replacements.insert(
      {{"call_members", go_members(function.params)},
       {"return_members", go_members(function.results)},
       {"print_call", go_print(function.params)},
       {"print_return", go_print(function.results)},
       {"code_offset", fmt::format("{:#x}", sites.entry.file_offset)},
       {"code_size", std::to_string(function.code_size)},
       {"code_hash", fmt::format("{:#x}", function.code_hash)},
       {"body_offset", fmt::format("{:#x}", sites.body.value_or(sites.entry).file_offset)},
       {"return_offsets", fmt::format("{}", fmt::join(returns, ", "))},
       {"go_arch", probe.arch},
       {"multiarch", multiarch(probe.arch)}});
  // Without that line go build refuses C beside Go.
  std::vector<SkeletonFile> files = bpf_side(probe, "//go:build ignore\n\n");
  files.push_back({"main.go", fill_template(texts::kCiliumMain, replacements)});
  files.push_back({"gen.go", fill_template(texts::kCiliumGen, replacements)});
  files.push_back({"go.mod", std::string(texts::kCiliumMod)});
  files.push_back({"go.sum", std::string(texts::kCiliumSum)});
  return files;
}

}  // namespace gofixup::cli
