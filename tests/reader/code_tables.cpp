// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What we read of .debug_line and .debug_frame beside what libdw reads, on real programs.
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "reader/frame_table.hpp"
#include "reader/image.hpp"
#include "reader/line_table.hpp"
#include "reader/reader.hpp"
#include "support/catch.hpp"

namespace {

namespace fs = std::filesystem;
using Addresses = std::vector<std::uint64_t>;

std::vector<std::string> programs() {
  const char* folder = std::getenv("GOFIXUP_TESTCASES");
  const char* build = std::getenv("GOFIXUP_BUILD");
  const fs::path path = folder != nullptr  ? fs::path(folder)
                        : build != nullptr ? fs::path(build) / "testcases"
                                           : fs::path();
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(path, none))
    if (entry.is_regular_file() && entry.path().filename().string()[0] != '.')
      found.push_back(entry.path().string());
  std::sort(found.begin(), found.end());
  return found;
}

class Libdw {
 public:
  explicit Libdw(const std::string& path)
      : fd_(open(path.c_str(), O_RDONLY)), dwarf_(dwarf_begin(fd_, DWARF_C_READ)) {}
  ~Libdw() {
    dwarf_end(dwarf_);
    close(fd_);
  }

  bool has_dwarf() const { return dwarf_ != nullptr; }

  Addresses prologue_ends() {
    Addresses found;
    Dwarf_CU* unit = nullptr;
    Dwarf_Die root;
    while (dwarf_get_units(dwarf_, unit, &unit, nullptr, nullptr, &root, nullptr) == 0) {
      Dwarf_Lines* lines = nullptr;
      std::size_t count = 0;
      if (dwarf_getsrclines(&root, &lines, &count) != 0) continue;
      for (std::size_t i = 0; i < count; ++i) {
        Dwarf_Line* line = dwarf_onesrcline(lines, i);
        bool is_end = false;
        Dwarf_Addr address = 0;
        if (dwarf_lineprologueend(line, &is_end) == 0 && is_end &&
            dwarf_lineaddr(line, &address) == 0)
          found.push_back(address);
      }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  // "r7+16" for the canonical frame address at that place.
  std::string frame_address(std::uint64_t address) {
    if (frames_ == nullptr) frames_ = dwarf_getcfi(dwarf_);
    Dwarf_Frame* frame = nullptr;
    if (frames_ == nullptr || dwarf_cfi_addrframe(frames_, address, &frame) != 0)
      return dwarf_errmsg(-1);
    Dwarf_Op* operations = nullptr;
    std::size_t count = 0;
    std::string text = "?";
    if (dwarf_frame_cfa(frame, &operations, &count) == 0 && count == 1) {
      const Dwarf_Op& op = operations[0];
      const bool is_extended = op.atom == DW_OP_bregx;
      const std::uint64_t reg = is_extended ? op.number : op.atom - DW_OP_breg0;
      const auto offset = static_cast<std::int64_t>(is_extended ? op.number2 : op.number);
      text = "r" + std::to_string(reg) + "+" + std::to_string(offset);
    }
    std::free(frame);
    return text;
  }

 private:
  int fd_;
  Dwarf* dwarf_;
  Dwarf_CFI* frames_ = nullptr;  // dwarf_'s own
};

std::string disagreement(std::string_view function, const std::string& ours,
                         const std::string& theirs) {
  return std::string(function) + ": " + ours + ", libdw says " + theirs;
}

// The first difference in the frames of the functions, or empty.
std::string compare_frames(const gofixup::Model& model, const gofixup::FrameTable& ours,
                           Libdw& theirs, std::size_t& compared) {
  for (const gofixup::Function& function : model.functions) {
    const auto rows = ours.rows(function.address);
    if (rows.empty()) return std::string(function.name) + ": we have no frame";
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::uint64_t end =
          i + 1 < rows.size() ? rows[i + 1].address : function.address + function.size;
      const std::string own =
          "r" + std::to_string(rows[i].reg) + "+" + std::to_string(rows[i].offset);
      for (const std::uint64_t address : {rows[i].address, end - 1}) {
        if (const std::string their = theirs.frame_address(address); their != own)
          return disagreement(function.name, own, their);
        ++compared;
      }
    }
  }
  return "";
}

void check(const std::string& path) {
  Libdw theirs(path);
  REQUIRE(theirs.has_dwarf());
  const auto image = gofixup::Image::open(path);
  const bool is_big = image->is_big_endian();
  const Addresses ends =
      gofixup::prologue_ends(image->section(".debug_line"), is_big, image->word_size());
  CHECK(ends == theirs.prologue_ends());
  gofixup::ReadOptions options;
  options.wrappers = true;
  const gofixup::Model model = gofixup::read_dwarf(image, options);
  const gofixup::FrameTable frames(image->section(".debug_frame"), is_big, image->word_size());
  std::size_t compared = 0;
  CHECK(compare_frames(model, frames, theirs, compared) == gofixup::test::kNothing);
  CHECK(compared > 1000);
}

}  // namespace

TEST_CASE("code tables: as libdw reads them", "[reader]") {
  const std::vector<std::string> found = programs();
  if (found.empty()) GOFIXUP_SKIP("no testcases; scripts/build-testcases builds them");
  for (const std::string& path : found) {
    CAPTURE(path);
    check(path);
  }
}
