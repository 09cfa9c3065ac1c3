// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What encoding in another way must not change, and what it must.
#include <algorithm>
#include <map>

#include "property/checks.hpp"

namespace gofixup::property {

namespace {

using testing::run_tool;
using testing::ToolResult;

std::size_t count(const BtfView& btf, BtfKind kind) {
  std::size_t number = 0;
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) number += btf.at(id).kind == kind;
  return number;
}

// Every tag of that key, and whether it is on a FUNC.
std::size_t count_tags(const BtfView& btf, std::string_view key, bool on_func) {
  std::size_t number = 0;
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    const BtfType& tag = btf.at(id);
    if (tag.kind != BtfKind::decl_tag || !tag.name.starts_with(key)) continue;
    number += (btf.at(tag.type).kind == BtfKind::func) == on_func;
  }
  return number;
}

Outcome same_as(Run& run, const Options& options, const char* what) {
  const Encoded again = encode_input(run.input(), options);
  return again.btf.bytes == run.bytes() ? holds() : broken(std::string("other bytes ") + what);
}

// All checks of bytes, on the BTF made with other options.
Outcome is_sound(Run& run, const Options& options) {
  Run other(run.input(), options);
  for (const Property& property : all_properties()) {
    if (property.of != Property::Of::bytes) continue;
    Outcome outcome = property.check(other);
    if (outcome.kind == Outcome::Kind::broken)
      return broken(std::string(property.name) + ": " + outcome.why);
  }
  return holds();
}

std::vector<std::string> with_switches(const Run& run, std::vector<std::string> command) {
  const std::vector<std::string> switches = run.switches();
  command.insert(command.end(), switches.begin(), switches.end());
  return command;
}

// Variables and constants: all checks of bytes, and those that compare with the binary.
Outcome with_globals(Run& run, bool enum64) {
  Options options = run.options();
  options.read.variables = options.read.constants = true;
  options.run.passes.enum64 = enum64;
  Outcome outcome = is_sound(run, options);
  if (outcome.kind != Outcome::Kind::holds) return outcome;
  Run other(run.input(), options);
  const auto& counts = other.encoded().btf.counts;
  if (counts.variables == 0 || counts.constants == 0)
    return broken("there are no variables, or no constants");
  std::vector<Outcome (*)(Run&)> checks = {oracle_agrees, bpftool_prints_raw,
                                           command_line_writes_the_same, check_command_agrees};
  if (enum64) checks.push_back(own_header_is_exact);
  if (enum64 && run.input().is_host_default)
    checks.insert(checks.end(), {own_header_joins_vmlinux, merges_with_vmlinux,
                                 min_core_btf_keeps_offsets, pahole_agrees_on_sizes});
  for (const auto check : checks) {
    Outcome found = check(other);
    if (found.kind == Outcome::Kind::broken) return found;
  }
  return holds();
}

Outcome only_main(Run& run, bool is_deep) {
  Options options = run.options();
  options.read.variables = options.read.constants = true;
  options.run.passes.only = {"main.*"};
  options.run.passes.deep = is_deep;
  Outcome outcome = is_sound(run, options);
  if (outcome.kind != Outcome::Kind::holds) return outcome;
  Run other(run.input(), options);
  if (other.btf().type_count() >= run.btf().type_count())
    return broken("--only leaves nothing out");
  // Names do not depend on what was asked for.
  std::map<std::string_view, std::uint32_t> sizes;
  for (std::uint32_t id = 1; id < run.btf().type_count(); ++id)
    if (run.btf().at(id).kind == BtfKind::struct_)
      sizes[run.btf().at(id).name] = run.btf().at(id).size;
  for (std::uint32_t id = 1; id < other.btf().type_count(); ++id) {
    const BtfType& type = other.btf().at(id);
    if (type.kind != BtfKind::struct_) continue;
    const auto found = sizes.find(type.name);
    if (found == sizes.end())
      return broken(other.btf().describe(id) + " has that name only with --only");
    if (found->second != type.size)
      return broken(other.btf().describe(id) + " has another size with --only");
  }
  return holds();
}

}  // namespace

Outcome encoding_is_repeatable(Run& run) { return same_as(run, run.options(), "the second time"); }

Outcome threads_do_not_matter(Run& run) {
  for (const unsigned threads : {1u, 2u, 7u}) {
    Options options = run.options();
    options.read.threads = threads;
    Outcome outcome = same_as(run, options, "with another number of threads");
    if (outcome.kind != Outcome::Kind::holds) return outcome;
  }
  return holds();
}

Outcome command_line_writes_the_same(Run& run) {
  const std::string gofixup = testing::setting("GOFIXUP_CLI");
  if (gofixup.empty()) return skipped("GOFIXUP_CLI does not name the command");
  const std::string path = run.file("cli.btf");
  const ToolResult result =
      run_tool(with_switches(run, {gofixup, "encode", run.input().path, "-o", path}));
  if (!result.is_ok()) return broken(result.complaint("gofixup encode"));
  const std::string text = testing::read_text(path);
  const bool is_same = std::ranges::equal(text, run.bytes(), {},
                                          [](char c) { return static_cast<std::uint8_t>(c); });
  return is_same ? holds() : broken("gofixup encode writes other bytes than the library");
}

Outcome check_command_agrees(Run& run) {
  const std::string gofixup = testing::setting("GOFIXUP_CLI");
  if (gofixup.empty()) return skipped("GOFIXUP_CLI does not name the command");
  const ToolResult result = run_tool(with_switches(run, {gofixup, "check", run.input().path}));
  if (!result.is_ok()) return broken(result.complaint("gofixup check"));
  std::string last = result.out.substr(0, result.out.find_last_not_of('\n') + 1);
  last.erase(0, last.rfind('\n') + 1);
  const auto& counts = run.encoded().btf.counts;
  std::vector<std::string> wants = {"kernel: ", std::to_string(counts.functions) + " functions",
                                    std::to_string(run.bytes().size())};
  if (run.options().read.variables)
    wants.push_back(std::to_string(count(run.btf(), BtfKind::var)) + " variables");
  if (run.options().read.constants)
    wants.push_back(std::to_string(counts.constants) + " constants");
  const auto missing = std::find_if(wants.begin(), wants.end(), [&](const std::string& wanted) {
    return last.find(wanted) == std::string::npos;
  });
  return missing == wants.end() ? holds() : broken("\"" + *missing + "\" is not in: " + last);
}

Outcome tags_can_be_chosen(Run& run) {
  const auto emitted = [&](Tags tags) { return emit_btf(run.encoded().model, {tags}).bytes; };
  const auto all = emitted(Tags::all), names = emitted(Tags::names), loc = emitted(Tags::loc),
             none = emitted(Tags::none);
  const BtfView with_all(all), with_names(names), with_loc(loc), with_none(none);
  if (count(with_none, BtfKind::decl_tag) != 0) return broken("none: there are tags");
  if (count_tags(with_names, "go.loc=", true) != 0) return broken("names: there is a go.loc");
  if (count_tags(with_loc, "go.name=", true) != 0) return broken("loc: a function has a go.name");
  if (count_tags(with_all, "go.name=", true) == 0) return broken("all: no function has a go.name");
  if (count_tags(with_all, "go.name=", false) == 0) return broken("all: no type has a go.name");
  // Go 1.17's DWARF is too often wrong to tell places from.
  const GoVersion go = run.encoded().model.binary.go;
  const bool has_places = go.major != 1 || go.minor >= 18;
  if ((count_tags(with_all, "go.loc=", true) != 0) != has_places)
    return broken(has_places ? "all: no function has a go.loc" : "all: Go 1.17 with a go.loc");
  if (count_tags(with_loc, "go.loc=", true) != count_tags(with_all, "go.loc=", true))
    return broken("loc: another number of go.loc than with all");
  for (const BtfView* view : {&with_names, &with_loc, &with_none}) {
    const std::size_t types = view->type_count() - count(*view, BtfKind::decl_tag);
    if (types != with_all.type_count() - count(with_all, BtfKind::decl_tag))
      return broken("tags change the types");
    for (std::uint32_t id = 1; id < types; ++id)
      if (with_all.describe(id) != view->describe(id))
        return broken("tags change " + view->describe(id));
  }
  return holds();
}

Outcome only_is_sound(Run& run) { return only_main(run, false); }
Outcome only_deep_is_sound(Run& run) { return only_main(run, true); }

Outcome wrappers_are_sound(Run& run) {
  Options options = run.options();
  options.read.wrappers = true;
  return is_sound(run, options);
}

Outcome globals_are_sound(Run& run) { return with_globals(run, true); }
Outcome globals_of_old_kernels_are_sound(Run& run) { return with_globals(run, false); }

}  // namespace gofixup::property
