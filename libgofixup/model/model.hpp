// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The Model: everything read from one binary, as a value. Readers fill it, passes change it,
// the emitter reads it.
#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/interfaces.hpp"
#include "model/type.hpp"
#include "support/big_vector.hpp"
#include "support/diagnostics.hpp"

namespace gofixup {

struct GoVersion {
  unsigned major = 0, minor = 0;
  friend constexpr auto operator<=>(const GoVersion&, const GoVersion&) = default;
};

struct BinaryInfo {
  std::uint16_t machine = 0;  // ELF e_machine
  unsigned word_size = 8;     // bytes of a pointer
  bool is_big_endian = false;
  GoVersion go;                         // 0.0: not known (development build)
  std::string producer;                 // DW_AT_producer of the first Go unit
  bool has_symbols = true;              // the file has FUNC symbols
  bool has_all_functions = true;        // none was left out as nobody asks for functions
  std::size_t functions_with_code = 0;  // that the DWARF describes, wrappers included
  std::size_t go_units = 0, foreign_units = 0;
  std::vector<std::uint64_t> unit_offsets;   // of the Go units, in .debug_info, ascending
  std::size_t variables = 0, constants = 0;  // that were read from the DWARF
};

// How a function is called. `unknown`: as C, but the optimizer took parameters away or changed
// them.
enum class CallingConvention : std::uint8_t { go, c, unknown };

// A Go function that has code.
struct Function {
  Name name;            // DW_AT_name
  Name symbol;          // the ELF symbol where it differs from `name`, else empty
  Range<Param> params;  // receiver first, as in the source; hidden dictionary included
  Range<Param> results;
  TypeId result{};     // set by fold_results
  TypeId signature{};  // set by share_prototypes
  std::uint64_t address = 0;
  std::uint64_t size = 0;  // bytes of code; 0: not told
  std::uint64_t die = 0;
  bool is_wrapper = false;  // DW_AT_trampoline
  bool is_abi0 = false;     // its symbol ends in .abi0
  CallingConvention convention = CallingConvention::go;
  Name btf_name;  // set by legalize_globals
  Name location;  // set by locate_arguments: the text of its go.loc; may be empty
};

// A section of the file that is in memory when the program runs.
struct Section {
  Name name;
  std::uint64_t address = 0, size = 0;  // bytes
};

// A variable of a package.
struct Variable {
  Name name;  // DW_AT_name
  TypeId type{};
  std::optional<std::uint64_t> address;
  std::uint64_t die = 0;
  bool is_external = false;
  Name hidden_type;           // Go's spelling of the pointer that a go_ptr32 stands for; else empty
  std::uint32_t section = 0;  // set by place_variables: index into Model::sections
  std::uint32_t offset = 0;   // likewise: bytes from the section's start
  std::uint32_t size = 0;     // likewise: bytes
  Name btf_name;              // set by legalize_globals
};

// An integer constant of a package. group_constants makes Enums of all.
struct Constant {
  Name name;  // DW_AT_name
  TypeId type{};
  std::uint64_t value = 0;  // two's complement where the type is signed
  std::uint64_t die = 0;
};

class Model {
 public:
  Model();

  // Types. Ids start at 1; shapes are read and written as values, because add() moves them.
  std::size_t type_count() const { return types_.size(); }
  const Type& at(TypeId id) const { return types_[index_of(id)]; }
  std::span<const Field> fields(const Layout& layout) const { return span(fields_, layout.fields); }
  std::span<const Param> params(Range<Param> range) const { return span(params_, range); }
  std::span<const Enumerator> items(Range<Enumerator> range) const { return span(items_, range); }
  std::span<const EntryPiece> pieces(Range<EntryPiece> range) const { return span(pieces_, range); }

  // The ways to change a Model.
  TypeId add(const Type& type);
  void replace(TypeId id, const Shape& shape) { types_[index_of(id)].shape = shape; }
  void rename(TypeId id, Name name) { types_[index_of(id)].name = name; }
  void set_kind(TypeId id, GoKind kind) { types_[index_of(id)].kind = kind; }
  void set_btf_name(TypeId id, Name name) { types_[index_of(id)].btf_name = name; }
  // Whoever refers to `from` shall refer to `to`; carried out by apply_redirects(), which
  // leaves `from` Gone. Chains are followed; a ring of redirects is a bug.
  void redirect(TypeId from, TypeId to);
  void apply_redirects();

  // Room for what is going to be added, so that nothing is copied on the way.
  struct Sizes {
    std::size_t types = 0, fields = 0, params = 0, pieces = 0, functions = 0;
  };
  void reserve(const Sizes& sizes);

  // For readers: lets the pools grow by so much, for the caller to fill, all of it, with as many
  // threads as it likes.
  struct Pools {
    std::span<Type> types;
    std::span<Field> fields;
    std::span<Param> params;
    std::span<EntryPiece> pieces;
    std::span<Function> functions;
  };
  Pools extend(const Sizes& sizes);

  Range<Field> keep(std::span<const Field> fields);
  Range<Param> keep(std::span<const Param> params);
  Range<EntryPiece> keep(std::span<const EntryPiece> pieces);
  Range<Enumerator> keep(std::span<const Enumerator> items);
  // Types from here on were made by passes, not read. A reader says when it is done.
  std::size_t first_made() const { return first_made_; }
  void end_reading() { first_made_ = types_.size(); }
  Name keep(std::string_view text);  // a made-up name, stored once per call
  std::span<Field> fields_of(Range<Field> range) { return span(fields_, range); }
  std::span<Param> params_of(Range<Param> range) { return span(params_, range); }
  std::span<Enumerator> items_of(Range<Enumerator> range) { return span(items_, range); }
  std::span<Field> all_fields() { return fields_; }
  std::span<Param> all_params() { return params_; }

  // Keeps `owner` (the mapped file, inflated sections) alive as long as the Model.
  void hold(std::shared_ptr<const void> owner) { owners_.push_back(std::move(owner)); }

  // Calls fn(id, shape) for every type that had shape S when the loop began.
  template <class S, class Fn>
  void for_each(Fn fn) const {
    for (std::size_t i = 1, end = types_.size(); i < end; ++i)
      if (const S* shape = std::get_if<S>(&types_[i].shape)) fn(static_cast<TypeId>(i), S(*shape));
  }

  // A type of that Go spelling, or none. Linear: for the few a pass needs to know by name.
  TypeId find(Name go_name) const;

  BigVector<Function> functions;
  std::vector<Section> sections;  // by address; read with the variables
  std::vector<Variable> variables;
  std::vector<Constant> constants;
  InterfaceTables interfaces;  // empty unless asked for
  Diagnostics diagnostics;
  BinaryInfo binary;

 private:
  template <class T>
  static std::span<const T> span(const BigVector<T>& pool, Range<T> range) {
    return std::span(pool).subspan(range.first, range.count);
  }
  template <class T>
  static std::span<T> span(BigVector<T>& pool, Range<T> range) {
    return std::span(pool).subspan(range.first, range.count);
  }

  std::vector<std::shared_ptr<const void>> owners_;
  std::unique_ptr<std::pmr::monotonic_buffer_resource> texts_;
  BigVector<Type> types_;
  std::size_t first_made_ = 1;  // index in types_
  BigVector<Field> fields_;
  BigVector<Param> params_;
  BigVector<EntryPiece> pieces_;
  BigVector<Enumerator> items_;
  std::vector<TypeId> forward_;  // redirects not yet applied, by id; empty: none
};

}  // namespace gofixup
