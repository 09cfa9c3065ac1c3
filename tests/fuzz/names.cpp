// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go names, one a line: whatever they are, what becomes of them is a C identifier that old kernels
// take, made from the name alone, and different for different names.
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/finding.hpp"
#include "model/go_names.hpp"
#include "model/model.hpp"
#include "passes/btf_names.hpp"
#include "passes/unique_names.hpp"
#include "support/error.hpp"
#include "support/glob.hpp"

using namespace gofixup;
using namespace gofixup::fuzz;

namespace {

constexpr std::size_t kLongestOfOldKernels = 127;  // bytes, before 6.1

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    // DWARF's strings end at a NUL.
    lines.push_back(line.substr(0, std::min(line.find('\0'), line.size())));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void must_be_legal(const std::string& made, std::string_view from) {
  must(is_c_identifier(made) && made.size() <= kLongestOfOldKernels,
       std::string(from) + " became " + made);
}

void check_name(std::string_view name) {
  for (const std::string_view prefix : {"go_", "Go", ""})
    for (const Disambiguation how :
         {Disambiguation::none, Disambiguation::hash32, Disambiguation::hash64}) {
      const std::string made = btf_name(prefix, name, how);
      must_be_legal(made, name);
      must(made.find("___") == std::string::npos, std::string(name) + " became " + made);
      must(made.starts_with(prefix) || made[0] == '_', made + " has lost its prefix");
      must(made == btf_name(prefix, std::string(name), how), made + " becomes another every time");
    }
  const std::string member = member_name(name);
  must_be_legal(member, name);
  // `__x__` and `__X` are taken for macros by their form, which what is put behind does not change.
  const bool has_macro_form = member.starts_with("__") && member.size() > 2 &&
                              (member.ends_with('_') || (member[2] >= 'A' && member[2] <= 'Z'));
  must(!is_c_keyword(member) || has_macro_form,
       std::string(name) + " became the keyword " + member);
  if (is_c_identifier(name) && !is_c_keyword(name) && name.size() <= kLongestMember)
    must(member == name, std::string(name) + " need not become " + member);
}

// The parts of what Go spells must be parts of the name itself.
void check_spelling(std::string_view name) {
  (void)is_spelled_out(name);
  (void)predeclared_btf_name(name);
  const std::string_view bare = without_prefix(name);
  must(name.ends_with(bare), "without its prefix it is another name");
  const auto func = split_func(name);
  if (!func) return;
  std::size_t sum = 0;
  for (const auto* list : {&func->params, &func->results})
    for (const std::string_view part : *list) {
      const bool is_inside =
          part.empty() ||
          (part.data() >= name.data() && part.data() + part.size() <= name.data() + name.size());
      must(is_inside, "a parameter that is not in the name");
      sum += part.size();
    }
  must(sum <= name.size(), "the parameters are longer than the name");
}

std::vector<Name> settled(const std::vector<std::string_view>& names, Model& model,
                          bool same_is_same) {
  UniqueNames unique(1);
  unique.reserve("int");
  unique.reserve("go_T");
  for (const std::string_view name : names) unique.add(name.size() % 5 == 4 ? "Go" : "go_", name);
  unique.settle(same_is_same);
  unique.give_to(model);
  std::vector<Name> made;
  made.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) made.push_back(unique.at(i));
  return made;
}

void check_uniqueness(std::vector<std::string_view> names) {
  Model model;
  const std::vector<Name> numbered = settled(names, model, false);
  std::set<Name> taken = {"int", "go_T"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    must_be_legal(std::string(numbered[i]), names[i]);
    must(taken.insert(numbered[i]).second, std::string(numbered[i]) + " is there twice");
  }
  const std::vector<Name> made = settled(names, model, true);
  std::reverse(names.begin(), names.end());
  const std::vector<Name> backwards = settled(names, model, true);
  for (std::size_t i = 0; i < names.size(); ++i)
    must(made[i] == backwards[names.size() - 1 - i],
         std::string(made[i]) + " depends on the order of names");
}

void check(std::string_view text) {
  const std::vector<std::string_view> names = lines_of(text);
  for (const std::string_view name : names) {
    check_name(name);
    check_spelling(name);
  }
  if (names.size() > 1) (void)glob_matches(names[0], names[1]);
  if (!names.empty()) must(glob_matches("*", names[0]), "* does not match everything");
  check_uniqueness(names);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    check({reinterpret_cast<const char*>(data), size});
  } catch (const Error& error) {
    found(error.what());
  }
  return 0;
}
