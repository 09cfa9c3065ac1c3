// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "model/go_names.hpp"

#include <array>

namespace gofixup {

namespace {

struct Predeclared {
  std::string_view go, btf;
  unsigned bytes, words;  // its size is the sum
};

constexpr auto kPredeclared = std::to_array<Predeclared>({
    {"bool", "GoBool", 1, 0},
    {"int", "GoInt", 0, 1},
    {"int8", "GoInt8", 1, 0},
    {"int16", "GoInt16", 2, 0},
    {"int32", "GoInt32", 4, 0},
    {"int64", "GoInt64", 8, 0},
    {"uint", "GoUint", 0, 1},
    {"uint8", "GoUint8", 1, 0},
    {"uint16", "GoUint16", 2, 0},
    {"uint32", "GoUint32", 4, 0},
    {"uint64", "GoUint64", 8, 0},
    {"uintptr", "GoUintptr", 0, 1},
    {"float32", "GoFloat32", 4, 0},
    {"float64", "GoFloat64", 8, 0},
    {"complex64", "GoComplex64", 8, 0},
    {"complex128", "GoComplex128", 16, 0},
    {"string", "GoString", 0, 2},
    {"error", "GoError", 0, 2},
    {"unsafe.Pointer", "GoUnsafePointer", 0, 1},
});

const Predeclared* find_predeclared(Name name) {
  if (name.size() > std::string_view("unsafe.Pointer").size()) return nullptr;
  for (const Predeclared& type : kPredeclared)
    if (type.go == name) return &type;
  return nullptr;
}

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
  const auto begins_with = [&](auto... starts) { return (name.starts_with(starts) || ...); };
  if (name.empty()) return false;
  switch (name[0]) {  // most names are told by it
    case '*':
    case '[': return true;
    case 'm': return begins_with("map[");
    case 'c': return begins_with("chan ", "chan<- ");
    case '<': return begins_with("<-chan ");
    case 'f': return begins_with("func(");
    case 'i': return begins_with("interface {");
    case 's': return begins_with("struct {");
    case 'n': return begins_with("noalg.");
    default: return false;
  }
}

Name without_prefix(Name name) {
  for (const std::string_view prefix : {"noalg.", "go.shape."})
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return name;
}

std::string_view predeclared_btf_name(Name name) {
  const Predeclared* type = find_predeclared(name);
  return type == nullptr ? std::string_view{} : type->btf;
}

std::uint64_t predeclared_size(Name name, unsigned word_size) {
  const Predeclared* type = find_predeclared(name);
  return type == nullptr ? 0 : type->bytes + std::uint64_t{type->words} * word_size;
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
