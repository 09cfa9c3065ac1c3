// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Model → passes → emitter → BTF that is sound.
#include "fuzz/judge.hpp"
#include "fuzz/model_maker.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSource start(data, size);
  const Switches switches = switches_from(start);
  const auto make = [&] {
    ByteSource source = start;
    return ModelMaker(source).make();
  };
  try {
    judge(make, switches);
  } catch (const Error& error) {
    // Its sizes do not add up, as the reader would have said.
    must(error.kind() == Error::Kind::malformed, error.what());
  }
  return 0;
}
