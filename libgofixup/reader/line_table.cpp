// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Source: DWARF 5, section 6.2, and its differences to versions 2 to 4.
#include "reader/line_table.hpp"

#include <dwarf.h>

#include <algorithm>

#include "reader/cursor.hpp"
#include "reader/unit.hpp"
#include "support/error.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

using Bytes = std::span<const std::uint8_t>;

struct Table {
  std::uint64_t offset = 0;  // in .debug_line
  std::uint8_t offset_size = 4;
  Bytes bytes;  // behind its length
};

// Tables stand one behind the other; the length of each leads to the next.
std::vector<Table> list_tables(Bytes debug_line, bool is_big_endian) {
  std::vector<Table> tables;
  Cursor cursor(debug_line, is_big_endian);
  while (!cursor.at_end()) {
    Table table{cursor.offset(), 4, {}};
    std::uint64_t length = cursor.u32();
    if (length == 0xffffffff) {
      table.offset_size = 8;
      length = cursor.u64();
    }
    if (length > cursor.left())
      throw Error(Error::Kind::malformed, "the line table at " + hex(table.offset) +
                                              " is longer than the rest of .debug_line");
    table.bytes = cursor.bytes(length);
    tables.push_back(table);
  }
  return tables;
}

class LineProgram {
 public:
  LineProgram(const Table& table, bool is_big_endian, unsigned word_size)
      : cursor_(table.bytes, is_big_endian),
        address_size_(word_size),
        is_readable_(read_header(table.offset_size)) {}

  void run(std::vector<std::uint64_t>& found) {
    while (is_readable_ && !cursor_.at_end()) step(found);
  }

 private:
  // False for versions whose programs we do not know: none of Go's, so nothing is lost.
  bool read_header(unsigned offset_size) {
    if (cursor_.at_end()) return false;
    const std::uint16_t version = cursor_.u16();
    if (version < 2 || version > 5) return false;
    if (version >= 5) {
      address_size_ = cursor_.u8();
      cursor_.skip(1);  // size of a segment selector
    }
    const std::uint64_t header_length = cursor_.number(offset_size);
    if (header_length > cursor_.left())
      throw Error(Error::Kind::malformed, "its header is longer than the table");
    const std::uint64_t program = cursor_.offset() + header_length;
    min_length_ = cursor_.u8();
    const unsigned operations = version >= 4 ? cursor_.u8() : 1;
    cursor_.skip(2);  // default_is_stmt, line_base
    line_range_ = cursor_.u8();
    opcode_base_ = cursor_.u8();
    operands_ = cursor_.bytes(opcode_base_ == 0 ? 0 : opcode_base_ - 1u);
    cursor_.seek(program);
    return operations == 1;  // more: for VLIW machines, which Go has not
  }

  void step(std::vector<std::uint64_t>& found) {
    const std::uint8_t opcode = cursor_.u8();
    if (opcode >= opcode_base_) {
      address_ += advance_of(opcode);
      add_row(found);
    } else if (opcode == 0) {
      extended();
    } else {
      standard(opcode, found);
    }
  }

  std::uint64_t advance_of(std::uint8_t opcode) const {
    if (line_range_ == 0)
      throw Error(Error::Kind::malformed, "its line_range is 0 and yet special opcodes are used");
    return std::uint64_t{min_length_} * ((opcode - opcode_base_) / unsigned{line_range_});
  }

  void extended() {
    const Bytes operation = cursor_.bytes(cursor_.uleb());
    if (operation.empty()) return;
    Cursor operand(operation, cursor_.is_big_endian());
    const std::uint8_t opcode = operand.u8();
    if (opcode == DW_LNE_set_address) address_ = operand.number(address_size_);
    if (opcode == DW_LNE_end_sequence) {
      address_ = 0;
      is_prologue_end_ = false;
    }
  }

  void standard(std::uint8_t opcode, std::vector<std::uint64_t>& found) {
    switch (opcode) {
      case DW_LNS_copy: add_row(found); break;
      case DW_LNS_advance_pc: address_ += min_length_ * cursor_.uleb(); break;
      case DW_LNS_const_add_pc: address_ += advance_of(255); break;
      case DW_LNS_fixed_advance_pc: address_ += cursor_.u16(); break;
      case DW_LNS_set_prologue_end: is_prologue_end_ = true; break;
      default:
        for (unsigned i = 0; i < operands_[opcode - 1u]; ++i) cursor_.uleb();
    }
  }

  void add_row(std::vector<std::uint64_t>& found) {
    if (is_prologue_end_) found.push_back(address_);
    is_prologue_end_ = false;
  }

  Cursor cursor_;
  Bytes operands_;  // of each standard opcode: how many LEB128 numbers follow it
  unsigned address_size_;
  std::uint8_t min_length_ = 1, line_range_ = 1, opcode_base_ = 13;
  std::uint64_t address_ = 0;
  bool is_prologue_end_ = false;
  bool is_readable_;  // last: reading the header sets the others
};

}  // namespace

std::vector<std::uint64_t> prologue_ends(Bytes debug_line, bool is_big_endian, unsigned word_size,
                                         unsigned threads) {
  const std::vector<Table> tables = list_tables(debug_line, is_big_endian);
  std::vector<std::vector<std::uint64_t>> found(tables.size());
  parallel_for(tables.size(), threads, [&](std::size_t i) {
    try {
      LineProgram(tables[i], is_big_endian, word_size).run(found[i]);
    } catch (Error& error) {
      throw error.add_context("in the line table at " + hex(tables[i].offset));
    }
  });
  std::vector<std::uint64_t> all;
  for (const auto& part : found) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace gofixup
