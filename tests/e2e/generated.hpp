// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What `gofixup probe` writes, compiled, loaded and run.
#pragma once

#include <string>
#include <vector>

#include "e2e/bpf_session.hpp"

namespace gofixup::e2e {

// The functions of a binary that have parameters or results, as many as asked for, drawn by the
// hash of their names: the same ones each time, from all packages.
std::vector<std::string> draw_functions(const std::string& binary, std::size_t count);

// A header for functions, and BPF programs that fill the structs in it. Throws where the generator
// or clang refuses.
class HeaderProgram {
 public:
  // `names` are Go names or globs; `target` as in __TARGET_ARCH_x86.
  HeaderProgram(const std::string& binary, const std::vector<std::string>& names,
                std::string target);

  void check_syntax() const;  // of the whole header
  // Programs for the functions whose BTF name begins like that; how many.
  std::size_t compile(const std::string& prefix = "");
  void load(const std::string& btf) const;  // throws what the verifier says

 private:
  std::vector<std::string> flags() const;

  std::string target_;
  testing::TempDir directory_;
};

// The directory of a skeleton for one function.
class Skeleton {
 public:
  Skeleton(const std::string& kind, const std::string& binary, const std::string& function,
           const std::vector<std::string>& options = {});

  std::string path() const { return directory_.file("out"); }
  std::string file(const std::string& name) const;  // its text
  // Runs commands by the shell, there; throws where one fails.
  void build(const std::string& commands) const;
  // What ./probe prints while the binary runs once.
  std::string watch(const std::string& binary) const;

 private:
  testing::TempDir directory_;
};

}  // namespace gofixup::e2e
