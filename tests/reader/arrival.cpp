// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Units that are read while .debug_info still comes in, and functions that are left out or not.
#include <gelf.h>

#include <thread>

#include "encode.hpp"
#include "model/inspect.hpp"
#include "support/catch.hpp"
#include "support/elf_builder.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

Dwarf three_units() {
  return {{go_unit("runtime", predeclared()), go_unit("a", {subprogram("a.f", 0x401000, {})}),
           foreign_unit(0x1d, "GNU C17", {}), go_unit("b", {subprogram("b.g", 0x402000, {})})}};
}

// What one thread fills and another reads.
struct Incoming {
  const Bytes bytes = elf_of(three_units()).build();
  const MemoryFile file{bytes};
  const std::shared_ptr<Image> image = Image::open(file.fd(), "x");
  DebugSections sections{*image};
  Arrival arrival{sections.info.size()};
};

std::vector<std::string> names_of(const Model& model) {
  std::vector<std::string> names;
  names.reserve(model.functions.size());
  for (const Function& function : model.functions) names.emplace_back(function.name);
  return names;
}

std::vector<std::string> functions_if(std::vector<std::string> globs, unsigned threads) {
  ReadOptions options;
  options.threads = threads;
  options.functions_if = std::move(globs);
  return names_of(read(elf_of(three_units()).build(), options));
}

Btf encoded(const Dwarf& dwarf, std::vector<std::string> only, bool reads_variables) {
  const Bytes bytes = elf_of(dwarf).build();
  const MemoryFile file(bytes);
  Options options;
  options.run.passes.only = std::move(only);
  options.read.variables = reads_variables;
  return encode(Image::open(file.fd(), "x"), options).btf;
}

std::string what_is_said(const Bytes& bytes, unsigned threads) {
  ReadOptions options;
  options.threads = threads;
  try {
    read(bytes, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "was read";
}

// Where .debug_info ends in the file.
std::size_t end_of_info(Bytes& bytes) {
  elf_version(EV_CURRENT);
  Elf* elf = elf_memory(reinterpret_cast<char*>(bytes.data()), bytes.size());
  std::size_t names = 0, end = 0;
  elf_getshdrstrndx(elf, &names);
  for (Elf_Scn* scn = elf_nextscn(elf, nullptr); scn != nullptr; scn = elf_nextscn(elf, scn)) {
    GElf_Shdr header;
    gelf_getshdr(scn, &header);
    if (elf_strptr(elf, names, header.sh_name) == std::string_view(".debug_info"))
      end = header.sh_offset + header.sh_size;
  }
  elf_end(elf);
  return end;
}

}  // namespace

TEST_CASE("arrival: units are given out in order as their bytes come", "[reader]") {
  Incoming in;
  Arrival& arrival = in.arrival;
  std::thread filling([&] {
    for (std::uint64_t there = 1; there <= arrival.size(); ++there) arrival.tell(there);
  });
  UnitList units(in.sections, arrival);
  std::vector<std::string> names;
  while (const Unit* unit = units.next_go()) names.emplace_back(unit->name);
  CHECK(names == std::vector<std::string>{"runtime", "a", "b"});
  units.rewind();
  CHECK(units.next_go()->name == "runtime");
  units.stop();
  CHECK(units.next_go() == nullptr);
  CHECK(units.take().size() == 4);
  filling.join();
}

TEST_CASE("arrival: what a reference needs is waited for", "[reader]") {
  Incoming in;
  Arrival& arrival = in.arrival;
  const std::uint64_t last = list_units(in.sections).back().first_die;
  std::thread filling([&] { arrival.tell(arrival.size()); });
  UnitList units(in.sections, arrival);
  CHECK(units.holding(last).name == "b");
  CHECK(units.next_go()->name == "runtime");
  filling.join();
}

TEST_CASE("arrival: what never comes", "[reader]") {
  Incoming in;
  Arrival& arrival = in.arrival;
  arrival.tell(list_units(in.sections)[1].offset + 5);
  arrival.give_up();
  UnitList units(in.sections, arrival);
  CHECK(units.next_go()->name == "runtime");
  CHECK_THROWS_AS(units.next_go(), Arrival::GivenUp);
}

// Whatever thread meets it first.
TEST_CASE("arrival: a damaged stream is told, not what it leads to", "[reader]") {
  Dwarf dwarf = three_units();
  std::vector<Entry> entries;
  for (unsigned i = 0; i < 40'000; ++i)
    entries.push_back(subprogram("c.f" + std::to_string(i * i), 0x500000 + i, {}));
  dwarf.units.push_back(go_unit("c", std::move(entries)));
  ElfSpec elf = elf_of(dwarf);
  elf.sections.info()[elf.sections.labels["bool"]] = 0x7f;  // no such abbreviation
  elf.packing = Packing::zlib;
  for (const unsigned threads : {1u, 2u, 4u}) {
    CAPTURE(threads);
    Bytes bytes = elf.build();
    CHECK(what_is_said(bytes, threads).find("abbreviation") != std::string::npos);
    bytes[end_of_info(bytes) - 1] ^= 1;  // of the checksum
    CHECK(what_is_said(bytes, threads).find("compressed data") != std::string::npos);
  }
}

TEST_CASE("functions: left out unless one is asked for", "[reader]") {
  for (const unsigned threads : {1u, 2u, 4u}) {
    CAPTURE(threads);
    CHECK(functions_if({}, threads) == std::vector<std::string>{"a.f", "b.g"});
    CHECK(functions_if({"a.T", "c.*"}, threads).empty());
    CHECK(functions_if({"c.*", "*.g"}, threads) == std::vector<std::string>{"a.f", "b.g"});
  }
}

TEST_CASE("functions: left out, they count", "[reader]") {
  ReadOptions options;
  options.functions_if = {"nothing"};
  const Model model = read(elf_of(three_units()).build(), options);
  CHECK_FALSE(model.binary.has_all_functions);
  CHECK(model.binary.functions_with_code == 2);
}

// The struct of f's results would be go_results_int_int8 as well, so both get a hash.
TEST_CASE("functions: left out, they change no type's name", "[reader]") {
  const Dwarf dwarf{
      {go_unit("runtime", predeclared()),
       go_unit("results",
               {structure("results.int.int8", 8, {member("n", "int", 0)}),
                subprogram("main.f", 0x401000, {result("~r0", "int"), result("~r1", "int8")})})}};
  const Btf with = encoded(dwarf, {"results.*"}, /*reads_variables=*/true);
  CHECK(encoded(dwarf, {"results.*"}, false).bytes == with.bytes);
  const std::string text(with.bytes.begin(), with.bytes.end());
  CHECK(text.find("go_results_int_int8_") != std::string::npos);
}
