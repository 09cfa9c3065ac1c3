// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The expected texts of one testcase: which file holds for which Go.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/model.hpp"

namespace gofixup::golden {

class Expectation {
 public:
  // `arch` is empty for the default machine.
  Expectation(std::string folder, std::string arch);

  // The file that holds for that Go: the newest override that is not newer, else the default.
  std::string path(GoVersion version) const;
  // The override that would hold from that Go on.
  std::string path_since(GoVersion version) const;
  // The files there are, the default first, then by version.
  std::vector<std::string> all_paths() const;

 private:
  std::string default_path() const;

  std::string folder_, arch_;
  std::map<GoVersion, std::string> overrides_;
};

// The Go version in a name such as structs@go1.24.6-386 or expect.go1.24.btf.txt; 0.0 if none.
GoVersion version_in(const std::string& text);

// Whether a Go name is of package main or of that module.
bool is_own(Name name, const std::string& module);

// A unified diff of the file (which need not exist) and the text.
std::string difference(const std::string& path, const std::string& text);

// The new content appears at once or not at all.
void replace_file(const std::string& path, const std::string& text);

}  // namespace gofixup::golden
