// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "model/go_names.hpp"

#include <array>
#include <utility>

namespace gofixup {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kPredeclared = {{
    {"bool", "GoBool"},
    {"int", "GoInt"},
    {"int8", "GoInt8"},
    {"int16", "GoInt16"},
    {"int32", "GoInt32"},
    {"int64", "GoInt64"},
    {"uint", "GoUint"},
    {"uint8", "GoUint8"},
    {"uint16", "GoUint16"},
    {"uint32", "GoUint32"},
    {"uint64", "GoUint64"},
    {"uintptr", "GoUintptr"},
    {"float32", "GoFloat32"},
    {"float64", "GoFloat64"},
    {"complex64", "GoComplex64"},
    {"complex128", "GoComplex128"},
    {"string", "GoString"},
    {"error", "GoError"},
    {"unsafe.Pointer", "GoUnsafePointer"},
}};

// The length of the bracketed, quoted or plain text up to the first of `ends` at depth 0.
std::size_t length_up_to(std::string_view text, std::string_view ends) {
  int depth = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        is_quoted = false;
      continue;
    }
    if (depth == 0 && ends.find(c) != std::string_view::npos) return i;
    if (c == '"') is_quoted = true;
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
  }
  return text.size();
}

// "int, ...string" → its items.
std::vector<Name> split_list(std::string_view list) {
  std::vector<Name> items;
  while (!list.empty()) {
    const std::size_t length = length_up_to(list, ",");
    items.push_back(list.substr(0, length));
    list.remove_prefix(length);
    if (list.starts_with(", "))
      list.remove_prefix(2);
    else if (list.starts_with(","))
      list.remove_prefix(1);
  }
  return items;
}

}  // namespace

bool is_spelled_out(Name name) {
  if (name.starts_with("noalg.")) return true;
  for (const std::string_view start :
       {"*", "[", "map[", "chan ", "chan<- ", "<-chan ", "func(", "interface {", "struct {"})
    if (name.starts_with(start)) return true;
  return false;
}

Name without_prefix(Name name) {
  for (const std::string_view prefix : {"noalg.", "go.shape."})
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return name;
}

std::string_view predeclared_btf_name(Name name) {
  if (name.size() > std::string_view("unsafe.Pointer").size()) return {};
  for (const auto& [go, btf] : kPredeclared)
    if (go == name) return btf;
  return {};
}

std::optional<FuncSpelling> split_func(Name name) {
  name = without_prefix(name);
  if (!name.starts_with("func(")) return {};
  name.remove_prefix(5);
  const std::size_t end = length_up_to(name, ")");
  if (end == name.size()) return {};
  FuncSpelling spelling;
  spelling.params = split_list(name.substr(0, end));
  Name rest = name.substr(end + 1);
  if (rest.empty()) return spelling;
  if (!rest.starts_with(" ")) return {};
  rest.remove_prefix(1);
  if (rest.starts_with("(") && rest.ends_with(")"))
    spelling.results = split_list(rest.substr(1, rest.size() - 2));
  else
    spelling.results = {rest};
  return spelling;
}

}  // namespace gofixup
