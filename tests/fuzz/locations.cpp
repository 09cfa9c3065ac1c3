// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Location expressions and lists, line tables, frame tables: whatever their bytes say, the answer
// is a refusal or one that keeps its promises.
//
//   byte 0  what the rest is, kBigEndian, kIs32Bit
#include <algorithm>

#include "fuzz/finding.hpp"
#include "reader/frame_table.hpp"
#include "reader/line_table.hpp"
#include "reader/locations.hpp"
#include "support/elf_builder.hpp"
#include "support/error.hpp"

using namespace gofixup;
using namespace gofixup::fuzz;

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t kBigEndian = 0x80, kIs32Bit = 0x40;

// What entry_location() looks at, without a file around it.
struct Place {
  explicit Place(unsigned word, bool is_big_endian)
      : file(test::ElfSpec{}.build()),
        image(Image::open(file.fd(), "empty.elf")),
        sections(*image) {
    sections.is_big_endian = is_big_endian;
    unit.version = 5;
    unit.address_size = static_cast<std::uint8_t>(word);
    unit.low_pc = 0x401000;
    unit.addr_base = 8;
    param.has = Die::kLocation;
  }
  test::MemoryFile file;
  std::shared_ptr<Image> image;
  DebugSections sections;
  Unit unit;
  Die param;
};

void check_pieces(const Place& place, std::uint64_t pc, std::size_t bytes) {
  const auto pieces = entry_location(place.sections, place.unit, place.param, pc);
  must(pieces.size() <= bytes, "more pieces than bytes");
  for (const EntryPiece& piece : pieces) {
    must(piece.where == EntryPiece::Where::reg || piece.reg == 0, "a register that is none");
    must(piece.where != EntryPiece::Where::nowhere || piece.offset == 0, "an offset from nowhere");
  }
}

void check_expression(Place& place, Bytes bytes) {
  place.param.expression = bytes;
  check_pieces(place, 0x401000, bytes.size());
}

// The list's offset and an address come first.
void check_list(Place& place, Bytes bytes, std::uint16_t version) {
  if (bytes.size() < 2) return;
  place.unit.version = version;
  place.param.location_list = bytes[0];
  const std::uint64_t pc = 0x401000 + std::uint64_t{bytes[1]};
  place.sections.loc = place.sections.loclists = bytes.subspan(2);
  place.sections.addr = bytes.subspan(2);
  check_pieces(place, pc, bytes.size());
}

void check_line_table(Bytes bytes, bool is_big_endian, unsigned word) {
  const auto ends = prologue_ends(bytes, is_big_endian, word, 1);
  must(std::is_sorted(ends.begin(), ends.end()), "the addresses do not ascend");
  must(std::adjacent_find(ends.begin(), ends.end()) == ends.end(), "an address is there twice");
  must(ends.size() <= bytes.size(), "more rows than bytes");
}

// Asked for every address that any eight bytes of it could be, and their neighbours.
void check_frame_table(Bytes bytes, bool is_big_endian, unsigned word) {
  const FrameTable table(bytes, is_big_endian, word);
  for (std::size_t at = 0; at + word <= bytes.size() && at < 512; ++at) {
    const std::uint64_t address = Cursor(bytes.subspan(at), is_big_endian).number(word);
    try {
      const auto rows = table.rows(address);
      const auto is_before = [](const CfaRow& a, const CfaRow& b) { return a.address < b.address; };
      must(std::is_sorted(rows.begin(), rows.end(), is_before), "the rows do not ascend");
      must(rows.empty() || rows[0].address <= address, "the first row is behind the address");
    } catch (const Error& error) {
      must(error.kind() == Error::Kind::malformed, error.what());
    }
  }
}

void check(std::uint8_t choice, Bytes bytes) {
  const bool is_big_endian = (choice & kBigEndian) != 0;
  const unsigned word = (choice & kIs32Bit) != 0 ? 4 : 8;
  const std::uint8_t what = choice % 5;
  if (what == 3) return check_line_table(bytes, is_big_endian, word);
  if (what == 4) return check_frame_table(bytes, is_big_endian, word);
  static Place places[] = {Place(8, false), Place(8, true), Place(4, false), Place(4, true)};
  Place& place = places[(word == 4 ? 2 : 0) + (is_big_endian ? 1 : 0)];
  place.param.expression = {};
  if (what == 0) return check_expression(place, bytes);
  check_list(place, bytes, what == 1 ? 4 : 5);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try {
    check(data[0], {data + 1, size - 1});
  } catch (const Error& error) {
    must(error.kind() == Error::Kind::malformed, error.what());
  }
  return 0;
}
