// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "e2e/probe.hpp"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <cstring>
#include <map>
#include <stdexcept>

#include "e2e/bpf_session.hpp"
#include "property/btf_view.hpp"

namespace gofixup::e2e {

namespace {

using property::BtfKind;
using property::BtfView;

Seen read_seen(bpf_object* object) {
  // The two globals, in the order of the object's BTF.
  const bpf_map* map = bpf_object__find_map_by_name(object, ".bss");
  if (map == nullptr) fail("finding the globals");
  std::vector<unsigned char> bytes(bpf_map__value_size(map));
  const std::uint32_t key = 0;
  if (bpf_map__lookup_elem(map, &key, sizeof(key), bytes.data(), bytes.size(), 0) != 0)
    fail("reading the globals");
  const btf* types = bpf_object__btf(object);
  const int id = btf__find_by_name_kind(types, ".bss", BTF_KIND_DATASEC);
  if (id < 0) fail("finding .bss");
  const btf_type* section = btf__type_by_id(types, static_cast<std::uint32_t>(id));
  Seen seen{};
  for (unsigned i = 0; i < btf_vlen(section); ++i) {
    const btf_var_secinfo& entry = btf_var_secinfos(section)[i];
    const std::string name =
        btf__name_by_offset(types, btf__type_by_id(types, entry.type)->name_off);
    const bool is_server = name == "seen_server";
    if (entry.size != (is_server ? sizeof(seen.server) : sizeof(seen.call)))
      fail("size of " + name);
    std::memcpy(is_server ? static_cast<void*>(&seen.server) : &seen.call,
                bytes.data() + entry.offset, entry.size);
  }
  return seen;
}

}  // namespace

bool Workshop::says_why_not(const std::string& test_case) const {
  const std::string why = obstacle();
  if (!why.empty()) testing::say_skipped(test_case, why);
  return !why.empty();
}

std::string Workshop::source(const std::string& name) const {
  return testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/" + name;
}

Program Workshop::build(const std::string& variant) {
  Program program{directory_.file(variant), directory_.file(variant + ".btf")};
  testing::ToolOptions options;
  options.directory = source("server");
  options.settings = {"CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local"};
  run({"go", "build", "-trimpath", "-buildvcs=false", "-o", program.binary, "./" + variant},
      options);
  run({testing::setting("GOFIXUP_CLI"), "encode", program.binary, "-o", program.btf});
  return program;
}

std::string Workshop::object(const Program& program) {
  const std::string header = program.binary + ".h";
  std::string object = directory_.file("probe.o");
  run({testing::setting("GOFIXUP_CLI"), "header", program.binary, "-o", header});
  // Debian keeps asm/ where only the host's compiler looks.
  run({"clang", "-target", "bpf", "-O2", "-g", "-Wall", "-Werror",
       "-I/usr/include/x86_64-linux-gnu", "-DTYPES_H=\"" + header + "\"", "-c",
       source("probe.bpf.c"), "-o", object});
  return object;
}

Seen Workshop::probe(const Program& program, const std::string& object_path) {
  const Object object = open_object(object_path, program.btf);
  load_object(object.get());
  const Link handle = attach_to(object.get(), "on_handle", program.binary, "main.(*Server).Handle");
  const Link mixed = attach_to(object.get(), "on_mixed", program.binary, "main.Mixed");
  run({program.binary});
  return read_seen(object.get());
}

std::vector<Places> call_places(const std::string& btf_path, const std::string& function) {
  const std::string text = testing::read_text(btf_path);
  const BtfView btf({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  std::string_view location;
  for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
    const auto& tag = btf.at(id);
    if (tag.kind == BtfKind::decl_tag && tag.name.starts_with("go.loc=") &&
        btf.at(tag.type).kind == BtfKind::func && btf.at(tag.type).name == function)
      location = tag.name.substr(7);
  }
  if (location.empty()) throw std::runtime_error("no go.loc on " + function);
  std::vector<Places> parameters(1, Places(1));
  for (const char c : location.substr(0, location.find("->"))) {
    if (c == ';')
      parameters.emplace_back(1);
    else if (c == ',')
      parameters.back().emplace_back();
    else
      parameters.back().back() += c;
  }
  return parameters;
}

std::int64_t value_at(const SeenCall& seen, const Places& places, unsigned index, unsigned size) {
  const Registers& r = seen.registers;
  const std::map<std::string, std::uint64_t> registers = {
      {"ax", r.ax}, {"bx", r.bx}, {"cx", r.cx},   {"di", r.di},  {"si", r.si},
      {"r8", r.r8}, {"r9", r.r9}, {"r10", r.r10}, {"r11", r.r11}};
  std::uint64_t value = 0;
  const bool is_one_run = places.size() == 1 && places[0].starts_with("sp+");
  const std::string& place = is_one_run ? places[0] : places.at(index);
  if (place.starts_with("sp+")) {
    const std::size_t offset = std::stoul(place.substr(3)) + (is_one_run ? index * size : 0);
    if (offset + 8 > sizeof(seen.stack)) throw std::runtime_error(place + " was not kept");
    std::memcpy(&value, seen.stack + offset, 8);
  } else {
    value = registers.at(place);
  }
  const unsigned unused = 64 - size * 8;  // Go leaves the upper bits as they are
  return static_cast<std::int64_t>(value << unused) >> unused;
}

}  // namespace gofixup::e2e
