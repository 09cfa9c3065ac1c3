// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Source: DWARF 5, section 6.4; what Go writes: cmd/link/internal/ld/dwarf.go, writeframes.
#include "reader/frame_table.hpp"

#include <dwarf.h>

#include <algorithm>
#include <string_view>

#include "reader/cursor.hpp"
#include "reader/unit.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

using Bytes = std::span<const std::uint8_t>;

struct Entry {
  std::uint64_t offset = 0;
  std::uint64_t id = 0;  // what it says it is: a CIE, or the offset of its CIE
  bool is_cie = false;
  Bytes bytes;  // behind the id
};

// Reads the entry at the cursor and leaves it behind. False: only padding.
bool next_entry(Cursor& cursor, Entry& entry) {
  entry.offset = cursor.offset();
  unsigned offset_size = 4;
  std::uint64_t length = cursor.u32();
  if (length == 0xffffffff) {
    offset_size = 8;
    length = cursor.u64();
  }
  if (length == 0) return false;
  if (length > cursor.left() || length < offset_size)
    throw Error(Error::Kind::malformed, "the frame entry at " + hex(entry.offset) +
                                            " is longer than the rest of .debug_frame");
  entry.id = cursor.number(offset_size);
  entry.is_cie = entry.id == (offset_size == 4 ? 0xffffffff : ~std::uint64_t{0});
  entry.bytes = cursor.bytes(length - offset_size);
  return true;
}

// Runs the programs of a CIE and one of its FDEs, and keeps a row wherever the rule for the
// canonical frame address changes.
class FrameProgram {
 public:
  FrameProgram(const FrameTable::Cie& cie, bool is_big_endian, std::uint64_t begin)
      : cie_(cie), is_big_endian_(is_big_endian), begin_(begin) {
    row_.address = begin;
  }

  std::vector<CfaRow> run(Bytes program) {
    execute(cie_.program);
    execute(program);
    keep_row();
    return std::move(rows_);
  }

 private:
  void execute(Bytes program) {
    Cursor cursor(program, is_big_endian_);
    while (!cursor.at_end()) step(cursor, cursor.u8());
  }

  void step(Cursor& cursor, std::uint8_t opcode) {
    switch (opcode & 0xc0) {
      case DW_CFA_advance_loc: return advance(opcode & 0x3fu);
      case DW_CFA_offset: cursor.uleb(); return;
      case DW_CFA_restore: return;
      default: break;
    }
    switch (opcode) {
      case DW_CFA_set_loc: return move_to(cursor.number(cie_.address_size));
      case DW_CFA_advance_loc1: return advance(cursor.u8());
      case DW_CFA_advance_loc2: return advance(cursor.u16());
      case DW_CFA_advance_loc4: return advance(cursor.u32());
      case DW_CFA_MIPS_advance_loc8: return advance(cursor.u64());
      case DW_CFA_def_cfa: {
        const std::uint64_t reg = cursor.uleb();
        return define(reg, static_cast<std::int64_t>(cursor.uleb()));
      }
      case DW_CFA_def_cfa_sf: {
        const std::uint64_t reg = cursor.uleb();
        return define(reg, scaled(cursor.sleb()));
      }
      case DW_CFA_def_cfa_register: row_.reg = cursor.uleb(); return;
      case DW_CFA_def_cfa_offset: row_.offset = static_cast<std::int64_t>(cursor.uleb()); return;
      case DW_CFA_def_cfa_offset_sf: row_.offset = scaled(cursor.sleb()); return;
      case DW_CFA_def_cfa_expression:
        row_.is_known = false;
        cursor.skip(cursor.uleb());
        return;
      case DW_CFA_remember_state:
        remembered_.push_back(row_);
        if (remembered_.size() > kMostRows) too_many("remembered rows");
        return;
      case DW_CFA_restore_state: return restore();
      default: return skip(cursor, opcode);
    }
  }

  // What tells of other registers.
  static void skip(Cursor& cursor, std::uint8_t opcode) {
    switch (opcode) {
      case DW_CFA_nop:
      case DW_CFA_GNU_window_save: return;
      case DW_CFA_undefined:
      case DW_CFA_same_value:
      case DW_CFA_restore_extended:
      case DW_CFA_GNU_args_size: cursor.uleb(); return;
      case DW_CFA_offset_extended:
      case DW_CFA_register:
      case DW_CFA_val_offset:
      case DW_CFA_GNU_negative_offset_extended:
      case DW_CFA_offset_extended_sf:
      case DW_CFA_val_offset_sf:  // a signed number ends where an unsigned one would
        cursor.uleb();
        cursor.sleb();
        return;
      case DW_CFA_expression:
      case DW_CFA_val_expression:
        cursor.uleb();
        cursor.skip(cursor.uleb());
        return;
      default: throw Error(Error::Kind::malformed, "the unknown instruction " + hex(opcode));
    }
  }

  std::int64_t scaled(std::int64_t number) const {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(number) *
                                     static_cast<std::uint64_t>(cie_.data_factor));
  }
  void define(std::uint64_t reg, std::int64_t offset) {
    row_.reg = reg;
    row_.offset = offset;
    row_.is_known = true;
  }
  void restore() {
    if (remembered_.empty())
      throw Error(Error::Kind::malformed, "it restores a state that it did not remember");
    const std::uint64_t address = row_.address;
    row_ = remembered_.back();
    row_.address = address;
    remembered_.pop_back();
  }
  void advance(std::uint64_t count) { move_to(row_.address + count * cie_.code_factor); }
  void move_to(std::uint64_t address) {
    if (address == row_.address) return;
    if (address < row_.address || address < begin_)
      throw Error(Error::Kind::malformed, "its rows do not ascend");
    keep_row();
    row_.address = address;
  }
  void keep_row() {
    const bool is_news = rows_.empty() || rows_.back().reg != row_.reg ||
                         rows_.back().offset != row_.offset ||
                         rows_.back().is_known != row_.is_known;
    if (is_news) rows_.push_back(row_);
    if (rows_.size() > kMostRows) too_many("rows");
  }

  // Go's functions have a few.
  static constexpr std::size_t kMostRows = 1 << 16;
  [[noreturn]] static void too_many(const char* what) {
    throw Error(Error::Kind::malformed,
                std::string("more than ") + std::to_string(kMostRows) + " " + what);
  }

  const FrameTable::Cie& cie_;
  bool is_big_endian_;
  std::uint64_t begin_;
  CfaRow row_;
  std::vector<CfaRow> rows_, remembered_;
};

}  // namespace

FrameTable::FrameTable(Bytes debug_frame, bool is_big_endian, unsigned word_size)
    : section_(debug_frame),
      is_big_endian_(is_big_endian),
      word_size_(word_size),
      budget_(std::make_unique<Budget>(Budget::for_shared(debug_frame.size()))) {
  Cursor cursor(debug_frame, is_big_endian);
  while (!cursor.at_end()) {
    Entry entry;
    if (!next_entry(cursor, entry) || entry.is_cie) continue;
    try {
      const Cie& cie = cie_at(entry.id);
      if (!cie.is_readable) continue;
      Cursor body(entry.bytes, is_big_endian);
      Fde fde;
      fde.begin = body.number(cie.address_size);
      fde.size = body.number(cie.address_size);
      fde.cie = &cie;
      fde.program = body.bytes(body.left());
      fdes_.push_back(fde);
    } catch (Error& error) {
      throw error.add_context("in the frame entry at " + hex(entry.offset));
    }
  }
  std::stable_sort(fdes_.begin(), fdes_.end(),
                   [](const Fde& a, const Fde& b) { return a.begin < b.begin; });
}

const FrameTable::Cie& FrameTable::cie_at(std::uint64_t offset) {
  const auto found = cies_.find(offset);
  return found != cies_.end() ? found->second
                              : cies_.emplace(offset, read_cie(offset)).first->second;
}

FrameTable::Cie FrameTable::read_cie(std::uint64_t offset) const {
  Cursor section(section_, is_big_endian_);
  section.seek(offset);
  Entry entry;
  if (!next_entry(section, entry) || !entry.is_cie)
    throw Error(Error::Kind::malformed, "there is no CIE at " + hex(offset));
  Cursor cursor(entry.bytes, is_big_endian_);
  Cie cie;
  const std::uint8_t version = cursor.u8();
  const std::string_view augmentation = cursor.string();
  cie.address_size = static_cast<std::uint8_t>(word_size_);
  if ((version != 1 && version != 3 && version != 4) || !augmentation.empty()) return cie;
  if (version == 4) {
    cie.address_size = cursor.u8();
    cursor.skip(1);  // size of a segment selector
  }
  cie.code_factor = cursor.uleb();
  cie.data_factor = cursor.sleb();
  if (version == 1)
    cursor.u8();  // register of the return address
  else
    cursor.uleb();
  cie.program = cursor.bytes(cursor.left());
  cie.is_readable = true;
  return cie;
}

std::vector<CfaRow> FrameTable::rows(std::uint64_t address) const {
  const auto next =
      std::upper_bound(fdes_.begin(), fdes_.end(), address,
                       [](std::uint64_t wanted, const Fde& fde) { return wanted < fde.begin; });
  if (next == fdes_.begin()) return {};
  const Fde& fde = *(next - 1);
  if (address - fde.begin >= fde.size) return {};
  try {
    budget_->spend(fde.cie->program.size() + fde.program.size());
    return FrameProgram(*fde.cie, is_big_endian_, fde.begin).run(fde.program);
  } catch (Error& error) {
    throw error.add_context("in the frame entry of " + hex(fde.begin));
  }
}

}  // namespace gofixup
