// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The program of arguments/, built by some Go release, run under the probes of arguments.bpf.c and
// runtime.bpf.c.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "e2e/bpf_session.hpp"
#include "e2e/go_functions.hpp"

namespace gofixup::e2e {

struct Build {
  std::string name;                   // "go1.24.6 -N -l"
  std::string go = "go";              // the command
  std::vector<std::string> flags;     // of go build
  std::vector<std::string> settings;  // "GOARCH=arm64"
};

// Lines "call main_ints 1: -1 2" and "return main_sum 1: 3", each list sorted.
struct Observation {
  std::vector<std::string> called, returned;          // as the program printed them
  std::vector<std::string> entries, bodies, results;  // as the probes saw them
  std::uint64_t lost = 0;                             // events that found no room
};

class ArgumentsProgram {
 public:
  // Builds and encodes it. Throws where a step fails, as everything here.
  explicit ArgumentsProgram(const Build& build);

  // The two BPF objects against this binary's types and places; `flags` are clang's.
  void compile(const std::vector<std::string>& flags);
  // Loads the objects without attaching them: all programs pass the verifier.
  void verify() const;
  Observation observe() const;

  // Where its values are; programs that agree in it can share their objects.
  std::string places() const { return places_header(functions_); }
  // Uses the objects that were compiled for the other program, which must outlive this one.
  void adopt(const ArgumentsProgram& other) { objects_ = other.objects_; }

 private:
  testing::TempDir directory_;
  std::string binary_, btf_;
  std::vector<std::string> objects_;
  GoFunctions functions_;
};

}  // namespace gofixup::e2e
