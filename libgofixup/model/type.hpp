// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What a type looks like, before and after lowering. Plain values: no DWARF, no BTF, no I/O.
//
// The shapes have two halves. Readers make shapes of the Go half; each is lowered to the C
// half by exactly one pass; the emitter knows the C half only.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace gofixup {

// Index into a Model. `none` is "no type": void, or not known.
enum class TypeId : std::uint32_t { none };

constexpr std::uint32_t index_of(TypeId id) { return static_cast<std::uint32_t>(id); }

// The bytes live as long as the Model: in the inflated sections or in the Model's own store.
using Name = std::string_view;

// A run of entries in one of the Model's pools.
template <class T>
struct Range {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

struct Field {
  Name name;
  TypeId type{};
  std::uint64_t offset = 0;  // bytes from the start of the struct
  bool is_embedded = false;
  Name hidden_type;  // Go's spelling of the pointer that a go_ptr32 stands for; else empty
};

// Where DWARF says that a part of a parameter is at the function's first instruction.
struct EntryPiece {
  enum class Where : std::uint8_t { nowhere, reg, stack };
  Where where{};
  std::uint16_t reg = 0;    // DWARF register number
  std::int64_t offset = 0;  // stack: from the canonical frame address, bytes
};

struct Param {
  Name name;  // may be empty in func types
  TypeId type{};
  Range<EntryPiece> entry{};  // empty: DWARF does not say, or was not asked
};

// A struct as the compiler laid it out.
struct Layout {
  std::uint64_t size = 0;  // bytes
  Range<Field> fields;     // ascending offsets
};

// ---- the Go half -------------------------------------------------------------------------

// A bool, integer or float. `kind` is reflect.Kind, written by cmd/link as DW_AT_go_kind.
struct Number {
  std::uint8_t kind = 0;
  std::uint32_t size = 0;
};
struct UnsafePointer {};
struct Complex {
  std::uint32_t size = 0;
};
struct String {
  Layout layout;
};
struct Slice {
  TypeId element{};
  Layout layout;
};
struct Map {
  TypeId key{}, element{}, header{};
};  // header: the pointer to the runtime's map
struct Chan {
  TypeId element{}, header{};
};  // header: the pointer to the runtime's hchan
struct Interface {
  TypeId layout{};
};  // runtime.iface or runtime.eface
struct FuncValue {
  Range<Param> params;
  Range<Param> results;
  TypeId result{};  // set by fold_results: one type for all results
  bool is_variadic = false;
  // Go <= 1.23 lists results among the parameters, as pointers to the result types.
  bool results_are_params = false;
  // ... and where the type has a name of its own nobody can tell which they are.
  bool is_unknown = false;
};

// ---- the C half --------------------------------------------------------------------------

// Redirected away or not wanted: nothing refers to it and it is not emitted.
struct Gone {};
// A type whose inside is not told: so many bytes.
struct Opaque {
  std::uint64_t size = 0;
};
struct Base {
  enum class Encoding : std::uint8_t { unsigned_int, signed_int, boolean, floating };
  std::uint32_t size = 0;
  Encoding encoding{};
};
struct Pointer {
  TypeId target{};
};  // none: void *
struct Array {
  TypeId element{};
  std::uint64_t count = 0;
};
struct Struct {
  Layout layout;
};
struct Signature {
  Range<Param> params;
  TypeId result{};
};
struct Alias {
  TypeId target{};
};
// A constant. Its value is in two's complement where the Enum is signed.
struct Enumerator {
  Name name;  // the Go spelling: main.Red
  std::uint64_t value = 0;
  Name btf_name;  // set by legalize_names
};
// The constants of one type. Only a list of them: no value in memory is of it.
struct Enum {
  std::uint32_t size = 4;  // bytes; 8: some value needs more than 32 bits
  bool is_signed = false;
  Range<Enumerator> items;
  TypeId of{};  // the defined type of the constants; none: a predeclared one
};

using Shape =
    std::variant<Gone, Number, UnsafePointer, Complex, String, Slice, Map, Chan, Interface,
                 FuncValue, Opaque, Base, Pointer, Array, Struct, Signature, Alias, Enum>;

// What a lowered type was in Go, where C no longer shows it. Becomes the go.kind tag.
enum class GoKind : std::uint8_t { none, slice, string, func, results, map, chan, interface };

// Where a type comes from.
struct Origin {
  std::uint64_t die = 0;  // offset in .debug_info; 0: made by a pass
};

struct Type {
  Name name;  // the Go spelling; empty where Go has none
  Shape shape;
  GoKind kind{};
  bool is_named_by_us = false;  // `name` is our spelling, Go has none: no go.name tag
  Origin origin;
  Name btf_name{};  // set by legalize_names; empty where BTF wants no name
};

template <class S>
constexpr bool holds(const Type& type) {
  return std::holds_alternative<S>(type.shape);
}

}  // namespace gofixup
