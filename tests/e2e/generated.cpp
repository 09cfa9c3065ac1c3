// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "e2e/generated.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>
#include <utility>

#include "support/hash.hpp"

namespace gofixup::e2e {

namespace {

constexpr const char* kPrelude =
    "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n#include \"probe.h\"\n"
    "char LICENSE[] SEC(\"license\") = \"Dual BSD/GPL\";\n";

// The program that fills the values of one function: `what` is args or results, `number` tells it
// from the others of its file.
std::string filling(const std::string& name, const std::string& what, const std::string& number) {
  // `first`, because a variable without bytes in it cannot be in a BPF program.
  return "struct { long first; struct " + name + "_" + what + " values; } v" + number +
         ";\nSEC(\"uprobe\") int p" + number + "(void *ctx) { return " + name + "_" + what +
         "_fill(ctx, &v" + number + ".values" +
         (what == "args" ? ", " + name + "_BODY_SP_DISTANCE" : "") + "); }\n";
}

}  // namespace

std::vector<std::string> draw_functions(const std::string& binary, std::size_t count) {
  const auto listed = nlohmann::json::parse(run({gofixup(), "functions", binary, "--json"}));
  std::vector<std::string> names;
  for (const auto& function : listed.at("functions"))
    if (!function.at("location").is_null() &&
        function.at("params").size() + function.at("results").size() > 0)
      names.push_back(function.at("name"));
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return std::pair(fnv1a_64(a), a) < std::pair(fnv1a_64(b), b);
  });
  names.resize(std::min(names.size(), count));
  return names;
}

HeaderProgram::HeaderProgram(const std::string& binary, const std::vector<std::string>& names,
                             std::string target)
    : target_(std::move(target)) {
  std::vector<std::string> command = {gofixup(), "probe", binary, "-o", directory_.file("probe.h")};
  command.insert(command.end(), names.begin(), names.end());
  run(command);
}

std::vector<std::string> HeaderProgram::flags() const {
  return {"-D__TARGET_ARCH_" + target_, "-I" + directory_.path()};
}

void HeaderProgram::check_syntax() const {
  testing::write_text(directory_.file("all.bpf.c"), kPrelude);
  std::vector<std::string> all = flags();
  all.emplace_back("-fsyntax-only");
  compile_bpf(directory_.file("all.bpf.c"), "/dev/null", all);
}

std::size_t HeaderProgram::compile(const std::string& prefix) {
  const std::string header = testing::read_text(directory_.file("probe.h"));
  std::string source = kPrelude;
  std::size_t count = 0;
  const std::regex fills("\n(\\w+)_(args|results)_fill\\(");
  for (std::sregex_iterator match(header.begin(), header.end(), fills), end; match != end;
       ++match) {
    const std::string name = (*match)[1], what = (*match)[2];
    if (!name.starts_with(prefix)) continue;
    source += filling(name, what, std::to_string(count));
    ++count;
  }
  testing::write_text(directory_.file("probe.bpf.c"), source);
  compile_bpf(directory_.file("probe.bpf.c"), directory_.file("probe.o"), flags());
  return count;
}

void HeaderProgram::load(const std::string& btf) const {
  const Object object = open_object(directory_.file("probe.o"), btf);
  load_object(object.get());
}

Skeleton::Skeleton(const std::string& kind, const std::string& binary, const std::string& function,
                   const std::vector<std::string>& options) {
  std::vector<std::string> command = {gofixup(),    "probe", binary, function,
                                      "--skeleton", kind,    "-o",   path()};
  command.insert(command.end(), options.begin(), options.end());
  run(command);
}

std::string Skeleton::file(const std::string& name) const {
  return testing::read_text(path() + "/" + name);
}

void Skeleton::build(const std::string& commands) const {
  testing::ToolOptions options;
  options.directory = path();
  options.timeout = 300;
  run({"sh", "-ec", commands}, options);
}

std::string Skeleton::watch(const std::string& binary) const {
  testing::ToolOptions options;
  options.directory = "/";  // as it is one file, it may be run from anywhere
  options.timeout = 60;
  // It says when it is attached; what it sees comes within a tenth of a second.
  const std::string script =
      "\"$2/probe\" \"$1\" >\"$2/out\" 2>\"$2/err\" & probe=$!\n"
      "for i in $(seq 100); do grep -q ^probing \"$2/err\" && break; sleep 0.1; done\n"
      "grep -q ^probing \"$2/err\" || { cat \"$2/err\" >&2; exit 1; }\n"
      "\"$1\" >/dev/null\n"
      "sleep 0.5\nkill -INT $probe\nwait $probe\ncat \"$2/out\"\n";
  return run({"sh", "-c", script, "sh", binary, path()}, options);
}

}  // namespace gofixup::e2e
