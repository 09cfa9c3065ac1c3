// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Where probes go: the entry of a function, the first instruction behind its prologue, and its
// returns (a uretprobe replaces the return address on the stack, which Go's runtime walks and
// copies: the program crashes).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/model.hpp"
#include "reader/image.hpp"

namespace gofixup {

struct CodeSite {
  std::uint64_t address = 0;
  std::uint64_t file_offset = 0;  // what a uprobe is attached to
};

struct FunctionSites {
  CodeSite entry;
  // The first instruction behind the check for stack space. The check may end in the runtime
  // moving the stack and jumping back to the entry, so that a probe there fires twice; one here
  // fires once for each call, and arguments are still where they were at the entry. none: not
  // known.
  std::optional<CodeSite> body;
  std::uint64_t sp_distance = 0;  // SP at entry minus SP at body, bytes
  // Every return instruction, ascending; jumps to other functions and panics are none. SP is as
  // at the entry (but on arm, whose return takes the frame down itself).
  std::vector<CodeSite> returns;
  bool are_returns_known = false;  // false: `returns` is empty and says nothing
};

class SiteFinder {
 public:
  // Reads the tables that tell the ends of prologues and how SP moves. Threads: at most, 0: one
  // per CPU. Throws Error{malformed}.
  explicit SiteFinder(std::shared_ptr<Image> image, unsigned threads = 0);
  ~SiteFinder();

  // none: the function's code is not in the file. Throws Error{malformed}. Safe to call from
  // several threads.
  std::optional<FunctionSites> find(const Function& function) const;
  // The same for many, in their order, in parallel.
  std::vector<std::optional<FunctionSites>> find(std::span<const Function* const> functions) const;

  // Why the returns of no function are known; empty: they are.
  const std::string& why_no_returns() const { return why_no_returns_; }

 private:
  class Worker;
  struct Tables;

  std::shared_ptr<Image> image_;
  std::unique_ptr<const Tables> tables_;
  std::string why_no_returns_;
  unsigned threads_;
};

}  // namespace gofixup
