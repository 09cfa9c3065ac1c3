// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/reader.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <optional>

#include "reader/gccgo.hpp"
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

// Biggest unit first, so that no thread ends with it alone: one unit holds all types.
std::vector<Fragment> read_units(const UnitReader& reader) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < reader.units.size(); ++i)
    if (reader.units[i].is_go()) order.push_back(i);
  std::vector<std::size_t> by_size(order.size());
  std::iota(by_size.begin(), by_size.end(), 0);
  std::stable_sort(by_size.begin(), by_size.end(), [&](std::size_t a, std::size_t b) {
    const auto size = [&](std::size_t i) {
      return reader.units[order[i]].end - reader.units[order[i]].offset;
    };
    return size(a) > size(b);
  });
  std::vector<Fragment> fragments(order.size());
  parallel_for(by_size.size(), reader.options.threads, [&](std::size_t i) {
    fragments[by_size[i]] = reader.read(reader.units[order[by_size[i]]]);
  });
  return fragments;
}

// Up to Go 1.21 blank parameters have no DIE (cmd/compile/internal/dwarfgen).
bool hides_blank_params(GoVersion version) {
  return version != GoVersion{} && version < GoVersion{1, 22};
}

void count_what_was_left(const std::vector<Fragment>& fragments, const std::vector<Unit>& units,
                         BinaryInfo& info, Diagnostics& diagnostics) {
  std::uint32_t wrappers = 0;
  for (const Fragment& fragment : fragments) {
    wrappers += fragment.wrappers_left_out;
    info.functions_with_code += fragment.functions.size() + fragment.wrappers_left_out;
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

std::vector<Function*> functions_of(std::vector<Fragment>& fragments) {
  std::vector<Function*> functions;
  for (Fragment& fragment : fragments)
    for (std::size_t i = 0; i < fragment.functions.chunk_count(); ++i)
      for (Function& function : fragment.functions.chunk(i)) functions.push_back(&function);
  return functions;
}

std::uint64_t module_data_of(const std::vector<Fragment>& fragments) {
  for (const Fragment& fragment : fragments)
    if (fragment.module_data != 0) return fragment.module_data;
  return 0;
}

}  // namespace

Model read_dwarf(std::shared_ptr<Image> image, const ReadOptions& options) {
  if (!image->has(".debug_info")) refuse(*image, {});
  Image::Symbols symbols;
  parallel_for(3, options.threads, [&](std::size_t step) {
    if (step == 0) image->section(".debug_info");
    if (step == 1) image->section(".debug_addr");
    if (step == 2) symbols = image->function_symbols();
  });
  DebugSections sections(*image);
  const std::vector<Unit> units = list_units(sections);
  sections.addr = image->section(".debug_addr");

  Model model;
  model.binary = describe(*image, units);
  if (model.binary.go_units == 0) refuse(*image, units);
  ReadOptions effective = options;
  effective.locations = options.locations || hides_blank_params(model.binary.go);
  if (effective.locations) {
    sections.loc = image->section(".debug_loc");
    sections.loclists = image->section(".debug_loclists");
  }
  const bool has_gccgo = has_units_of(Compiler::gccgo, units);
  if (has_gccgo) {
    sections.ranges = image->section(".debug_ranges");
    sections.rnglists = image->section(".debug_rnglists");
  }
  const UnitReader reader{sections, units, effective};
  std::vector<Fragment> fragments = read_units(reader);
  count_what_was_left(fragments, units, model.binary, model.diagnostics);
  const std::uint64_t module_data = module_data_of(fragments);
  attach_symbols(symbols.list, options.threads, functions_of(fragments), model);
  if (!has_gccgo) symbols = {};  // before join(), where most memory is in use
  join(fragments, sections.info.size(), *sections.budget, options.threads, model);
  if (has_gccgo)
    gccgo::merge_copies(units, model);
  else
    image->release(".debug_info");  // all names are copied
  if (options.interfaces) read_interfaces(*image, module_data, *sections.budget, model);
  if (has_gccgo) gccgo::attach_symbols(symbols.list, model);
  symbols = {};
  model.binary.variables = model.variables.size();
  model.binary.constants = model.constants.size();
  if (options.variables)
    for (const Image::LoadedSection& section : image->loaded_sections())
      model.sections.push_back({section.name, section.address, section.size});
  model.hold(std::move(image));
  model.hold(std::move(sections.joined));
  return model;
}

}  // namespace gofixup
