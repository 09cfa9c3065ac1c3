// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The tables of runtime types and itabs in real programs whose tables are damaged.
#include <gelf.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>

#include "support/catch.hpp"
#include "support/elf_builder.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

Bytes testcase(const std::string& name) {
  const char* folder = std::getenv("GOFIXUP_TESTCASES");
  const char* build = std::getenv("GOFIXUP_BUILD");
  std::string path = folder != nullptr ? folder : "";
  if (path.empty() && build != nullptr) path = std::string(build) + "/testcases";
  std::ifstream file(path + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Whether it is not there; then it says so.
bool is_missing(const std::string& name, const Bytes& program) {
  if (program.empty())
    std::cout << "skipped: reader: damaged tables of " << name
              << ": GOFIXUP_TESTCASES has no such program\n";
  return program.empty();
}

constexpr ReadOptions kInterfaces{.threads = 1, .interfaces = true};

std::size_t place_of(const Bytes& program, std::uint64_t address) {
  const MemoryFile file(program);
  return Image::open(file.fd(), "program")->file_offset(address).value();
}

// Where the file has runtime.firstmoduledata.
std::size_t module_data(Bytes program) {
  elf_version(EV_CURRENT);
  Elf* elf = elf_memory(reinterpret_cast<char*>(program.data()), program.size());
  std::uint64_t address = 0;
  for (Elf_Scn* scn = elf_nextscn(elf, nullptr); scn != nullptr; scn = elf_nextscn(elf, scn)) {
    GElf_Shdr header;
    if (gelf_getshdr(scn, &header) == nullptr || header.sh_type != SHT_SYMTAB) continue;
    GElf_Sym symbol;
    for (int i = 0; gelf_getsym(elf_getdata(scn, nullptr), i, &symbol) != nullptr; ++i)
      if (std::strcmp(elf_strptr(elf, header.sh_link, symbol.st_name), "runtime.firstmoduledata") ==
          0)
        address = symbol.st_value;
  }
  elf_end(elf);
  return place_of(program, address);
}

const RuntimeType* find(const Model& model, std::string_view name) {
  for (const RuntimeType& type : model.interfaces.types)
    if (type.name == name) return &type;
  return nullptr;
}

// Whether reading it ends well, or with an error that is not ours.
bool is_handled(const Bytes& program) {
  try {
    read(program, kInterfaces);
  } catch (const Error& error) {
    return error.kind() == Error::Kind::malformed;
  }
  return true;
}

}  // namespace

TEST_CASE("interfaces: a descriptor that contradicts the DWARF has no type in it", "[reader]") {
  Bytes program = testcase("interfaces");
  if (is_missing("interfaces", program)) return;
  const Model sound = read(program, kInterfaces);
  REQUIRE(find(sound, "main.Holder") != nullptr);
  CHECK(find(sound, "main.Holder")->size == 232);
  ++program[place_of(program, find(sound, "main.Holder")->address)];  // its size
  const Model odd = read(program, kInterfaces);
  // *main.Holder leads there all the same.
  REQUIRE(find(odd, "main.Holder") != nullptr);
  CHECK(find(odd, "main.Holder")->type == TypeId::none);
  CHECK(odd.interfaces.types.size() == sound.interfaces.types.size());
  CHECK(std::count_if(odd.diagnostics.begin(), odd.diagnostics.end(), [](const auto& note) {
          return note.code == Diagnostic::Code::descriptor_odd && note.where == "main.Holder";
        }) == 1);
}

TEST_CASE("interfaces: an itab that points elsewhere is left out", "[reader]") {
  Bytes program = testcase("interfaces");
  if (is_missing("interfaces", program)) return;
  const Model sound = read(program, kInterfaces);
  REQUIRE(sound.interfaces.itabs.size() > 2);
  const std::uint64_t address = sound.interfaces.itabs[1].address;
  program[place_of(program, address) + 4] = 0xff;  // of the interface's address
  const Model odd = read(program, kInterfaces);
  CHECK(odd.interfaces.itabs.size() == sound.interfaces.itabs.size() - 1);
  for (const Itab& itab : odd.interfaces.itabs) CHECK(itab.address != address);
}

TEST_CASE("interfaces: whatever moduledata says", "[reader]") {
  for (const std::string name : {"interfaces", "interfaces@go1.27.4", "interfaces@386"}) {
    const Bytes whole = testcase(name);
    if (is_missing(name, whole)) continue;
    const std::size_t place = module_data(whole);
    for (std::size_t word = 0; word < 75; ++word)
      for (const unsigned value : {0u, 0x41u, 0xffu}) {
        Bytes program = whole;
        std::fill_n(program.begin() + static_cast<std::ptrdiff_t>(place + word * 8), 8,
                    static_cast<std::uint8_t>(value));
        CAPTURE(name, word, value);
        CHECK(is_handled(program));
      }
  }
}

TEST_CASE("interfaces: whatever the descriptors say", "[reader]") {
  for (const std::string name : {"interfaces", "interfaces@go1.27.4", "interfaces@386"}) {
    const Bytes whole = testcase(name);
    if (is_missing(name, whole)) continue;
    const Model sound = read(whole, kInterfaces);
    const std::size_t first = place_of(whole, sound.interfaces.types.front().address);
    const std::size_t last = place_of(whole, sound.interfaces.types.back().address);
    for (unsigned seed = 1; seed <= 20; ++seed) {
      Bytes program = whole;
      std::mt19937 random(seed);
      for (unsigned i = 0; i < 20 * seed; ++i)
        program[first + random() % (last - first)] = static_cast<std::uint8_t>(random());
      CAPTURE(name, seed);
      CHECK(is_handled(program));
    }
  }
}
