// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Running other programs, and code that may crash, without going down with them: what reads
// BTF badly tends to crash or hang, not to return an error.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace gofixup::testing {

struct ToolResult {
  int exit_code = -1;    // -1: did not exit by itself
  std::string ending;    // "exit 1", "signal 11", "no end after 60 s"
  std::string out, err;  // what it wrote, each up to 64 MiB

  bool is_ok() const { return exit_code == 0; }
  // "bpftool btf dump: signal 11" and the end of what it said.
  std::string complaint(const std::string& what) const;
};

struct ToolOptions {
  unsigned timeout = 120;             // seconds
  std::string directory;              // to run it in; empty: here
  std::vector<std::string> settings;  // "NAME=value", added to the environment
};

// Runs a program found in PATH (or by its path), without a shell, stdin from /dev/null.
ToolResult run_tool(const std::vector<std::string>& command, const ToolOptions& options = {});

// Calls fn in a child process; what it returns is `out`. For libraries that may crash.
ToolResult run_in_child(const std::function<std::string()>& fn, unsigned timeout = 120);

bool has_tool(const std::string& name);

// The value of an environment variable, empty where it is not set.
std::string setting(const char* name);

std::string read_text(const std::string& path);  // throws where it cannot be read
void write_text(const std::string& path, const std::string& text);

// The last `count` bytes, from the beginning of a line on.
std::string tail(const std::string& text, std::size_t count = 2000);

// A directory that goes away with the object.
class TempDir {
 public:
  TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();
  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// Says that something was not tried. scripts/test counts these lines; one per test case.
void say_skipped(const std::string& what, const std::string& why);

}  // namespace gofixup::testing
