// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// gofixup check: what is in the BTF, what is not and why, and whether it is sound.
#include <bpf/btf.h>
#include <fmt/format.h>

#include <map>
#include <memory>

#include "commands.hpp"
#include "kernel.hpp"
#include "support/error.hpp"
#include "support/printable.hpp"
#include "target.hpp"

namespace gofixup::cli {

namespace {

constexpr std::size_t kExamples = 3;  // of each kind of note, unless --verbose

void print_binary(const Request& request, const BinaryInfo& info) {
  const std::string go =
      info.go == GoVersion{} ? printable(info.producer) : "Go " + go_version(info);
  fmt::print("{}: {}, {}, {} Go units, {} of other languages\n", request.binary, go, go_arch(info),
             info.go_units, info.foreign_units);
}

void print_diagnostics(const Request& request, const Diagnostics& diagnostics) {
  std::map<Diagnostic::Code, std::vector<const Diagnostic*>> by_code;
  for (const Diagnostic& note : diagnostics) by_code[note.code].push_back(&note);
  for (const auto& [code, notes] : by_code) {
    std::uint64_t count = 0;
    for (const Diagnostic* note : notes) count += note->count;
    fmt::print("{:>8}  {}\n", count, to_string(code));
    std::size_t left = request.verbose ? notes.size() : std::min(kExamples, notes.size());
    for (const Diagnostic* note : notes) {
      if (left-- == 0) break;
      const std::string where = note->where.substr(0, request.verbose ? std::string::npos : 90);
      fmt::print("          {}\n", printable(where + (where.empty() ? "" : ": ") + note->text));
    }
    if (!request.verbose && notes.size() > kExamples)
      fmt::print("          ... and {} more (--verbose)\n", notes.size() - kExamples);
  }
}

std::uint64_t count_of(const Diagnostics& diagnostics, Diagnostic::Code code) {
  std::uint64_t count = 0;
  for (const Diagnostic& note : diagnostics)
    if (note.code == code) count += note.count;
  return count;
}

// Every function with code, and every variable and constant that was read, is in the BTF or in
// the diagnostics: a difference is a bug of ours.
std::uint64_t unaccounted(const Encoded& encoded) {
  const auto& notes = encoded.model.diagnostics;
  const auto& counts = encoded.btf.counts;
  const auto& binary = encoded.model.binary;
  const auto difference = [](std::uint64_t read, std::uint64_t seen) {
    return read > seen ? read - seen : seen - read;
  };
  const std::uint64_t told = count_of(notes, Diagnostic::Code::wrapper_left_out) +
                             count_of(notes, Diagnostic::Code::abi_pair_merged) +
                             count_of(notes, Diagnostic::Code::equal_merged);
  return difference(binary.functions_with_code, counts.functions + told) +
         difference(binary.variables,
                    counts.variables + count_of(notes, Diagnostic::Code::var_left_out)) +
         difference(binary.constants,
                    counts.constants + count_of(notes, Diagnostic::Code::const_left_out));
}

bool libbpf_parses(std::span<const std::uint8_t> bytes) {
  const std::unique_ptr<btf, decltype(&btf__free)> types(
      btf__new(bytes.data(), static_cast<__u32>(bytes.size())), btf__free);
  return types != nullptr;
}

std::string skipped_text(const Diagnostics& diagnostics) {
  using enum Diagnostic::Code;
  std::string text;
  std::uint64_t total = 0;
  for (const auto code : {wrapper_left_out, abi_pair_merged, equal_merged, member_left_out,
                          opaque_type, results_unknown, var_left_out, const_left_out}) {
    const std::uint64_t count = count_of(diagnostics, code);
    total += count;
    if (count != 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(code));
  }
  return text.empty() ? "0 skipped" : fmt::format("{} skipped ({})", total, text);
}

// What there is beside types and functions, where it was asked for.
std::string extras_text(const Request& request, const Btf::Counts& counts) {
  std::string text;
  if (request.options.read.variables)
    text += fmt::format(", {} variables in {} sections", counts.variables, counts.sections);
  if (request.options.read.constants)
    text += fmt::format(", {} constants in {} enums", counts.constants, counts.enums);
  return text;
}

}  // namespace

int run_check(const Request& request) {
  Options options = request.options;
  options.run.verify_each = true;
  const Encoded encoded = encode(Image::open(request.binary), options);
  const Verdict verdict = ask_kernel(encoded.btf.bytes, !encoded.model.binary.is_big_endian);
  print_binary(request, encoded.model.binary);
  print_diagnostics(request, encoded.model.diagnostics);

  const bool is_whole = options.run.passes.only.empty();
  const std::uint64_t lost = is_whole ? unaccounted(encoded) : 0;
  const bool parses = libbpf_parses(encoded.btf.bytes);
  const auto& counts = encoded.btf.counts;
  const bool is_too_big = count_of(encoded.model.diagnostics, Diagnostic::Code::too_big) != 0;
  if (is_too_big)
    fmt::print(
        "          user space readers (btf_custom_path, cilium/ebpf) take it at any size; "
        "for the kernel, --only 'main.*' or your own packages is usually enough\n");
  if (lost != 0)
    fmt::print("{:>8}  functions, variables or constants not accounted for: a bug of gofixup\n",
               lost);
  if (!parses) fmt::print("libbpf refuses the BTF: a bug of gofixup\n");
  fmt::print("{}: {} types ({} structs, {} typedefs), {} functions{}, {}, {} bytes, kernel: {}\n",
             parses && lost == 0 && (verdict.accepts || !verdict.was_asked || is_too_big)
                 ? "sound"
                 : "NOT SOUND",
             counts.structs + counts.typedefs, counts.structs, counts.typedefs, counts.functions,
             extras_text(request, counts), skipped_text(encoded.model.diagnostics),
             encoded.btf.bytes.size(), verdict.text);
  const bool is_refused = verdict.was_asked && !verdict.accepts && !is_too_big;
  return parses && lost == 0 && !is_refused ? 0 : 1;
}

}  // namespace gofixup::cli
