// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// CO-RE for Go: a BPF object that was compiled once, against one build of testcases/nf, reads
// what it wants to know in builds whose fields have moved, come or gone, and of other releases of
// Go; and it reads types of the kernel beside them. The program prints what is true.
#include <algorithm>
#include <cstring>
#include <functional>
#include <stdexcept>

#include "e2e/bpf_session.hpp"
#include "e2e/network_function.hpp"
#include "support/catch.hpp"

namespace gofixup::e2e {

namespace {

using Watch = std::function<Observed(Observatory&, const Build&, const std::string& btf)>;

// Says why not, for the test case of that name.
bool is_impossible(const std::string& test_case, bool with_cilium) {
  std::string why = obstacle();
  const auto builds = network_functions();
  const auto has = [&](const char* name) {
    return std::ranges::any_of(builds, [&](const Build& build) { return build.name == name; });
  };
  if (why.empty() && with_cilium && testing::setting("GOFIXUP_CILIUM").empty())
    why = "GOFIXUP_CILIUM does not name the program";
  for (const char* name : {"nf", "nf+moved", "nf+removed"})
    if (why.empty() && !has(name))
      why = std::string("testcase ") + name + " was not built; scripts/build-testcases does";
  if (!why.empty()) testing::say_skipped(test_case, why);
  return !why.empty();
}

void check(const Build& build, const Observed& observed) {
  CAPTURE(build.name, observed.printed);
  CHECK(observed.records.size() == 8);
  const std::vector<std::string> none;
  CHECK(differences(observed) == none);
  // What the variant is about.
  const bool has_cause = build.name != "nf+removed";
  for (const auto& [ran, record] : observed.records)
    if (record.is_known != 0) CHECK((record.has_cause != 0) == has_cause);
}

// One object, every build.
void check_all_builds(const std::string& test_case, const Watch& watch) {
  Observatory observatory;
  unsigned other_releases = 0;
  for (const Build& build : network_functions()) {
    INFO(build.name);
    check(build, watch(observatory, build, observatory.btf(build)));
    other_releases += build.name.starts_with("nf@");
  }
  if (other_releases == 0)
    testing::say_skipped(test_case + ", of another Go release", "only the default go's was built");
}

// The BTF of another build: what is read is wrong, and is noticed.
void check_wrong_btf(const Watch& watch) {
  Observatory observatory;
  const Build base = network_function("nf");
  for (const char* name : {"nf+moved", "nf+removed"}) {
    INFO(name);
    const Build other = network_function(name);
    CHECK(differences(watch(observatory, other, observatory.btf(base))).size() > 8);
    CHECK(differences(watch(observatory, base, observatory.btf(other))).size() > 8);
  }
}

// Types of the kernel and of Go in one object.
void check_with_kernel(const Watch& watch, const std::vector<std::string>& names) {
  Observatory observatory;
  for (const std::string& name : names) {
    INFO(name);
    const Build build = network_function(name);
    const Observed observed = watch(observatory, build, {});
    check(build, observed);
    for (const auto& [ran, record] : observed.records) {
      CHECK(record.thread_group > 1);
      CHECK(name.starts_with(std::string(record.task, ::strnlen(record.task, 16))));
    }
  }
}

// What loading fails with; empty if it works.
std::string complaint(const std::function<void()>& load_it) {
  try {
    load_it();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

Observed watch_by_libbpf(Observatory& observatory, const Build& build, const std::string& btf) {
  return observatory.by_libbpf(build, observatory.object(network_function("nf")), btf);
}

Observed watch_by_cilium(Observatory& observatory, const Build& build, const std::string& btf) {
  return observatory.by_cilium(build, observatory.object(network_function("nf")), btf);
}

}  // namespace

TEST_CASE("libbpf: one object reads all builds of a program", "[e2e][core]") {
  const std::string name = "libbpf: one object reads all builds of a program";
  if (!is_impossible(name, false)) check_all_builds(name, watch_by_libbpf);
}

TEST_CASE("cilium/ebpf: one object reads all builds of a program", "[e2e][core]") {
  const std::string name = "cilium/ebpf: one object reads all builds of a program";
  if (!is_impossible(name, true)) check_all_builds(name, watch_by_cilium);
}

TEST_CASE("libbpf: with another build's BTF the values are wrong", "[e2e][core]") {
  if (!is_impossible("libbpf: with another build's BTF the values are wrong", false))
    check_wrong_btf(watch_by_libbpf);
}

TEST_CASE("cilium/ebpf: with another build's BTF the values are wrong", "[e2e][core]") {
  if (!is_impossible("cilium/ebpf: with another build's BTF the values are wrong", true))
    check_wrong_btf(watch_by_cilium);
}

TEST_CASE("libbpf: kernel and Go types by a merged BTF", "[e2e][core]") {
  if (is_impossible("libbpf: kernel and Go types by a merged BTF", false)) return;
  const Watch watch = [](Observatory& observatory, const Build& build, const std::string&) {
    return observatory.by_libbpf(build, observatory.object(network_function("nf"), true),
                                 observatory.merged(build));
  };
  check_with_kernel(watch, {"nf", "nf+moved"});

  // It is the merging that does it.
  Observatory observatory;
  const Build build = network_function("nf");
  const std::string why = complaint([&] {
    observatory.by_libbpf(build, observatory.object(build, true), observatory.btf(build));
  });
  CAPTURE(why);
  CHECK(why.find("task_struct") != std::string::npos);
}

TEST_CASE("cilium/ebpf: kernel and Go types by ExtraRelocationTargets", "[e2e][core]") {
  if (is_impossible("cilium/ebpf: kernel and Go types by ExtraRelocationTargets", true)) return;
  const Watch watch = [](Observatory& observatory, const Build& build, const std::string&) {
    return observatory.by_cilium(build, observatory.object(network_function("nf"), true),
                                 observatory.btf(build), true);
  };
  check_with_kernel(watch, {"nf", "nf+moved", "nf+removed"});

  // It is the second target that does it.
  Observatory observatory;
  const Build build = network_function("nf");
  const std::string why = complaint([&] {
    observatory.by_cilium(build, observatory.object(build, true), observatory.btf(build));
  });
  CAPTURE(why);
  CHECK(why.find("bad CO-RE relocation") != std::string::npos);
}

}  // namespace gofixup::e2e
