// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What a probe of one function needs to know, as plain values: the texts are printed from this.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "abi/assign.hpp"
#include "code/sites.hpp"
#include "emitter/emit_btf.hpp"

namespace gofixup::cli {

enum class ScalarKind : std::uint8_t { signed_int, unsigned_int, boolean, pointer, floating };

// A scalar of a value that arrives in registers.
struct RegisterPart {
  std::string path;  // C, from the value on: "", ".Limit", ".name.str"
  std::string_view reg;
  ScalarKind kind{};
};

// Bytes of a value that arrives on the stack.
struct MemoryPart {
  std::uint64_t offset = 0, size = 0;
};

// Something of a value that a program sends to user space.
struct EventField {
  enum class Kind : std::uint8_t {
    number,  // one scalar, or `count` of them
    bytes,   // an array of bytes
    text,    // a string: its length, and its beginning
    buffer,  // a []byte: the same
  };
  static constexpr std::size_t kTextSize = 64;  // bytes of the beginning, and of its NUL

  Kind kind{};
  ScalarKind scalar{};       // numbers
  std::string name;          // as a member of the event; unique in its list
  std::string go_path;       // for people: "cfg.Limit", "s.Name"
  std::string path;          // C, from the value (or from what it points to) on: ".Limit"
  bool is_behind = false;    // read through the value, which is a pointer to a struct
  std::uint64_t offset = 0;  // bytes, from where `path` starts
  std::uint64_t size = 0;    // of a scalar, bytes
  std::uint64_t count = 0;   // of an array's elements; 0: no array
};

// A parameter or result.
struct ProbeValue {
  std::string name;     // of the member
  std::string go_name;  // as in the source, for people
  std::string go_type;  // as Go spells it
  TypeId type{};
  std::string declaration;  // of the member, in C
  std::string pointee;      // "struct go_main_Server" if fields behind the value are sent
  std::uint64_t size = 0;   // bytes
  Place::Where where{};
  std::vector<RegisterPart> registers;  // where it is in registers: those that are to be read
  std::uint64_t stack_offset = 0;       // where it is on the stack: from SP at entry, bytes
  std::vector<MemoryPart> memory;       // ... and what of it is to be read
  std::vector<EventField> fields;
};

struct ProbeValues {
  std::vector<ProbeValue> values;
  std::vector<std::string> unreadable;  // "ratio (xmm0)": what no BPF program gets
  std::vector<std::string> secrets;     // "password", "cfg.Token": left out by their names
  std::vector<std::string> unsent;      // what the skeletons' events have no room for
};

struct FunctionProbe {
  std::string go_name, c_name, symbol;
  std::string signature;  // in Go's words
  std::string location;   // the text of go.loc; empty where nothing is passed
  FunctionSites sites;
  std::uint64_t code_size = 0;  // bytes
  std::uint64_t code_hash = 0;  // FNV-1a 64 of them
  ProbeValues params, results;
};

// Functions of one binary, and the types they share.
struct Probe {
  std::string binary;             // the path, absolute
  std::string arch;               // as Go calls it: "amd64"
  std::string bpf_target;         // as libbpf calls it: "x86"
  unsigned word_size = 8;         // bytes of a pointer
  std::string g_register;         // the goroutine's, in pt_regs' name; empty: not known
  std::uint64_t goid_offset = 0;  // in runtime.g, bytes; 0: not known
  std::vector<FunctionProbe> functions;
  std::string types;  // in C
  BtfBytes btf;       // those types and what go.bpf.h reads
};

}  // namespace gofixup::cli
