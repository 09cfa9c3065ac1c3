// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A check that cannot fail is worth nothing: good BTF with one thing wrong at a time, and the
// property that must notice it.
#include <cstring>
#include <stdexcept>

#include "property/checks.hpp"
#include "support/catch.hpp"

namespace gofixup::property {

namespace {

using Bytes = BtfBytes;

// Good BTF to spoil, in this machine's byte order.
class Patient {
 public:
  explicit Patient(Run& run) : btf_(run.btf()), bytes_(run.bytes()) {}

  // The first type of that kind for which `fits` holds, or of that name.
  template <class Fits>
  const BtfType& find_if(BtfKind kind, const Fits& fits) const {
    for (std::uint32_t id = 1; id < btf_.type_count(); ++id)
      if (btf_.at(id).kind == kind && fits(btf_.at(id))) return btf_.at(id);
    throw std::runtime_error("no such type to spoil");
  }
  const BtfType& find(BtfKind kind, std::string_view name) const {
    return find_if(kind, [&](const BtfType& type) { return type.name == name; });
  }
  const BtfType& at(std::uint32_t id) const { return btf_.at(id); }
  const BtfType& target(const BtfType& type) const { return btf_.at(type.type); }
  std::uint32_t id_of(const BtfType& wanted) const {
    for (std::uint32_t id = 1; id < btf_.type_count(); ++id)
      if (&btf_.at(id) == &wanted) return id;
    return 0;
  }

  // Word number `index` of the type, its name, info and size or type first.
  void set(const BtfType& type, std::size_t index, std::uint32_t value) {
    std::memcpy(bytes_.data() + type.position + index * 4, &value, 4);
  }
  std::uint32_t word(const BtfType& type, std::size_t index) const {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes_.data() + type.position + index * 4, 4);
    return value;
  }
  void set_letter(std::uint32_t name_off, char letter) {
    bytes_[bytes_.size() - btf_.strings().size() + name_off] = static_cast<std::uint8_t>(letter);
  }
  Bytes& bytes() { return bytes_; }

 private:
  const BtfView& btf_;
  Bytes bytes_;
};

struct Fault {
  const char* what;
  std::string_view noticed_by;  // a Property's name
  void (*spoil)(Patient&);
};

const BtfType& g_of(Patient& p) { return p.find(BtfKind::struct_, "go_runtime_g"); }
const BtfType& string_of(Patient& p) { return p.find(BtfKind::struct_, "GoString"); }
const BtfType& section_of(Patient& p) { return p.find(BtfKind::datasec, ".noptrdata"); }
const BtfType& kinds_of(Patient& p) {
  return p.find(BtfKind::enum_, "go_internal_abi_Kind_consts");
}
const BtfType& func_of(Patient& p) { return p.find(BtfKind::func, "main_main"); }
const BtfType& deref_of(Patient& p) {
  return p.find_if(BtfKind::ptr,
                   [&](const BtfType& t) { return p.target(t).kind == BtfKind::ptr; });
}
const BtfType& proto_of(Patient& p) {
  return p.find_if(BtfKind::func_proto, [](const BtfType& t) { return t.vlen > 1; });
}

// A STRUCT's members begin at word 3 and have three words: name, type, offset in bits.
const Fault kFaults[] = {
    {"bytes at the end", "the header is plain",
     [](Patient& p) { p.bytes().resize(p.bytes().size() + 4); }},
    {"a name from within a string", "each string is there once and used",
     [](Patient& p) { p.set(g_of(p), 0, g_of(p).name_off + 3); }},
    {"kind_flag", "kinds are those of the contract",
     [](Patient& p) { p.set(g_of(p), 1, g_of(p).info | 0x80000000u); }},
    {"an int of 9 bits", "scalars are C's",
     [](Patient& p) { p.set(p.find(BtfKind::int_, "int"), 3, 1u << 24 | 9); }},
    {"a pointer nobody needs", "nameless types are referred to",
     [](Patient& p) {
       p.set(p.find_if(BtfKind::decl_tag, [](auto&) { return true; }), 1, 2u << 24);
     }},
    {"go.loc on a struct", "tags fit what they are on",
     [](Patient& p) {
       const auto is_loc = [](const BtfType& t) { return t.name.starts_with("go.loc="); };
       p.set(p.find_if(BtfKind::decl_tag, is_loc), 2, p.id_of(g_of(p)));
     }},
    {"members that overlap", "members fit their structs",
     [](Patient& p) { p.set(string_of(p), 3 + 3 + 2, 8); }},
    {"a member beyond the end", "members fit their structs",
     [](Patient& p) { p.set(string_of(p), 2, 12); }},
    // A DATASEC's entries begin at word 3 and have three words: VAR, offset, size.
    {"a variable of another size", "variables fit their sections",
     [](Patient& p) { p.set(section_of(p), 3 + 2, p.word(section_of(p), 3 + 2) + 1); }},
    {"variables that overlap", "variables fit their sections",
     [](Patient& p) { p.set(section_of(p), 3 + 3 + 1, p.word(section_of(p), 3 + 1)); }},
    {"a variable in two places", "variables fit their sections",
     [](Patient& p) { p.set(section_of(p), 3 + 3, p.word(section_of(p), 3)); }},
    {"a variable beyond the end", "the kernel accepts it",
     [](Patient& p) { p.set(section_of(p), 2, 1); }},
    {"a variable called like another", "function names are unique",
     [](Patient& p) {
       const std::uint32_t first = p.word(section_of(p), 3), second = p.word(section_of(p), 3 + 3);
       p.set(p.at(first), 0, p.at(second).name_off);
     }},
    {"a variable of another name", "the oracle agrees",
     [](Patient& p) { p.set_letter(p.at(p.word(section_of(p), 3)).name_off, 'x'); }},
    // An ENUM's items begin at word 3 and have two words: name, value.
    {"an enum of a byte", "constants fit their enums",
     [](Patient& p) { p.set(kinds_of(p), 2, 1); }},
    {"constants called alike", "member names are safe in C",
     [](Patient& p) { p.set(kinds_of(p), 3, p.word(kinds_of(p), 3 + 2)); }},
    {"a constant called like a type", "type names are unique",
     [](Patient& p) { p.set(kinds_of(p), 3, g_of(p).name_off); }},
    {"a constant of another value", "the oracle agrees",
     [](Patient& p) { p.set(kinds_of(p), 3 + 1, 77); }},
    {"a parameter without a name", "functions are callable",
     [](Patient& p) { p.set(proto_of(p), 3, 0); }},
    {"a type before what it is made of", "types come leaf first",
     [](Patient& p) {
       const BtfType& type = p.find(BtfKind::typedef_, "GoInt");
       p.set(type, 2, p.id_of(type) + 1);
     }},
    {"a pointer to itself", "cycles go through a named struct",
     [](Patient& p) { p.set(deref_of(p), 2, p.id_of(deref_of(p))); }},
    {"a dot in a name", "names are C identifiers",
     [](Patient& p) { p.set_letter(g_of(p).name_off + 2, '.'); }},
    {"a struct that could be the kernel's", "names are C identifiers",
     [](Patient& p) { p.set_letter(g_of(p).name_off + 1, 'x'); }},
    {"two types of one name", "type names are unique",
     [](Patient& p) { p.set(g_of(p), 0, string_of(p).name_off); }},
    {"two functions of one name", "function names are unique",
     [](Patient& p) { p.set(func_of(p), 0, p.find(BtfKind::func, "runtime_main").name_off); }},
    {"two members of one name", "member names are safe in C",
     [](Patient& p) { p.set(string_of(p), 3 + 3, p.word(string_of(p), 3)); }},
    {"a member beyond the end", "the kernel accepts it",
     [](Patient& p) { p.set(string_of(p), 2, 12); }},
    {"a long of 4 bytes", "libbpf agrees on sizes",
     [](Patient& p) {
       for (const char* name : {"long int", "long unsigned int"})
         p.set(p.find(BtfKind::int_, name), 2, 4);
     }},
    {"a second void *", "libbpf's dedup removes nothing",
     [](Patient& p) { p.set(deref_of(p), 2, 0); }},
    {"members that overlap", "bpftool's header is exact",
     [](Patient& p) { p.set(string_of(p), 3 + 3 + 2, 8); }},
    {"a member that moved", "min_core_btf keeps offsets",
     [](Patient& p) { p.set_letter(p.word(string_of(p), 3 + 3), 'x'); }},
    {"another function's name", "the oracle agrees",
     [](Patient& p) { p.set_letter(func_of(p).name_off, 'x'); }},
    {"two functions of one name", "cilium/ebpf reads it",
     [](Patient& p) { p.set(func_of(p), 0, p.find(BtfKind::func, "runtime_main").name_off); }},
};

const Property& property_named(std::string_view name) {
  for (const Property& property : all_properties())
    if (property.name == name) return property;
  throw std::runtime_error("no property is called " + std::string(name));
}

}  // namespace

TEST_CASE("each check notices what it is for", "[property]") {
  for (const Input& input : find_inputs()) {
    if (!input.is_host_default || input.name != "hello") continue;
    for (const Fault& fault : kFaults) {
      Options options;
      options.read.variables = options.read.constants = true;
      Run run(input, options);
      Patient patient(run);
      fault.spoil(patient);
      run.replace_bytes(patient.bytes());
      Outcome outcome;
      try {
        outcome = property_named(fault.noticed_by).check(run);
      } catch (const std::exception& error) {
        outcome = broken(error.what());
      }
      CAPTURE(fault.what, fault.noticed_by, outcome.why);
      CHECK(outcome.kind != Outcome::Kind::holds);
    }
    return;
  }
  testing::say_skipped("each check notices what it is for", "there is no testcase hello");
}

}  // namespace gofixup::property
