// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// All passes in their order, on a model with every shape.
#include "passes/pipeline.hpp"

#include <set>

#include "emitter/emit_btf.hpp"
#include "passes/properties.hpp"
#include "support/btf_reader.hpp"
#include "support/catch.hpp"
#include "support/error.hpp"
#include "support/every_shape.hpp"
#include "support/run_pass.hpp"

using namespace gofixup;
using namespace gofixup::test;

TEST_CASE("pipeline: the table", "[pipeline]") {
  std::set<std::string_view> names;
  for (const Pass& pass : all_passes()) {
    CAPTURE(pass.name);
    CHECK(names.insert(pass.name).second);
    CHECK(pass.summary.size() > 10);
    CHECK(pass.run != nullptr);
    CHECK(pass.then_always != nullptr);
  }
}

TEST_CASE("pipeline: every property holds from its pass on, on every shape", "[pipeline]") {
  for (const unsigned word_size : {8u, 4u}) {
    CAPTURE(word_size);
    ModelBuilder b = every_shape(word_size);
    RunOptions options;
    options.verify_each = true;
    CHECK_NOTHROW(run_passes(b.model, options));
    CHECK(properties::no_shape_left<Number, UnsafePointer, Complex, String, Slice, Map, Chan,
                                    Interface, FuncValue>(b.model));
    const Btf btf = emit_btf(b.model, {});
    CHECK(BtfFile(btf.bytes, false).complaint() == kNothing);
  }
}

TEST_CASE("pipeline: each pass twice changes nothing, at its place", "[pipeline]") {
  for (const unsigned word_size : {8u, 4u}) {
    ModelBuilder b = every_shape(word_size);
    for (const Pass& pass : all_passes()) {
      CAPTURE(word_size);
      run_pass(b.model, pass.name);
    }
  }
}

TEST_CASE("pipeline: twice equals once", "[pipeline]") {
  ModelBuilder b = every_shape(8);
  run_passes(b.model, {});
  const BtfBytes once = emit_btf(b.model, {}).bytes;
  run_passes(b.model, {});
  CHECK(emit_btf(b.model, {}).bytes == once);
}

TEST_CASE("pipeline: whoever watches sees every pass", "[pipeline]") {
  ModelBuilder b;
  std::vector<std::string_view> seen;
  RunOptions options;
  options.watch = [&](const Pass* pass, const Model& model) {
    CHECK(&model == &b.model);
    seen.push_back(pass == nullptr ? "before" : pass->name);
  };
  run_passes(b.model, options);
  REQUIRE(seen.size() == all_passes().size() + 1);
  CHECK(seen.front() == "before");
  CHECK(seen[1] == "merge_definitions");
  CHECK(seen.back() == "select_only");
}

TEST_CASE("pipeline: a property that breaks is a bug of ours", "[pipeline]") {
  ModelBuilder b;
  b.structure("main.T", 8, {});
  RunOptions options;
  options.verify_each = true;
  options.watch = [&](const Pass* pass, const Model&) {
    if (pass != nullptr && pass->name == "lower_complex") b.complex("complex64", 8);
  };
  try {
    run_passes(b.model, options);
    FAIL("was not noticed");
  } catch (const Error& error) {
    CHECK(error.kind() == Error::Kind::internal);
    CHECK(std::string(error.what()).find("lower_complex") != std::string::npos);
  }
}

// Without go_kind (attribute lost, or a linker that does not write it) kinds are told from the
// encoding, which cannot tell int from int64: the name can.
TEST_CASE("pipeline: predeclared numbers of another kind keep their name to themselves",
          "[pipeline]") {
  ModelBuilder b;
  b.number("int", 6);
  b.number("uintptr", 11);
  b.number("main.N", 2);
  RunOptions options;
  options.verify_each = true;
  CHECK_NOTHROW(run_passes(b.model, options));
  const Btf btf = emit_btf(b.model, {});
  CHECK(BtfFile(btf.bytes, false).complaint() == kNothing);
}

TEST_CASE("pipeline: an empty model has what every reader needs", "[pipeline]") {
  ModelBuilder b;
  RunOptions options;
  options.verify_each = true;
  run_passes(b.model, options);
  const Btf btf = emit_btf(b.model, {});
  CHECK(BtfFile(btf.bytes, false).dump() ==
        "[1] INT long unsigned int size=8 bits=64 encoding=0\n"
        "[2] TYPEDEF GoUintptr type=1\n"
        "[3] DECL_TAG go.name=uintptr type=2\n");
}
