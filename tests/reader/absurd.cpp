// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Numbers that no compiler writes: each ends in an Error soon, with little memory.
#include <sys/resource.h>

#include <chrono>

#include "emitter/emit_btf.hpp"
#include "passes/pipeline.hpp"
#include "support/btf_reader.hpp"
#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/elf_builder.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

// Reads, lowers and emits; says what is wrong with the BTF, or why there is none.
std::string outcome(const ElfSpec& elf) {
  try {
    Model model = read(elf);
    RunOptions options;
    options.verify_each = true;
    run_passes(model, options);
    const Btf btf = emit_btf(model, {});
    return BtfFile(btf.bytes, model.binary.is_big_endian).complaint();
  } catch (const Error& error) {
    return error.kind() == Error::Kind::malformed ? "malformed" : error.what();
  }
}
std::string outcome(std::vector<Entry> entries) {
  return outcome(elf_of({{go_unit("runtime", predeclared() + std::move(entries))}}));
}

bool is_refused_or_sound(const std::string& what) { return what.empty() || what == "malformed"; }

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Generous: a sanitizer on a busy machine is ten times slower than what users run.
constexpr double kSoon = 60;

// KiB, of the process so far.
long peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

std::string number(std::size_t n) { return std::to_string(n); }

}  // namespace

TEST_CASE("absurd: unit headers", "[reader]") {
  const ElfSpec whole = elf_of({{go_unit("runtime", predeclared())}});
  const auto with_header = [&](std::size_t at, std::uint64_t value, unsigned size) {
    ElfSpec elf = whole;
    for (unsigned i = 0; i < size; ++i)
      elf.sections.info()[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
    return outcome(elf);
  };
  const std::uint64_t size = whole.sections.bytes.at(".debug_info").size();
  CHECK(with_header(0, size - 4, 4) == kNothing);  // as it is
  CHECK(with_header(0, size - 3, 4) == "malformed");
  CHECK(with_header(0, 0xfffffff0, 4) == "malformed");
  CHECK(with_header(0, 0xffffffff, 4) == "malformed");
  CHECK(with_header(4, 1, 2) == "malformed");  // version
  CHECK(with_header(4, 6, 2) == "malformed");
  CHECK(with_header(7, 3, 1) == "malformed");           // address size
  CHECK(with_header(8, 0xffffff00, 4) == "malformed");  // abbreviations
}

TEST_CASE("absurd: a unit of no length, many times", "[reader]") {
  ElfSpec elf = elf_of({{go_unit("runtime", predeclared())}});
  ByteWriter info(false);
  for (int i = 0; i < 20000; ++i) {
    info.number(7, 4);
    info.number(4, 2);
    info.number(0, 4);
    info.number(8, 1);
  }
  info.append(elf.sections.info());
  elf.sections.info() = info.bytes;
  // References in the real unit now miss by what came before, so only the way there is tested.
  const Stopwatch watch;
  CHECK(outcome(elf) == "malformed");
  CHECK(watch.seconds() < kSoon);
}

// A table of one abbreviation may claim a code of 65535; two thousand units, each with such a
// table of its own, must not cost gigabytes.
TEST_CASE("absurd: sparse abbreviation tables", "[reader]") {
  ElfSpec elf = elf_of({{go_unit("runtime", predeclared())}});
  ByteWriter abbrev(false), info(false);
  abbrev.append(elf.sections.abbrev());
  info.append(elf.sections.info());
  for (int i = 0; i < 2000; ++i) {
    info.number(7, 4);
    info.number(4, 2);
    info.number(abbrev.offset(), 4);
    info.number(8, 1);
    abbrev.uleb(0xffff);
    abbrev.append({DW_TAG_compile_unit, 0, 0, 0, 0});
  }
  elf.sections.info() = info.bytes;
  elf.sections.abbrev() = abbrev.bytes;
  const long before = peak_memory();
  CHECK(outcome(elf) == kNothing);
  CHECK(peak_memory() - before < 512L * 1024);
}

TEST_CASE("absurd: abbreviations", "[reader]") {
  ElfSpec elf = elf_of({{go_unit("runtime", predeclared())}});
  SECTION("a code that is missing") elf.sections.info()[elf.sections.labels["bool"]] = 0x7f;
  SECTION("a code of more than 64 bits") {
    Bytes& info = elf.sections.info();
    std::fill_n(info.begin() + static_cast<std::ptrdiff_t>(elf.sections.labels["bool"]), 12, 0xff);
  }
  SECTION("a tag of 0") elf.sections.abbrev()[1] = 0;
  SECTION("no table at all") elf.sections.abbrev() = {};
  CHECK(outcome(elf) == "malformed");
}

// Each DW_FORM_indirect names the form that follows: a chain of them is legal, and as long as
// the section.
TEST_CASE("absurd: DW_FORM_indirect of DW_FORM_indirect", "[reader]") {
  Bytes chain(1'000'000, DW_FORM_indirect);
  chain.push_back(DW_FORM_flag_present);
  const Entry entry = integer("int8").with({DW_AT_start_scope, DW_FORM_indirect, chain});
  CHECK(is_refused_or_sound(outcome(elf_of({{go_unit("m", {entry})}}))));
}

TEST_CASE("absurd: sizes", "[reader]") {
  constexpr std::uint64_t kMax = ~std::uint64_t{0};
  CHECK(outcome({structure("main.T", kMax, {member("a", "int", kMax - 8)})}) == kNothing);
  // BTF has no room for the members of such a struct, so nobody looks at their offsets.
  CHECK(is_refused_or_sound(outcome({structure("main.T", kMax, {member("a", "int", kMax - 3)})})));
  CHECK(is_refused_or_sound(
      outcome({structure("main.T", kMax, {member("a", "=main.U", 0), member("b", "=main.U", kMax)}),
               structure("main.U", kMax, {})})));
  CHECK(outcome({array("main.A", "int", kMax, kMax)}) == "malformed");
  CHECK(outcome({array("main.A", "uint8", kMax, kMax)}) == kNothing);
  CHECK(outcome({array("main.A", "main.B", 1u << 20, 0), array("main.B", "main.C", 1u << 31, 0),
                 array("main.C", "int", 1u << 31, 0)}) == "malformed");
  CHECK(outcome({array("main.A", "main.B", 1u << 20, 0), array("main.B", "uint8", 1u << 31, 0)}) ==
        kNothing);
  CHECK(outcome({structure("main.T", 0x100000000,
                           {member("a", "main.A", 0), member("b", "int", 0xfffffff8)}),
                 array("main.A", "uint8", 0xf0000000, 0xf0000000)}) == kNothing);
}

TEST_CASE("absurd: a complex number of any size", "[reader]") {
  for (std::uint64_t size = 1; size <= 16; ++size) {
    CAPTURE(size);
    const std::string what = outcome({base("main.C", DW_ATE_complex_float, size, 16)});
    CAPTURE(what);
    CHECK(is_refused_or_sound(what));
  }
}

TEST_CASE("absurd: a float of any size", "[reader]") {
  for (const std::uint64_t size : {1u, 2u, 4u, 8u}) {
    CAPTURE(size);
    std::vector<Entry> entries = {
        base("float64", DW_ATE_float, size, 14), base("main.F", DW_ATE_float, size, 14),
        structure("main.T", 2 * size, {member("a", "main.F", 0), member("b", "main.F", size)}),
        integer("uintptr")};
    const std::string what = outcome(elf_of({{go_unit("runtime", entries)}}));
    CAPTURE(what);
    CHECK(is_refused_or_sound(what));
  }
}

TEST_CASE("absurd: nesting", "[reader]") {
  constexpr std::size_t kDeep = 100'000;
  std::vector<Entry> entries;
  const auto chain = [&](auto make) {
    for (std::size_t i = 0; i < kDeep; ++i)
      entries.push_back(
          make("main.N" + number(i), i + 1 < kDeep ? "main.N" + number(i + 1) : "int"));
    return outcome(std::move(entries));
  };
  const Stopwatch watch;
  SECTION("typedefs of typedefs")
  CHECK(chain([](auto name, auto of) { return type_def(name, of); }) == "malformed");
  SECTION("structs in structs")
  CHECK(chain([](auto name, auto of) { return structure(name, 8, {member("a", of, 0)}); }) ==
        "malformed");
  SECTION("arrays of arrays")
  CHECK(chain([](auto name, auto of) { return array(name, of, 1, 8); }) == "malformed");
  SECTION("pointers to pointers")
  CHECK(chain([](auto name, auto of) {
          return pointer("*" + name, of == "int" ? of : "*" + of);
        }) == kNothing);
  SECTION("structs behind pointers") {
    for (std::size_t i = 0; i < kDeep; ++i)
      entries.push_back(pointer("*main.N" + number(i), "main.N" + number(i)));
    CHECK(chain([](auto name, auto of) {
            return structure(name, 8, {member("a", of == "int" ? of : "*" + of, 0)});
          }) == kNothing);
  }
  CHECK(watch.seconds() < kSoon);
}

TEST_CASE("absurd: entries within entries", "[reader]") {
  Sections sections =
      Dwarf{
          {go_unit("runtime",
                   {subprogram("main.f", 0x401000,
                               {{DW_TAG_lexical_block,
                                 {},
                                 {{DW_TAG_lexical_block, {}, {{DW_TAG_variable, {}, {}, {}}}, {}}},
                                 "block"}})})}}
          .build();
  // The same entry again and again, each the child of the one before.
  Bytes& info = sections.info();
  const auto block = static_cast<std::ptrdiff_t>(sections.labels.at("block"));
  const std::uint8_t code = info[static_cast<std::size_t>(block)];
  info.insert(info.begin() + block, 100'000, code);
  info.insert(info.end(), 100'000, 0);
  const std::uint64_t length = info.size() - 4;
  for (unsigned i = 0; i < 4; ++i) info[i] = static_cast<std::uint8_t>(length >> 8 * i);
  CHECK(outcome(ElfSpec{sections}) == kNothing);
}

TEST_CASE("absurd: more members and parameters than BTF counts", "[reader]") {
  constexpr std::size_t kMany = 70'000;
  const Stopwatch watch;
  SECTION("members") {
    std::vector<Entry> members;
    members.reserve(kMany);
    for (std::size_t i = 0; i < kMany; ++i) members.push_back(member("m" + number(i), "uint8", i));
    const std::string what = outcome({structure("main.T", kMany, std::move(members))});
    CHECK(what == kNothing);
  }
  SECTION("parameters") {
    std::vector<Entry> params;
    params.reserve(kMany);
    for (std::size_t i = 0; i < kMany; ++i) params.push_back(param("p" + number(i), "int"));
    const std::string what = outcome({subprogram("main.f", 0x401000, std::move(params))});
    CAPTURE(what);
    CHECK(is_refused_or_sound(what));
  }
  CHECK(watch.seconds() < kSoon);
}

TEST_CASE("absurd: thousands of members of one name", "[reader]") {
  constexpr std::size_t kMany = 5'000;
  std::vector<Entry> members;
  members.reserve(kMany);
  for (std::size_t i = 0; i < kMany; ++i) members.push_back(member("same", "uint8", i));
  const Stopwatch watch;
  const std::string what = outcome({structure("main.T", kMany, std::move(members))});
  CHECK(what == kNothing);
  CHECK(watch.seconds() < kSoon);
}

// Two Go programs in one file (c-archives linked together), or damage.
TEST_CASE("absurd: every type twice", "[reader]") {
  const std::vector<Entry> types =
      predeclared() + std::vector<Entry>{string_type(),
                                         base("complex128", DW_ATE_complex_float, 16, 16),
                                         slice("[]int", "int"),
                                         pointer("*int", "int"),
                                         array("[3]int", "int", 3, 24),
                                         structure("main.T", 16, {member("name", "string", 0)}),
                                         pointer("*main.T", "main.T"),
                                         subprogram("main.f", 0x401000, {param("t", "*main.T")})};
  CHECK(outcome(elf_of({{go_unit("runtime", types), go_unit("runtime", types)}})) == kNothing);
}
