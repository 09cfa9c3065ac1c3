// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// gofixup probe: a C header for functions, or a program that probes one.
#include <fmt/format.h>

#include <filesystem>

#include "c_header.hpp"
#include "commands.hpp"
#include "output_file.hpp"
#include "passes/btf_names.hpp"
#include "probe/header.hpp"
#include "probe/plan.hpp"
#include "probe/skeletons.hpp"
#include "support/error.hpp"

namespace gofixup::cli {

namespace {

namespace fs = std::filesystem;

bool is_directory_skeleton(const std::string& skeleton) {
  return skeleton == "libbpf" || skeleton == "cilium";
}

void check(const Request& request) {
  if (!request.guard.empty() && !is_c_identifier(request.guard))
    throw Error(Error::Kind::usage, "--guard " + request.guard + " is not a C identifier");
  if (is_directory_skeleton(request.skeleton) && request.output == "-")
    throw Error(Error::Kind::usage,
                "--skeleton " + request.skeleton + " writes several files: name a directory by -o");
}

// Programs are there to be changed: what stands in the directory is never overwritten.
void write_directory(const std::string& directory, const std::vector<SkeletonFile>& files) {
  for (const SkeletonFile& file : files)
    if (fs::exists(fs::symlink_status(fs::path(directory) / file.path)))
      throw Error(Error::Kind::io, (fs::path(directory) / file.path).string() +
                                       " exists: name another directory, or remove it");
  for (const SkeletonFile& file : files) {
    const fs::path path = fs::path(directory) / file.path;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) throw Error(Error::Kind::io, path.parent_path().string() + ": " + error.message());
    write_file(path.string(), std::string_view(file.text));
  }
}

void write_skeleton(const Request& request, const Probe& probe) {
  if (probe.functions.size() > 1)
    throw Error(
        Error::Kind::usage,
        fmt::format("--skeleton is for one function, {} match: {}, {} …", probe.functions.size(),
                    probe.functions[0].go_name, probe.functions[1].go_name));
  if (request.skeleton == "libbpf") write_directory(request.output, libbpf_skeleton(probe));
  if (request.skeleton == "cilium") write_directory(request.output, cilium_skeleton(probe));
  if (request.skeleton == "bpftrace") write_file(request.output, bpftrace_script(probe));
  if (request.skeleton == "tetragon") write_file(request.output, tetragon_policy(probe));
}

}  // namespace

int run_probe(const Request& request) {
  check(request);
  const PlannedProbe planned =
      plan_probe({request.binary, request.names, request.with_secrets, request.options});
  const Probe& probe = planned.probe;
  if (request.skeleton.empty()) {
    const std::string guard =
        request.guard.empty() ? guard_for(probe.functions[0].c_name) : request.guard;
    write_file(request.output, probe_header(probe, guard));
  } else {
    write_skeleton(request, probe);
  }
  for (const std::string& note : planned.left_out)
    fmt::print(stderr, "gofixup: {}: not probed: {}\n", request.binary, note);
  return 0;
}

}  // namespace gofixup::cli
