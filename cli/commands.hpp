// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What the subcommands do, once their options are known. Each returns its exit code and throws
// gofixup::Error for what it could not do.
#pragma once

#include <string>
#include <vector>

#include "encode.hpp"

namespace gofixup::cli {

struct Request {
  std::string binary;
  std::string output;              // encode, header: a path, or - for standard output
  std::string name;                // show, explain, functions: a Go name, a BTF name or a glob
  std::string merge_base;          // encode: a file whose BTF goes in front; empty: none
  std::string guard;               // header: include guard; empty: made from the binary's name
  std::vector<std::string> names;  // probe: Go names, BTF names or globs
  std::string skeleton;            // probe: for whom to write a program; empty: a header only
  bool with_secrets = false;       // probe: also what has a name like a key's
  bool json = false;               // functions: for programs
  bool verbose = false;
  bool stats = false;
  Options options;
};

int run_encode(const Request& request);
int run_header(const Request& request);
int run_check(const Request& request);
int run_show(const Request& request);
int run_functions(const Request& request);
int run_probe(const Request& request);
int run_explain(const Request& request);

// Notes a user should see whatever they asked for go to standard error, one line each.
void print_notes(const Request& request, const Diagnostics& diagnostics);

}  // namespace gofixup::cli
