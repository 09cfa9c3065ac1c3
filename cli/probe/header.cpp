// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "probe/header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "probe/template.hpp"

namespace gofixup::cli {

namespace {

std::string comment_list(const std::string& intro, const std::vector<std::string>& items) {
  if (items.empty()) return {};
  return fmt::format(" * {}: {}\n", intro, in_comment(fmt::format("{}", fmt::join(items, ", "))));
}

// ---- where to attach -------------------------------------------------------------------------

std::string site_macros(const FunctionProbe& function) {
  const FunctionSites& sites = function.sites;
  const CodeSite body = sites.body.value_or(sites.entry);
  std::string text = fmt::format(
      "#define {0}_SYMBOL {1}\n"
      "#define {0}_ENTRY_OFFSET {2:#x}\n"
      "#define {0}_BODY_OFFSET {3:#x}{4}\n"
      "#define {0}_BODY_SP_DISTANCE {5}\n",
      function.c_name, quoted(function.symbol), sites.entry.file_offset, body.file_offset,
      sites.body ? "" : " /* not known: the entry */", sites.body ? sites.sp_distance : 0);
  std::vector<std::string> returns;
  for (const CodeSite& site : sites.returns)
    returns.push_back(fmt::format("{:#x}", site.file_offset));
  if (!returns.empty())
    text += fmt::format("#define {0}_RETURN_OFFSETS {{ {1} }}\n", function.c_name,
                        fmt::join(returns, ", "));
  else
    text += fmt::format(
        "/* {} */\n", sites.are_returns_known ? "it does not return" : "its returns are not known");
  return text + fmt::format(
                    "#define {0}_CODE_SIZE {1}\n"
                    "#define {0}_CODE_HASH {2:#x}ULL\n",
                    function.c_name, function.code_size, function.code_hash);
}

std::string about(const FunctionProbe& function) {
  std::string text = fmt::format("/*\n * {}\n", in_comment(function.signature));
  if (!function.location.empty()) text += fmt::format(" * go.loc: {}\n", function.location);
  const auto secrets = [&](const char* what, const ProbeValues& list) {
    text += comment_list(fmt::format("{} left out for their names (--include-secrets)", what),
                         list.secrets);
  };
  secrets("parameters", function.params);
  secrets("results", function.results);
  text +=
      comment_list("parameters that no BPF program can read, always 0", function.params.unreadable);
  text +=
      comment_list("results that no BPF program can read, always 0", function.results.unreadable);
  return text + " */\n";
}

// ---- structs and what fills them -------------------------------------------------------------

bool is_in_memory(const ProbeValue& value) {
  return value.where == Place::Where::stack && value.memory.size() == 1 &&
         value.memory[0].size == value.size;
}

std::string struct_text(const std::string& name, const ProbeValues& list) {
  std::string text = fmt::format("struct {} {{\n", name);
  for (const ProbeValue& value : list.values)
    text += fmt::format("\t{}; /* {} */\n", value.declaration, in_comment(value.go_type));
  return text + "};\n";
}

// Padding, what cannot be read and what is left out. clang makes a call of a memset of more than
// 1 KiB, which BPF has not; a read that fails zeroes what it was to fill.
std::string zero_text(const ProbeValues& list) {
  std::uint64_t size = 0;
  for (const ProbeValue& value : list.values) size += value.size + 7;  // with padding, at most
  return size <= 1024 ? "\t__builtin_memset(out, 0, sizeof(*out));\n"
                      : "\tbpf_probe_read_user(out, sizeof(*out), (void *)-1L); /* zeroes it */\n";
}

std::string assignment(const ProbeValue& value, const RegisterPart& part) {
  const char* cast = "";
  if (part.kind == ScalarKind::pointer) cast = "(void *)";
  if (part.kind == ScalarKind::boolean) cast = "(unsigned char)";  // any other bit says nothing
  return fmt::format("\tout->{}{} = {}GO_REG(ctx, {});\n", value.name, part.path, cast, part.reg);
}

std::string stack_reads(const ProbeValue& value) {
  std::string text;
  for (const MemoryPart& part : value.memory) {
    const bool is_whole = is_in_memory(value);
    const std::string to = is_whole ? fmt::format("&out->{}", value.name)
                                    : fmt::format("(char *)&out->{} + {}", value.name, part.offset);
    const std::string size =
        is_whole ? fmt::format("sizeof(out->{})", value.name) : std::to_string(part.size);
    text += fmt::format(
        "\terr = GO_READ_USER({}, {}, (void *)(sp + {}));\n"
        "\tif (err)\n\t\treturn err;\n",
        to, size, value.stack_offset + part.offset);
  }
  return text;
}

// SP is read once and not by go_stack_read(): of several loads clang may make one address, and
// the verifier refuses a load from "modified ctx". `sp_distance` is C for what is added to it.
std::string fill_body(const ProbeValues& list, const std::string& sp_distance) {
  std::string registers, memory;
  for (const ProbeValue& value : list.values) {
    for (const RegisterPart& part : value.registers) registers += assignment(value, part);
    if (value.where == Place::Where::stack) memory += stack_reads(value);
  }
  std::string start;
  if (!memory.empty()) {
    start = "\tconst __u64 sp = GO_SP(ctx)" + sp_distance + ";\n\tlong err;\n\n";
  } else {
    if (!sp_distance.empty()) start = "\t(void)sp_distance;\n";
    if (registers.empty()) start += "\t(void)ctx;\n";
  }
  return start + zero_text(list) + registers + memory + "\treturn 0;\n}\n";
}

std::string unreadable_macro(const std::string& name, const ProbeValues& list) {
  if (list.unreadable.empty()) return {};
  std::vector<std::string> items;
  for (const std::string& item : list.unreadable) items.push_back(quoted(item));
  return fmt::format("#define {}_unreadable {{ {} }}\n", name, fmt::join(items, ", "));
}

std::string args_text(const FunctionProbe& function) {
  if (function.params.values.empty()) return "/* no parameters */\n\n";
  const std::string name = function.c_name + "_args";
  return struct_text(name, function.params) + unreadable_macro(name, function.params) +
         fmt::format(
             "\n/* At {2}_BODY_OFFSET with {2}_BODY_SP_DISTANCE, or at the entry with 0.\n"
             " * 0 or -errno. */\n"
             "static __always_inline long\n"
             "{0}_fill(const void *ctx, struct {0} *out, unsigned long sp_distance)\n{{\n{1}\n",
             name, fill_body(function.params, " + sp_distance"), function.c_name);
}

std::string results_text(const FunctionProbe& function) {
  if (function.results.values.empty()) return "/* no results */\n\n";
  const std::string name = function.c_name + "_results";
  return struct_text(name, function.results) + unreadable_macro(name, function.results) +
         fmt::format(
             "\n/* At each of {2}_RETURN_OFFSETS. 0 or -errno. */\n"
             "static __always_inline long\n"
             "{0}_fill(const void *ctx, struct {0} *out)\n{{\n{1}\n",
             name, fill_body(function.results, ""), function.c_name);
}

// For CO-RE; clang complains of a pragma that finds no struct.
std::string types_text(const std::string& types) {
  if (types.find('{') == std::string::npos) return types + "\n";
  return "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
         "#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = "
         "record)\n"
         "#endif\n\n" +
         types +
         "\n#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
         "#pragma clang attribute pop\n"
         "#endif\n\n";
}

}  // namespace

std::string probe_header(const Probe& probe, const std::string& guard) {
  std::string text = fmt::format(
      "/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */\n"
      "/* Probes of {0}, by gofixup {1}: for BPF programs and for what loads them.\n"
      " *\n"
      " * All offsets are in this file, where uprobes are attached. They are of this one build:\n"
      " * before attaching, see whether NAME_CODE_SIZE bytes at NAME_ENTRY_OFFSET still have\n"
      " * NAME_CODE_HASH (FNV-1a, 64 bits). The body lies behind the check for stack space: a\n"
      " * probe at the entry fires twice where the stack grows. Then, and at the body, parameters\n"
      " * that the function does not use may be anything.\n"
      " *\n"
      " * To follow a pointer, copy it first, or CO-RE looks for the struct of arguments too:\n"
      " *\tstruct go_main_Server *s = args.s;\n"
      " *\tlimit = BPF_CORE_READ_USER(s, Config, Limit);\n"
      " */\n"
      "#ifndef {2}\n#define {2}\n\n",
      in_comment(probe.binary), GOFIXUP_VERSION, guard);
  for (const FunctionProbe& function : probe.functions)
    text += about(function) + site_macros(function) + "\n";
  text += fmt::format(
      "#ifdef __bpf__\n\n"
      "#ifndef __TARGET_ARCH_{0}\n"
      "#error \"these probes are of {1} code: compile with -D__TARGET_ARCH_{0}\"\n"
      "#endif\n"
      "#include <gofixup/go.bpf.h>\n\n"
      "{2}",
      probe.bpf_target, probe.arch, types_text(probe.types));
  for (const FunctionProbe& function : probe.functions)
    text += args_text(function) + results_text(function);
  return text + "#endif /* __bpf__ */\n\n#endif /* " + guard + " */\n";
}

}  // namespace gofixup::cli
