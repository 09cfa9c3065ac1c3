// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/reader.hpp"

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <optional>
#include <utility>

#include "reader/gccgo/gccgo.hpp"
#include "reader/interfaces.hpp"
#include "reader/join.hpp"
#include "reader/languages.hpp"
#include "reader/refusal.hpp"
#include "reader/symbols.hpp"
#include "support/error.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

// "Go cmd/compile go1.24.6; regabi" → 1.24. Development builds give 0.0.
GoVersion version_of(std::string_view producer) {
  GoVersion version;
  const std::size_t at = producer.find("go1.");
  if (at == std::string_view::npos || std::sscanf(std::string(producer.substr(at)).c_str(),
                                                  "go%u.%u", &version.major, &version.minor) != 2)
    return {};
  return version;
}

bool has_units_of(Compiler compiler, const std::vector<Unit>& units) {
  return std::any_of(units.begin(), units.end(),
                     [&](const Unit& unit) { return unit.compiler == compiler; });
}

BinaryInfo describe(const Image& image, const std::vector<Unit>& units) {
  BinaryInfo info;
  info.machine = image.machine();
  info.word_size = image.word_size();
  info.is_big_endian = image.is_big_endian();
  for (const Unit& unit : units) {
    if (unit.is_go() && !unit.is_in_supplement) info.unit_offsets.push_back(unit.offset);
    if (unit.is_partial) continue;
    if (!unit.is_go())
      ++info.foreign_units;
    else if (++info.go_units == 1)
      info.producer = unit.producer;
  }
  info.go = version_of(info.producer);
  return info;
}

// Up to Go 1.21 blank parameters have no DIE (cmd/compile/internal/dwarfgen).
bool hides_blank_params(GoVersion version) {
  return version != GoVersion{} && version < GoVersion{1, 22};
}

void count_what_was_left(const std::vector<PackedFragment>& fragments,
                         const std::vector<Unit>& units, BinaryInfo& info,
                         Diagnostics& diagnostics) {
  std::uint32_t wrappers = 0;
  for (const PackedFragment& fragment : fragments) {
    wrappers += fragment.wrappers_left_out;
    info.functions_with_code +=
        fragment.functions.size() + fragment.functions_left_out + fragment.wrappers_left_out;
    info.has_all_functions &= fragment.functions_left_out == 0;
  }
  if (wrappers != 0)
    diagnostics.push_back({Diagnostic::Code::wrapper_left_out,
                           {},
                           "functions made by the compiler; --wrappers keeps them",
                           wrappers});
  if (info.foreign_units != 0)
    diagnostics.push_back(
        {Diagnostic::Code::foreign_unit,
         {},
         "units of other languages (" + foreign_languages(units) + "), which pahole reads",
         static_cast<std::uint32_t>(info.foreign_units)});
}

std::vector<Function*> functions_of(std::vector<PackedFragment>& fragments) {
  std::size_t count = 0;
  for (const PackedFragment& fragment : fragments) count += fragment.functions.size();
  std::vector<Function*> functions;
  functions.reserve(count);
  for (PackedFragment& fragment : fragments)
    for (Function& function : fragment.functions) functions.push_back(&function);
  return functions;
}

std::uint64_t module_data_of(const std::vector<PackedFragment>& fragments) {
  for (const PackedFragment& fragment : fragments)
    if (fragment.module_data != 0) return fragment.module_data;
  return 0;
}

// Reads the units while .debug_info is inflated, each as soon as all of it is there.
class UnitsAtWork {
 public:
  UnitsAtWork(Image& image, ReadOptions options)
      : image_(image),
        options_(std::move(options)),
        is_joined_(image.supplement() != nullptr),
        sections_(image,
                  is_joined_ ? image.section(".debug_info") : image.place_section(".debug_info")),
        arrival_(sections_.info.size()),
        units_(sections_, arrival_) {}

  void run() {
    // The first fills, so that it is there for all others, also where there is only one thread.
    parallel_for(1 + thread_count(options_.threads), options_.threads,
                 [&](std::size_t step) { step == 0 ? fill() : read(); });
  }

  DebugSections& sections() { return sections_; }
  std::vector<Unit> take_units() { return units_.take(); }

  // Of the units that are Go's, in the order of the file.
  std::vector<PackedFragment> take_fragments() {
    std::sort(done_.begin(), done_.end(),
              [](const Done& a, const Done& b) { return a.offset < b.offset; });
    std::vector<PackedFragment> fragments;
    fragments.reserve(done_.size());
    for (Done& done : done_) fragments.push_back(std::move(done.fragment));
    done_.clear();
    return fragments;
  }

 private:
  struct Done {
    std::uint64_t offset;  // of the unit
    PackedFragment fragment;
  };

  void fill() {
    if (is_joined_) return arrival_.tell(arrival_.size());
    try {
      image_.fill_section(".debug_info", [&](std::uint64_t there) { arrival_.tell(there); });
    } catch (...) {
      arrival_.give_up();
      throw;
    }
  }

  void read() {
    try {
      std::call_once(is_prepared_, [&] { prepare(); });
      Workplace place;
      while (read_one(place)) {
      }
    } catch (const Arrival::GivenUp&) {
      // fill() says why.
    } catch (...) {
      units_.stop();
      if (is_all_there()) throw;
    }
  }

  bool keeps_functions() const { return options_.functions_if.empty(); }

  // Returns false at the end.
  bool read_one(Workplace& place) {
    std::unique_lock lock(lock_);
    const UnitReader reader{sections_, units_, options_};
    const Unit* unit = units_.next_go();
    lock.unlock();
    if (unit == nullptr) return false;
    try {
      PackedFragment fragment = reader.read(*unit, place);
      lock.lock();
      if (is_as_wanted(reader)) done_.push_back({unit->offset, std::move(fragment)});
    } catch (const FunctionIsWanted&) {
      lock.lock();
      if (is_as_wanted(reader)) begin_again();
    }
    return true;
  }

  // Whether nobody has begun again since the reader was made.
  bool is_as_wanted(const UnitReader& reader) const {
    return reader.options.functions_if.empty() == keeps_functions();
  }

  // This time with functions.
  void begin_again() {
    options_.functions_if.clear();
    done_.clear();
    units_.rewind();
  }

  // Damage to what is compressed is told rather than what it leads to.
  bool is_all_there() {
    try {
      arrival_.wait_for(arrival_.size());
      return true;
    } catch (const Arrival::GivenUp&) {
      return false;
    }
  }

  // What has to be known before any unit is read.
  void prepare() {
    const Unit* first = units_.first_go();
    if (first == nullptr) return;
    sections_.addr = image_.section(".debug_addr");
    options_.locations = options_.locations || hides_blank_params(version_of(first->producer));
    if (options_.locations) {
      sections_.loc = image_.section(".debug_loc");
      sections_.loclists = image_.section(".debug_loclists");
    }
    if (first->compiler == Compiler::gccgo) {
      options_.functions_if.clear();  // its types have names that functions tell
      sections_.ranges = image_.section(".debug_ranges");
      sections_.rnglists = image_.section(".debug_rnglists");
    }
  }

  Image& image_;
  ReadOptions options_;
  const bool is_joined_;  // with a supplement
  DebugSections sections_;
  Arrival arrival_;
  UnitList units_;
  std::once_flag is_prepared_;
  std::mutex lock_;
  std::vector<Done> done_;
};

}  // namespace

Model read_dwarf(std::shared_ptr<Image> image, const ReadOptions& options) {
  if (!image->has(".debug_info")) refuse(*image, {});
  UnitsAtWork work(*image, options);
  work.run();
  const std::vector<Unit> units = work.take_units();
  Model model;
  model.binary = describe(*image, units);
  if (model.binary.go_units == 0) refuse(*image, units);
  std::vector<PackedFragment> fragments = work.take_fragments();
  DebugSections& sections = work.sections();
  const bool has_gccgo = has_units_of(Compiler::gccgo, units);
  count_what_was_left(fragments, units, model.binary, model.diagnostics);
  const std::uint64_t module_data = module_data_of(fragments);
  image->release(".debug_info");  // as much as all that comes needs; fragments have their names
  attach_symbols(*image, options.threads, functions_of(fragments), *sections.budget, model);
  join(fragments, sections.info.size(), *sections.budget, options.threads, model);
  if (has_gccgo) gccgo::merge_copies(units, model);
  if (options.interfaces) read_interfaces(*image, module_data, *sections.budget, model);
  if (has_gccgo) gccgo::attach_symbols(*image, *sections.budget, model);
  model.binary.variables = model.variables.size();
  model.binary.constants = model.constants.size();
  if (options.variables)
    for (const Image::LoadedSection& section : image->loaded_sections())
      model.sections.push_back({section.name, section.address, section.size});
  model.hold(std::move(image));
  return model;
}

}  // namespace gofixup
