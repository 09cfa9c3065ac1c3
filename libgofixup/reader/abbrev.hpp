// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace gofixup {

// The attributes that are taken, numbered without gaps so that taking one is one jump.
enum class TakenAttr : std::uint8_t {
  other,  // stepped over
  name,
  type,
  byte_size,
  member_location,
  low_pc,
  high_pc,
  abstract_origin,
  count,
  upper_bound,
  import,
  const_value,
  location,
  encoding,
  variable_parameter,
  trampoline,
  external,
  language,
  producer,
  addr_base,
  str_offsets_base,
  go_kind,
  go_key,
  go_elem,
  go_embedded_field,
  go_runtime_type,
};

// What a number in a DIE counts from.
enum class CountsFrom : std::uint8_t { nothing, unit, file };

struct AttrSpec {
  std::uint16_t name = 0;  // DW_AT_*
  std::uint16_t form = 0;  // DW_FORM_*
  TakenAttr attr{};
  std::uint8_t number_size = 0;  // bytes; kLeb128: an ULEB128; 0: not a number, or one of its own
  CountsFrom number_base{};
  std::uint16_t bytes_before = 0;  // in AbbrevTable::taken: of what is stepped over before
  std::int64_t implicit_const = 0;

  static constexpr std::uint8_t kLeb128 = 0xff;
};

// The sizes in bytes of the forms whose size the unit tells.
struct FormSizes {
  std::uint8_t address = 8;    // DW_FORM_addr
  std::uint8_t offset = 4;     // DW_FORM_sec_offset and its like
  std::uint8_t reference = 4;  // DW_FORM_ref_addr: an offset, in DWARF 2 an address

  friend auto operator<=>(const FormSizes&, const FormSizes&) = default;
};

// How to get over some attributes of a DIE: so many bytes at once, then one value whose length
// is known only when it is read. Most DIEs are stepped over, in two steps or three.
struct SkipStep {
  std::uint16_t bytes = 0;  // of all forms of a known size
  std::uint16_t form = 0;   // of what follows; 0: nothing
};

struct Abbrev {
  std::uint16_t tag = 0;  // DW_TAG_*; 0: no such code
  bool has_children = false;
  std::uint32_t first = 0, count = 0;              // its attributes in AbbrevTable::specs
  std::uint32_t first_taken = 0, taken_count = 0;  // likewise in AbbrevTable::taken
  std::uint32_t first_step = 0, step_count = 0;    // its steps in AbbrevTable::steps
};

// One abbreviation table: what every DIE of a unit looks like.
class AbbrevTable {
 public:
  // Parses the table at `offset` of .debug_abbrev, for units of such forms. Throws
  // Error{malformed}.
  AbbrevTable(std::span<const std::uint8_t> section, std::uint64_t offset,
              const FormSizes& sizes = {});

  // The abbreviation of that code. Throws Error{malformed} for a code that is not there.
  const Abbrev& at(std::uint64_t code) const {
    if (code < dense_.size() && dense_[code].tag != 0) return dense_[code];
    return rare(code);
  }
  std::span<const AttrSpec> specs(const Abbrev& abbrev) const {
    return {specs_.data() + abbrev.first, abbrev.count};
  }

  // Those of its attributes that are taken, and the others whose length is in the data.
  std::span<const AttrSpec> taken(const Abbrev& abbrev) const {
    return {taken_.data() + abbrev.first_taken, abbrev.taken_count};
  }

  std::uint64_t size() const { return size_; }  // bytes in .debug_abbrev

  std::span<const SkipStep> steps(const Abbrev& abbrev) const {
    return {steps_.data() + abbrev.first_step, abbrev.step_count};
  }

 private:
  const Abbrev& rare(std::uint64_t code) const;
  void plan_steps(Abbrev& abbrev, const FormSizes& sizes);
  void plan_taking(Abbrev& abbrev, const FormSizes& sizes);

  std::vector<Abbrev> dense_;               // by code; compilers count from 1
  std::map<std::uint64_t, Abbrev> sparse_;  // codes too big for that
  std::vector<AttrSpec> specs_, taken_;
  std::vector<SkipStep> steps_;
  std::uint64_t size_ = 0;
};

// The tables of a file, each parsed once: Go's units all share the one at offset 0.
class AbbrevTables {
 public:
  explicit AbbrevTables(std::span<const std::uint8_t> section) : section_(section) {}
  // Not to be called from two threads; the tables live as long as this object.
  const AbbrevTable& at(std::uint64_t offset, const FormSizes& sizes);

 private:
  std::span<const std::uint8_t> section_;
  std::map<std::pair<std::uint64_t, FormSizes>, std::unique_ptr<AbbrevTable>> tables_;
  std::uint64_t parsed_ = 0;  // bytes of them
};

}  // namespace gofixup
