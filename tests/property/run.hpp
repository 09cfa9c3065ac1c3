// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// One binary, encoded once, and what the checks want to know about it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "encode.hpp"
#include "property/btf_view.hpp"
#include "property/tool.hpp"

namespace gofixup::property {

// A program to check. Testcases are small and may be checked slowly; corpus programs are real.
struct Input {
  std::string path;
  std::string name;  // of the file: topic, topic@go1.24.6-386
  bool is_testcase = false;
  bool is_host_default = false;  // a testcase made by the default go for this machine
};

// From GOFIXUP_TESTCASES and GOFIXUP_CORPUS: directories or files, separated by colons.
// Without the first, the testcases of the build folder.
std::vector<Input> find_inputs();

// What a check found.
struct Outcome {
  enum class Kind { holds, broken, skipped } kind = Kind::holds;
  std::string why;
};
inline Outcome holds() { return {}; }
inline Outcome broken(std::string why) { return {Outcome::Kind::broken, std::move(why)}; }
inline Outcome skipped(std::string why) { return {Outcome::Kind::skipped, std::move(why)}; }

class Run {
 public:
  explicit Run(Input input, Options options = {});

  const Input& input() const { return input_; }
  const Options& options() const { return options_; }
  bool is_32bit() { return encoded().model.binary.word_size == 4; }
  bool is_big_endian() { return encoded().model.binary.is_big_endian; }
  unsigned word_size() { return encoded().model.binary.word_size; }

  // The switches of the command line that ask for the same.
  std::vector<std::string> switches() const;

  // Each is made at the first call.
  const Encoded& encoded();
  const BtfBytes& bytes() { return encoded().btf.bytes; }
  const BtfView& btf();
  std::string btf_path();          // a file of the bytes
  const BtfBytes& native_bytes();  // in the byte order of this machine

  // To see whether the checks notice what is wrong with other bytes.
  void replace_bytes(BtfBytes bytes);

  // A file in the Run's own directory.
  std::string file(const std::string& name) const { return directory_.file(name); }

 private:
  Input input_;
  Options options_;
  testing::TempDir directory_;
  std::optional<Encoded> encoded_;
  std::optional<BtfView> btf_;
  BtfBytes native_;
};

// Encodes the input anew.
Encoded encode_input(const Input& input, const Options& options);

}  // namespace gofixup::property
