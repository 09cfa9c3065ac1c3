// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// DWARF in nested initializers: DIEs as gc's linker writes them, or damaged on purpose, become
// the bytes of .debug_info, .debug_abbrev and the sections those refer to.
#pragma once

#include <dwarf.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gofixup::test {

using Bytes = std::vector<std::uint8_t>;

// The DIE of that label: its DW_AT_name unless it was given another. Where a typedef and its
// definition share a name, the name means the typedef and `=name` the definition, as in Go all
// users refer to the typedef.
struct To {
  std::string label;
};
// A code address: DW_FORM_addr in DWARF 4, an index into .debug_addr in DWARF 5.
struct At {
  std::uint64_t address = 0;
};
// Where the only contribution of .debug_addr or .debug_str_offsets begins.
struct TableStart {};

struct Attr {
  std::uint16_t name = 0;
  std::uint16_t form = 0;  // 0: what gc writes for such a value
  std::variant<std::uint64_t, std::string, Bytes, To, At, TableStart> value;
};

struct Entry {
  std::uint16_t tag = 0;
  std::vector<Attr> attrs;
  std::vector<Entry> children;
  std::string label;

  Entry labelled(std::string text) && {
    label = std::move(text);
    return std::move(*this);
  }
  Entry with(Attr attr) && {
    attrs.push_back(std::move(attr));
    return std::move(*this);
  }
};

struct UnitSpec {
  Entry root;
  std::uint16_t version = 0;  // 0: that of the file
  std::uint8_t type = DW_UT_compile;
};

struct Sections {
  std::map<std::string, Bytes> bytes;           // by section name, with the dot
  std::map<std::string, std::uint64_t> labels;  // offsets in .debug_info

  Bytes& info() { return bytes[".debug_info"]; }
  Bytes& abbrev() { return bytes[".debug_abbrev"]; }
};

struct Dwarf {
  std::vector<UnitSpec> units;
  std::uint16_t version = 5;
  bool is_64bit_format = false;
  bool is_big_endian = false;
  std::uint8_t address_size = 8;
  std::uint16_t string_form = DW_FORM_string;  // or strp, line_strp, strx, strx1 ... strx4
  std::uint16_t address_form = 0;              // 0: addr in DWARF 4, addrx in DWARF 5

  Sections build() const;
};

// ---- what gc writes --------------------------------------------------------------------------

UnitSpec go_unit(std::string name, std::vector<Entry> children,
                 std::string producer = "Go cmd/compile go1.26.8; regabi");
UnitSpec foreign_unit(std::uint16_t language, std::string producer, std::vector<Entry> children);

Entry base(std::string name, std::uint8_t encoding, std::uint64_t size, std::uint8_t kind);
Entry integer(std::string name = "int");  // a predeclared one, of a 64-bit target
Entry member(std::string name, std::string type, std::uint64_t offset, bool is_embedded = false);
Entry structure(std::string name, std::uint64_t size, std::vector<Entry> members,
                std::uint8_t kind = 25);
Entry string_type(std::string name = "string");
Entry slice(std::string name, const std::string& element);
Entry array(std::string name, std::string element, std::uint64_t count, std::uint64_t size);
Entry pointer(std::string name, std::string target);
Entry unsafe_pointer(std::string name = "unsafe.Pointer");
Entry type_def(std::string name, std::string target, std::uint8_t kind = 0);
Entry map_type(std::string name, std::string key, std::string element, std::string header);
Entry chan_type(std::string name, std::string element, std::string header);
Entry func_type(std::string name, std::vector<Entry> params);
Entry param(std::string name, std::string type, bool is_result = false);
Entry result(std::string name, std::string type);
Entry subprogram(std::string name, std::uint64_t low_pc, std::vector<Entry> children);
// The DIEs that the others refer to without being asked: numbers, *uint8, unsafe.Pointer.
std::vector<Entry> predeclared();
std::vector<Entry> operator+(std::vector<Entry> a, std::vector<Entry> b);

}  // namespace gofixup::test
