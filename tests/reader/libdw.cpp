// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Our walk over the DIEs beside libdw's, entry by entry, on real programs. The programs are in
// the folder that GOFIXUP_TESTCASES names, or in testcases/ of the build folder, where
// scripts/build-testcases puts them.
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "reader/die.hpp"
#include "reader/go_dwarf.hpp"
#include "reader/image.hpp"
#include "support/catch.hpp"
#include "support/error.hpp"

namespace {

namespace fs = std::filesystem;

// The first difference found, or empty. Comparing with CHECK would be most of the time.
class Comparison {
 public:
  explicit Comparison(const std::string& path)
      : fd_(open(path.c_str(), O_RDONLY)),
        theirs_(dwarf_begin(fd_, DWARF_C_READ)),
        image_(gofixup::Image::open(path)),
        sections_(*image_) {
    image_->section(".debug_addr");
    units_ = gofixup::list_units(sections_);
    sections_.addr = image_->section(".debug_addr");
  }
  ~Comparison() {
    dwarf_end(theirs_);
    close(fd_);
  }

  bool has_dwarf() const { return theirs_ != nullptr; }
  std::size_t entries() const { return entries_; }

  std::string run() {
    std::size_t next = 0;
    Dwarf_CU* unit = nullptr;
    Dwarf_Half version = 0;
    std::uint8_t type = 0;
    Dwarf_Die root;
    while (dwarf_get_units(theirs_, unit, &unit, &version, &type, &root, nullptr) == 0) {
      if (next == units_.size()) return "libdw has more units";
      const gofixup::Unit& ours = units_[next++];
      if (ours.version != version)
        return differs(ours.first_die, "unit version", version, ours.version);
      if (ours.first_die != dwarf_dieoffset(&root)) return "units begin elsewhere";
      gofixup::DieWalk walk(sections_, ours);
      if (std::string what = compare(walk, root, ours.is_go()); !what.empty()) return what;
    }
    return next == units_.size() ? "" : "we have more units";
  }

 private:
  // `theirs` and all below it. Only units of Go are read attribute by attribute.
  std::string compare(gofixup::DieWalk& walk, Dwarf_Die& theirs, bool with_attributes) {
    gofixup::Die ours;
    walk.next(ours);
    ++entries_;
    std::string what = same_entry(ours, theirs);
    if (what.empty() && with_attributes) what = same_attributes(ours, theirs);
    if (!what.empty() || !ours.has_children) return what;
    Dwarf_Die child;
    for (int rc = dwarf_child(&theirs, &child); rc == 0; rc = dwarf_siblingof(&child, &child)) {
      if (rc < 0) return "libdw cannot go on";
      what = compare(walk, child, with_attributes);
      if (!what.empty()) return what;
    }
    walk.next(ours);
    return ours.tag == 0 ? "" : differs(ours.offset, "end of children", 0, ours.tag);
  }

  static std::string same_entry(const gofixup::Die& ours, Dwarf_Die& theirs) {
    if (ours.offset != dwarf_dieoffset(&theirs))
      return differs(ours.offset, "offset", dwarf_dieoffset(&theirs), ours.offset);
    const auto tag = static_cast<unsigned>(dwarf_tag(&theirs));
    if (ours.tag != tag) return differs(ours.offset, "tag", tag, ours.tag);
    const bool has_children = dwarf_haschildren(&theirs) == 1;
    return has_children == ours.has_children ? "" : differs(ours.offset, "children", 0, 1);
  }

  static std::string same_attributes(const gofixup::Die& ours, Dwarf_Die& theirs) {
    using gofixup::Die;
    namespace go = gofixup::go;
    struct Number {
      const char* what;
      unsigned attribute;
      std::uint64_t ours;
    };
    const Number numbers[] = {
        {"byte_size", DW_AT_byte_size, ours.byte_size},
        {"count", DW_AT_count, ours.count},
        {"const_value", DW_AT_const_value, ours.const_value},
        {"upper_bound", DW_AT_upper_bound, ours.upper_bound},
        {"data_member_location", DW_AT_data_member_location, ours.member_location},
        {"encoding", DW_AT_encoding, ours.encoding},
        {"go_kind", go::kAtKind, ours.go_kind},
        {"go_runtime_type", go::kAtRuntimeType, ours.runtime_type},
        {"language", DW_AT_language, ours.language},
        {"variable_parameter", DW_AT_variable_parameter, ours.is_result},
        {"embedded_field", go::kAtEmbeddedField, ours.is_embedded},
        {"trampoline", DW_AT_trampoline, ours.is_trampoline},
        {"external", DW_AT_external, ours.is_external},
    };
    for (const Number& number : numbers)
      if (const std::uint64_t their = number_of(theirs, number.attribute); their != number.ours)
        return differs(ours.offset, number.what, their, number.ours);
    const Number references[] = {{"type", DW_AT_type, ours.type},
                                 {"abstract_origin", DW_AT_abstract_origin, ours.abstract_origin},
                                 {"go_key", go::kAtKey, ours.go_key},
                                 {"go_elem", go::kAtElem, ours.go_elem}};
    for (const Number& reference : references)
      if (const std::uint64_t their = reference_of(theirs, reference.attribute);
          their != reference.ours)
        return differs(ours.offset, reference.what, their, reference.ours);
    Dwarf_Attribute attribute;
    const bool has_name = dwarf_attr(&theirs, DW_AT_name, &attribute) != nullptr;
    if (has_name != ours.has_any(Die::kName) ||
        (has_name && ours.name != dwarf_formstring(&attribute)))
      return differs(ours.offset, "name " + std::string(ours.name), 0, 0);
    return same_address(ours, theirs);
  }

  static std::string same_address(const gofixup::Die& ours, Dwarf_Die& theirs) {
    Dwarf_Attribute attribute;
    const bool has_one = dwarf_attr(&theirs, DW_AT_low_pc, &attribute) != nullptr;
    if (has_one != ours.has_any(gofixup::Die::kLowPc)) return differs(ours.offset, "low_pc", 0, 0);
    Dwarf_Addr address = 0;
    if (has_one && dwarf_formaddr(&attribute, &address) != 0) return "libdw cannot read low_pc";
    return address == ours.low_pc ? "" : differs(ours.offset, "low_pc", address, ours.low_pc);
  }

  static std::uint64_t number_of(Dwarf_Die& die, unsigned name) {
    Dwarf_Attribute attribute;
    if (dwarf_attr(&die, name, &attribute) == nullptr) return 0;
    bool flag = false;
    if (dwarf_formflag(&attribute, &flag) == 0) return flag;
    Dwarf_Addr address = 0;
    if (dwarf_formaddr(&attribute, &address) == 0) return address;
    Dwarf_Word number = 0;
    dwarf_formudata(&attribute, &number);
    return number;
  }
  static std::uint64_t reference_of(Dwarf_Die& die, unsigned name) {
    Dwarf_Attribute attribute;
    Dwarf_Die target;
    if (dwarf_attr(&die, name, &attribute) == nullptr) return 0;
    return dwarf_formref_die(&attribute, &target) == nullptr ? 0 : dwarf_dieoffset(&target);
  }

  static std::string differs(std::uint64_t offset, const std::string& what, std::uint64_t theirs,
                             std::uint64_t ours) {
    return "at DIE " + gofixup::hex(offset) + ": " + what + ": libdw " + gofixup::hex(theirs) +
           ", we " + gofixup::hex(ours);
  }

  int fd_;
  ::Dwarf* theirs_;
  std::shared_ptr<gofixup::Image> image_;
  gofixup::DebugSections sections_;
  std::vector<gofixup::Unit> units_;
  std::size_t entries_ = 0;
};

std::string testcases() {
  if (const char* folder = std::getenv("GOFIXUP_TESTCASES")) return folder;
  const char* build = std::getenv("GOFIXUP_BUILD");
  return build == nullptr ? "" : std::string(build) + "/testcases";
}

}  // namespace

TEST_CASE("libdw: agrees with our walk on every entry of real programs", "[reader]") {
  const std::string folder = testcases();
  if (!fs::is_directory(folder))
    GOFIXUP_SKIP("no built programs: scripts/build-testcases, or set GOFIXUP_TESTCASES");
  std::size_t programs = 0, entries = 0;
  for (const fs::directory_entry& file : fs::directory_iterator(folder)) {
    if (!file.is_regular_file() || file.path().filename().string().starts_with(".")) continue;
    CAPTURE(file.path().filename().string());
    try {
      Comparison comparison(file.path().string());
      if (!comparison.has_dwarf()) continue;
      CHECK(comparison.run() == gofixup::test::kNothing);
      entries += comparison.entries();
      ++programs;
    } catch (const gofixup::Error& error) {
      FAIL_CHECK(error.what());
    }
  }
  CHECK(programs > 0);
  WARN("compared " << entries << " entries of " << programs << " programs");
}
