// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Debug sections → reader → Model → passes → BTF. What the reader refuses is fine; what it takes
// has to go all the way.
#include <cstring>

#include "fuzz/judge.hpp"
#include "fuzz/section_file.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::fuzz;

namespace {

bool is_refusal(Error::Kind kind) {
  return kind == Error::Kind::malformed || kind == Error::Kind::not_go ||
         kind == Error::Kind::no_dwarf;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const SectionFile file = SectionFile::parse({data, size});
  ByteSource choices(file.switches.data(), file.switches.size());
  const Switches switches = switches_from(choices);
  ReadOptions options;
  options.threads = 1;
  options.locations = file.has(SectionFile::kLocations);
  options.variables = options.constants = file.has(SectionFile::kGlobals);
  options.interfaces = file.has(SectionFile::kInterfaces);
  options.wrappers = file.has(SectionFile::kWrappers);
  const test::Bytes elf = file.elf().build();
  try {
    judge([&] { return test::read(elf, options); }, switches);
  } catch (const Error& error) {
    must(is_refusal(error.kind()), error.what());
  }
  return 0;
}

#ifdef GOFIXUP_FUZZER
// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer has for it
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t room);

// Changes one section and leaves the others whole: a byte put in anywhere else would shift the
// lengths of all that follow.
// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t room, unsigned seed) {
  if (seed % 8 == 0) return LLVMFuzzerMutate(data, size, room);
  SectionFile file = SectionFile::parse({data, size});
  // Mostly the DIEs, often their abbreviations.
  constexpr std::uint8_t kWhich[] = {0, 0, 0, 0, 1, 1, 1, 2, 3, 4, 5, 5, 6, 7, 0, 1};
  auto& section = file.sections[kWhich[seed >> 3 & 15]];
  const std::size_t old_size = section.size();
  section.resize(old_size + 64);
  section.resize(LLVMFuzzerMutate(section.data(), old_size, section.size()));
  const auto bytes = file.bytes();
  if (bytes.size() > room) return LLVMFuzzerMutate(data, size, room);
  std::memcpy(data, bytes.data(), bytes.size());
  return bytes.size();
}
#endif
