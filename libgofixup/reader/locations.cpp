// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/locations.hpp"

#include <dwarf.h>

#include <optional>

#include "support/error.hpp"

namespace gofixup {

namespace {

using Bytes = std::span<const std::uint8_t>;

// Go's are of a few bytes for each word of a value.
constexpr std::size_t kLongestExpression = 1 << 12;

// One expression: registers and frame offsets, each closed by DW_OP_piece where there are
// several. The frame base of every Go function is the canonical frame address.
class Expression {
 public:
  Expression(Bytes bytes, bool is_big_endian) : cursor_(bytes, is_big_endian) {}

  std::vector<EntryPiece> read() {
    while (!cursor_.at_end())
      if (!step(cursor_.u8())) return {};
    if (is_open_) pieces_.push_back(current_);
    return std::move(pieces_);
  }

 private:
  void open(EntryPiece piece) {
    current_ = piece;
    is_open_ = true;
  }

  // As DWARF's stack machine does: what overflows wraps.
  void add(std::uint64_t number) {
    current_.offset =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(current_.offset) + number);
  }

  bool step(std::uint8_t op) {
    using Where = EntryPiece::Where;
    if (op >= DW_OP_reg0 && op <= DW_OP_reg31) {
      open({Where::reg, static_cast<std::uint16_t>(op - DW_OP_reg0), 0});
      return true;
    }
    switch (op) {
      case DW_OP_regx: open({Where::reg, static_cast<std::uint16_t>(cursor_.uleb()), 0}); break;
      case DW_OP_fbreg: open({Where::stack, 0, cursor_.sleb()}); break;
      case DW_OP_call_frame_cfa: open({Where::stack, 0, 0}); break;
      case DW_OP_plus_uconst: add(cursor_.uleb()); break;
      case DW_OP_consts: addend_ = cursor_.sleb(); break;
      case DW_OP_plus: add(static_cast<std::uint64_t>(addend_)); break;
      case DW_OP_piece:
        cursor_.uleb();
        pieces_.push_back(is_open_ ? current_ : EntryPiece{});
        is_open_ = false;
        break;
      default: return false;
    }
    return true;
  }

  Cursor cursor_;
  std::vector<EntryPiece> pieces_;
  EntryPiece current_;
  std::int64_t addend_ = 0;
  bool is_open_ = false;
};

// DWARF 4: pairs of addresses relative to the unit's base, closed by a pair of zeros.
std::optional<Bytes> find_in_loc(const DebugSections& sections, const Unit& unit,
                                 std::uint64_t list, std::uint64_t pc) {
  Cursor cursor(sections.loc, sections.is_big_endian);
  cursor.seek(list);
  std::uint64_t base = unit.low_pc;
  const std::uint64_t selector = unit.address_size == 4 ? 0xffffffff : ~std::uint64_t{0};
  for (;;) {
    sections.budget->spend(Budget::kListEntry);  // many parameters may share one long list
    const std::uint64_t begin = cursor.number(unit.address_size);
    const std::uint64_t end = cursor.number(unit.address_size);
    if (begin == 0 && end == 0) return {};
    if (begin == selector) {
      base = end;
      continue;
    }
    const Bytes expression = cursor.bytes(cursor.u16());
    if (base + begin <= pc && pc < base + end) return expression;
  }
}

// DWARF 5, section 7.7.3.
std::optional<Bytes> find_in_loclists(const DebugSections& sections, const Unit& unit,
                                      std::uint64_t list, std::uint64_t pc) {
  Cursor cursor(sections.loclists, sections.is_big_endian);
  cursor.seek(list);
  std::uint64_t base = unit.low_pc;
  for (;;) {
    sections.budget->spend(Budget::kListEntry);
    std::uint64_t begin = 0, end = 0;
    switch (const std::uint8_t kind = cursor.u8()) {
      case DW_LLE_end_of_list: return {};
      case DW_LLE_base_addressx: base = address_at(sections, unit, cursor.uleb()); continue;
      case DW_LLE_base_address: base = cursor.number(unit.address_size); continue;
      case DW_LLE_startx_endx:
        begin = address_at(sections, unit, cursor.uleb());
        end = address_at(sections, unit, cursor.uleb());
        break;
      case DW_LLE_startx_length:
        begin = address_at(sections, unit, cursor.uleb());
        end = begin + cursor.uleb();
        break;
      case DW_LLE_offset_pair:
        begin = base + cursor.uleb();
        end = base + cursor.uleb();
        break;
      case DW_LLE_default_location: end = ~std::uint64_t{0}; break;
      case DW_LLE_start_end:
        begin = cursor.number(unit.address_size);
        end = cursor.number(unit.address_size);
        break;
      case DW_LLE_start_length:
        begin = cursor.number(unit.address_size);
        end = begin + cursor.uleb();
        break;
      default:
        throw Error(Error::Kind::malformed,
                    "a location list has the unknown entry " + std::to_string(kind));
    }
    const Bytes expression = cursor.bytes(cursor.uleb());
    if (begin <= pc && pc < end) return expression;
  }
}

}  // namespace

std::vector<EntryPiece> entry_location(const DebugSections& sections, const Unit& unit,
                                       const Die& param, std::uint64_t low_pc) {
  if (!param.has_any(Die::kLocation)) return {};
  std::optional<Bytes> expression = param.expression;
  if (param.expression.data() == nullptr)
    expression = unit.version < 5 ? find_in_loc(sections, unit, param.location_list, low_pc)
                                  : find_in_loclists(sections, unit, param.location_list, low_pc);
  if (!expression || expression->empty()) return {};
  if (expression->size() > kLongestExpression)
    throw Error(Error::Kind::malformed,
                "a location of " + std::to_string(expression->size()) + " bytes");
  return Expression(*expression, sections.is_big_endian).read();
}

}  // namespace gofixup
