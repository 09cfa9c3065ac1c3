// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go programs built, encoded, probed and run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "property/tool.hpp"

namespace gofixup::e2e {

// As in probe.bpf.c.
struct SeenServer {
  std::uint64_t calls;
  std::int64_t id, limit, request;
  std::int32_t retries;
  std::uint32_t tag_count;
  char name[16], second_tag[16];
};

struct Registers {
  std::uint64_t r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs,
      flags, sp, ss;
};

struct SeenCall {
  std::uint64_t calls;
  Registers registers;
  unsigned char stack[128];
};

struct Seen {
  SeenServer server;
  SeenCall call;
};

struct Program {
  std::string binary, btf;
};

class Workshop {
 public:
  // Whether probing is impossible here; then it says why, for the test case of that name.
  bool says_why_not(const std::string& test_case) const;

  // Everything below throws where a step fails.
  Program build(const std::string& variant);   // of server/: "first", "moved"
  std::string object(const Program& program);  // the BPF object, against its header
  Seen probe(const Program& program, const std::string& object);

 private:
  std::string source(const std::string& name) const;

  testing::TempDir directory_;
};

// Where one parameter is: "bx,cx" gives bx, cx.
using Places = std::vector<std::string>;

// The parameters in the FUNC's go.loc: "ax;bx,cx->ax" gives {ax}, {bx, cx}.
std::vector<Places> call_places(const std::string& btf_path, const std::string& function);

// The signed value of scalar number `index`, of `size` bytes. What lies on the stack may be one
// place for all scalars of the parameter.
std::int64_t value_at(const SeenCall& seen, const Places& places, unsigned index, unsigned size);

}  // namespace gofixup::e2e
