// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/gccgo/packages.hpp"

#include <dwarf.h>

#include <algorithm>

#include "reader/gccgo/shapes.hpp"

namespace gofixup::gccgo {

namespace {

// The package, which is spelled with escapes in the symbol, ends there at the first dot; what
// follows is the same in both.
std::string_view behind_package(const FunctionDie& function) {
  const std::string_view symbol =
      function.linkage_name.empty() ? function.name : function.linkage_name;
  const std::size_t dot = symbol.find('.');
  return dot == std::string_view::npos ? std::string_view{} : symbol.substr(dot + 1);
}

// `.main.point` → main: dots may be in the package, not in the name.
std::string_view package_of_hidden(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return name.starts_with('.') && dot > 1 ? name.substr(1, dot - 1) : std::string_view{};
}

bool has_package(std::string_view name) { return name.find('.') != std::string_view::npos; }

// Members of an imported type stand where it stands: at the import declaration.
bool has_members_elsewhere(const UnitDies& dies, const TypeDie& type, TypeIndex inside) {
  if (inside == kVoid || dies.type(inside).tag != DW_TAG_structure_type) return false;
  const auto parts = kind_of(dies, inside) == Kind::iface ? methods_of(dies, inside)
                                                          : dies.parts(dies.type(inside));
  return std::any_of(parts.begin(), parts.end(), [&](const Part& part) {
    return part.at.file == type.at.file && part.at.line >= type.at.line && part.at != type.at &&
           part.at.line != 0;
  });
}

}  // namespace

Packages::Packages(const UnitDies& dies) : of_type_(dies.types().size()) {
  for (TypeIndex i = 0; i < of_type_.size(); ++i) {
    const TypeDie& type = dies.type(i);
    if (type.tag == DW_TAG_typedef) of_type_[i] = package_of_hidden(type.name);
  }
  bool is_certain = true;
  for (const FunctionDie& function : dies.functions()) {
    if (function.is_imported) continue;
    const std::string_view package = take_apart(function).package;
    if (package.empty()) continue;
    is_certain &= own_.empty() || own_ == package;
    own_ = package;
  }
  if (!is_certain) own_ = {};
  ask_receivers(dies);
  if (!own_.empty()) ask_positions(dies);
}

// `example.com/a.T.Get` → example.com/a and T. What the compiler made (`main.f..func1`) has two
// dots in a row, and symbols of its own in place of a name: those tell nothing.
Packages::Method Packages::take_apart(const FunctionDie& function) const {
  const std::string_view rest = behind_package(function);
  const bool is_plain = !rest.empty() && rest.find("..") == std::string_view::npos &&
                        rest.front() != '.' && function.name.size() > rest.size() + 1 &&
                        function.name.ends_with(rest);
  if (!is_plain) return {};
  const std::size_t end = function.name.size() - rest.size() - 1;
  const std::string_view package = function.name.substr(0, end);
  const bool is_escaped =
      function.linkage_name.empty() && package.find('_') != std::string_view::npos;
  if (function.name[end] != '.' || is_escaped) return {};
  const std::size_t dot = rest.find('.');
  if (dot == std::string_view::npos) return {package, {}};
  return {package, rest.find('.', dot + 1) == std::string_view::npos ? rest.substr(0, dot)
                                                                     : std::string_view{}};
}

// The first parameter of a method is its receiver, or a pointer to it.
void Packages::ask_receivers(const UnitDies& dies) {
  for (const FunctionDie& function : dies.functions()) {
    const Method method = take_apart(function);
    const auto parts = dies.parts(function);
    if (method.receiver.empty() || parts.empty()) continue;
    if (parts[0].tag != DW_TAG_formal_parameter) continue;
    TypeIndex receiver = dies.at(parts[0].type);
    if (receiver != kVoid && dies.type(receiver).tag == DW_TAG_pointer_type)
      receiver = dies.at(dies.type(receiver).type);
    if (receiver == kVoid || dies.type(receiver).tag != DW_TAG_typedef) continue;
    if (dies.type(receiver).name == method.receiver) of_type_[receiver] = method.package;
  }
}

void Packages::note_own(const Position& at) {
  if (at.line == 0) return;
  for (auto& [file, line] : own_lines_)
    if (file == at.file) {
      line = std::min(line, at.line);
      return;
    }
  own_lines_.emplace_back(at.file, at.line);
}

bool Packages::is_behind_own(const Position& at) const {
  return std::any_of(own_lines_.begin(), own_lines_.end(),
                     [&](const auto& own) { return own.first == at.file && own.second < at.line; });
}

// In a file all imports come before all declarations (Go's specification, Source file
// organization), and an imported type stands at its import: what stands behind a declaration of
// the unit's package is of that package.
void Packages::ask_positions(const UnitDies& dies) {
  for (const FunctionDie& function : dies.functions())
    if (!function.is_imported && take_apart(function).package == own_) note_own(function.at);
  const auto is_open = [&](TypeIndex i) {
    const TypeDie& type = dies.type(i);
    return type.tag == DW_TAG_typedef && of_type_[i].empty() && type.at.line != 0 &&
           !has_package(type.name) && !type.name.starts_with("__go_");
  };
  for (TypeIndex i = 0; i < of_type_.size(); ++i) {
    const TypeDie& type = dies.type(i);
    if (is_open(i) && has_members_elsewhere(dies, type, dies.at(type.type))) of_type_[i] = own_;
    if (type.tag == DW_TAG_typedef && of_type_[i] == own_) note_own(type.at);
  }
  for (TypeIndex i = 0; i < of_type_.size(); ++i)
    if (is_open(i) && is_behind_own(dies.type(i).at)) of_type_[i] = own_;
}

}  // namespace gofixup::gccgo
