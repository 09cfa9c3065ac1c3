// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// testcases/nf: its builds, what it prints, and what core.bpf.c saw of it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "property/tool.hpp"

namespace gofixup::e2e {

// As in core.bpf.c.
struct Record {
  char supi[24], network[16], task[16];
  std::int64_t created;
  std::uint32_t calls, is_known, failed, guti, tracking, down, thread_group, changes, sessions;
  std::uint8_t address[16], address_size, state, cause, has_cause, session, flow, last_state, pad;
  std::uint32_t pad2;
};
static_assert(sizeof(Record) == 128);

// By the number that the radio network gave the UE.
using Records = std::map<std::uint32_t, Record>;

struct Observed {
  std::string printed;  // by the program
  Records records;
};

struct Build {
  std::string name, binary;
};

// The built testcases: nf, nf+moved, nf+removed, and nf of all other Go releases for this machine.
std::vector<Build> network_functions();
Build network_function(const std::string& name);  // throws where it was not built

// Prepares what is made of builds, in a directory of its own. Throws where a tool fails.
class Observatory {
 public:
  std::string btf(const Build& build);                               // its BTF
  std::string merged(const Build& build);                            // merged with the kernel's
  std::string object(const Build& build, bool with_kernel = false);  // core.bpf.c

  // Loads the object with the BTF, and runs the binary while its probe is attached.
  Observed by_libbpf(const Build& build, const std::string& object, const std::string& btf);
  // The same by cilium/ebpf. with_kernel: the kernel's BTF first, the other one beside it.
  Observed by_cilium(const Build& build, const std::string& object, const std::string& btf,
                     bool with_kernel = false);

 private:
  testing::TempDir directory_;
};

// What the probe saw against what the program printed, value by value: each that differs, or that
// either lacks. Nothing printed counts as a difference.
std::vector<std::string> differences(const Observed& observed);

}  // namespace gofixup::e2e
