// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    integer constants, each with its type; untyped ones have int (cmd/compile,
//           dumpGlobalConst). A Go program has thousands of int constants.
// Trouble   BTF has constants only as the items of an ENUM, which has one size and one sign;
//           kernels before 6.0 know neither ENUM64 nor signs.
// We make   one ENUM of all constants of a defined type, whatever package they are in; one for
//           each package's constants of a predeclared type. ENUM64 where 32 bits do not hold
//           every value. Without enum64 only what every reader takes for the same number stays:
//           0 to 2^31-1.
// Example   main.Red main.Color = 0   is in   main.Color consts
//           syscall.SYS_READ = 0      is in   syscall consts
//           math.MaxUint uint64 = …   is in   math consts uint64
#include <limits>
#include <string>
#include <unordered_map>

#include "model/go_kind.hpp"
#include "passes/btf_limits.hpp"
#include "passes/passes.hpp"
#include "support/hash.hpp"

namespace gofixup {

namespace {

constexpr std::string_view kWord = " consts";

bool is_integer(std::uint8_t kind) { return kind >= go::kind::int_ && kind <= go::kind::uintptr; }

// "net/http.StatusOK" → "net/http". A path's own dots are escaped behind its last slash.
Name package_of(Name constant) {
  const std::size_t slash = constant.rfind('/');
  const std::size_t dot = constant.find('.', slash == Name::npos ? 0 : slash);
  return constant.substr(0, dot);
}

bool fits_enum(std::uint64_t value, bool is_signed) {
  const auto number = static_cast<std::int64_t>(value);
  return is_signed ? number >= std::numeric_limits<std::int32_t>::min() &&
                         number <= std::numeric_limits<std::int32_t>::max()
                   : value <= std::numeric_limits<std::uint32_t>::max();
}

bool is_same_everywhere(std::uint64_t value) {
  return value <= static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max());
}

class Groups {
 public:
  Groups(Model& model, bool enum64) : model_(model), enum64_(enum64) {}

  void add(const Constant& constant) {
    const Type& type = model_.at(constant.type);
    const auto* number = std::get_if<Number>(&type.shape);
    if (number == nullptr || !is_integer(number->kind))
      return leave_out(constant.name, "is not of an integer type", 1);
    const bool is_predeclared = type.name == go::kNumberNames[number->kind];
    Group& group = group_of(is_predeclared ? spelling(package_of(constant.name), number->kind)
                                           : std::string(type.name) + std::string(kWord));
    group.is_signed = go::is_signed(number->kind);
    group.of = is_predeclared ? TypeId::none : constant.type;
    if (!enum64_ && !is_same_everywhere(constant.value))
      ++group.too_big;
    else if (group.items.size() == kMaxMembers)
      ++group.too_many;
    else
      group.items.push_back({constant.name, constant.value, {}});
  }

  void finish() {
    for (const Group& group : groups_) {
      leave_out(group.name, "constants need ENUM64 or a sign, which kernels before 6.0 do not know",
                group.too_big);
      leave_out(group.name, "constants are more than an ENUM holds", group.too_many);
      if (!group.items.empty()) make(group);
    }
  }

 private:
  struct Group {
    std::string name;
    bool is_signed = false;
    TypeId of{};
    std::vector<Enumerator> items;
    std::uint32_t too_big = 0, too_many = 0;
  };

  // Our own, for what Go does not spell: no type or package has a space in its name.
  static std::string spelling(Name package, std::uint8_t kind) {
    std::string text = std::string(package) + std::string(kWord);
    if (kind != go::kind::int_) text += " " + std::string(go::kNumberNames[kind]);
    return text;
  }

  Group& group_of(std::string name) {
    const auto [found, is_new] = index_.try_emplace(name, groups_.size());
    if (is_new) groups_.push_back({std::move(name), false, {}, {}, 0, 0});
    return groups_[found->second];
  }

  void make(const Group& group) {
    Enum list;
    list.is_signed = group.is_signed && enum64_;
    for (const Enumerator& item : group.items)
      if (!fits_enum(item.value, list.is_signed)) list.size = 8;
    list.items = model_.keep(group.items);
    list.of = group.of;
    Type type;
    type.name = model_.keep(group.name);
    type.shape = list;
    type.is_named_by_us = true;
    model_.add(type);
  }

  void leave_out(std::string_view where, std::string why, std::uint32_t count) {
    if (count != 0)
      model_.diagnostics.push_back(
          {Diagnostic::Code::const_left_out, std::string(where), std::move(why), count});
  }

  Model& model_;
  bool enum64_;
  std::vector<Group> groups_;
  std::unordered_map<std::string, std::size_t, SecretHash> index_;  // into groups_, by name
};

}  // namespace

void group_constants(Model& model, const PassOptions& options) {
  Groups groups(model, options.enum64);
  for (const Constant& constant : model.constants) groups.add(constant);
  model.constants.clear();
  groups.finish();
}

}  // namespace gofixup
