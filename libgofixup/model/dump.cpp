// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include <algorithm>
#include <vector>

#include "model/edges.hpp"
#include "model/inspect.hpp"

namespace gofixup {

namespace {

// Nameless chains are short; a damaged model must still be printable.
constexpr unsigned kDeepestText = 64;

std::string btf_note(Name btf_name) {
  return btf_name.empty() ? "" : "  -> " + std::string(btf_name);
}

class Printer {
 public:
  explicit Printer(const Model& model) : model_(model) {}

  std::string reference(TypeId id, unsigned depth = 0) const {
    if (id == TypeId::none) return "void";
    const Type& type = model_.at(id);
    if (!type.name.empty() && !is_nameless(type)) return std::string(type.name);
    if (depth > kDeepestText) return "...";
    if (const auto* pointer = std::get_if<Pointer>(&type.shape))
      return "*" + reference(pointer->target, depth + 1);
    if (const auto* array = std::get_if<Array>(&type.shape))
      return "[" + std::to_string(array->count) + "]" + reference(array->element, depth + 1);
    if (const auto* signature = std::get_if<Signature>(&type.shape))
      return "code(" + list(signature->params, depth + 1) + ")" + result(signature->result, depth);
    return type.name.empty() ? "?" : std::string(type.name);
  }

  std::string list(Range<Param> params, unsigned depth = 0) const {
    std::string text;
    for (const Param& param : model_.params(params)) {
      if (!text.empty()) text += ", ";
      if (!param.name.empty()) text += std::string(param.name) + " ";
      text += reference(param.type, depth);
    }
    return text;
  }

  std::string result(TypeId id, unsigned depth = 0) const {
    return id == TypeId::none ? "" : " " + reference(id, depth + 1);
  }

  std::string fields(const Layout& layout) const {
    std::string text;
    for (const Field& field : model_.fields(layout)) {
      const std::string offset = std::to_string(field.offset);
      text += std::string(offset.size() < 6 ? 6 - offset.size() : 0, ' ') + offset + "  " +
              std::string(field.name) + "  " + reference(field.type);
      if (field.is_embedded) text += "  embedded";
      if (!field.hidden_type.empty()) text += "  for " + std::string(field.hidden_type);
      text += "\n";
    }
    return text;
  }

  std::string items(const Enum& list) const {
    std::string text;
    for (const Enumerator& item : model_.items(list.items))
      text += "        " + std::string(item.name) + " = " +
              (list.is_signed ? std::to_string(static_cast<std::int64_t>(item.value))
                              : std::to_string(item.value)) +
              btf_note(item.btf_name) + "\n";
    return text;
  }

  // What the shape is, without the fields.
  std::string describe(const Shape& shape) const {
    return std::visit([&](const auto& s) { return words(s); }, shape);
  }

 private:
  static bool is_nameless(const Type& type) {
    return holds<Pointer>(type) || holds<Array>(type) || holds<Signature>(type);
  }
  static std::string sized(std::string_view word, std::uint64_t size) {
    return std::string(word) + "  size " + std::to_string(size);
  }

  std::string words(const Gone&) const { return "gone"; }
  std::string words(const Number& s) const {
    return sized("number", s.size) + "  kind " + std::to_string(s.kind);
  }
  std::string words(const UnsafePointer&) const { return "unsafe pointer"; }
  std::string words(const Complex& s) const { return sized("complex", s.size); }
  std::string words(const String& s) const { return sized("string", s.layout.size); }
  std::string words(const Slice& s) const {
    return sized("slice of " + reference(s.element), s.layout.size);
  }
  std::string words(const Map& s) const {
    return "map from " + reference(s.key) + " to " + reference(s.element) + ", at " +
           reference(s.header);
  }
  std::string words(const Chan& s) const {
    return "chan of " + reference(s.element) + ", at " + reference(s.header);
  }
  std::string words(const Interface& s) const { return "interface as " + reference(s.layout); }
  std::string words(const FuncValue& s) const {
    std::string text = "func value (" + list(s.params) + ")";
    if (s.is_variadic) text += " variadic";
    if (s.results.count != 0) text += " results (" + list(s.results) + ")";
    if (s.is_unknown) text += " unknown";
    return text;
  }
  std::string words(const Opaque& s) const { return sized("opaque", s.size); }
  std::string words(const Base& s) const {
    constexpr std::string_view kWords[] = {"unsigned", "signed", "bool", "float"};
    return sized(kWords[static_cast<std::size_t>(s.encoding)], s.size);
  }
  std::string words(const Pointer& s) const { return "pointer to " + reference(s.target); }
  std::string words(const Array& s) const {
    return "array of " + std::to_string(s.count) + " " + reference(s.element);
  }
  std::string words(const Struct& s) const { return sized("struct", s.layout.size); }
  std::string words(const Signature& s) const {
    return "code(" + list(s.params) + ")" + result(s.result);
  }
  std::string words(const Alias& s) const { return "typedef of " + reference(s.target); }
  std::string words(const Enum& s) const {
    return sized(s.is_signed ? "constants, signed" : "constants", s.size);
  }

  const Model& model_;
};

}  // namespace

std::string reference(const Model& model, TypeId id) { return Printer(model).reference(id); }

std::string dump(const Model& model, TypeId id) {
  const Printer printer(model);
  const Type& type = model.at(id);
  std::string text = "type " +
                     (type.name.empty() ? printer.reference(id) : std::string(type.name)) + ": " +
                     printer.describe(type.shape) + btf_note(type.btf_name) + "\n";
  if (const Layout* layout = layout_of(type.shape)) text += printer.fields(*layout);
  if (const auto* list = std::get_if<Enum>(&type.shape)) text += printer.items(*list);
  return text;
}

std::string dump(const Model& model, const Variable& variable) {
  std::string text =
      "var " + std::string(variable.name) + " " + Printer(model).reference(variable.type);
  if (variable.size != 0)
    text += "  size " + std::to_string(variable.size) + "  in " +
            std::string(model.sections[variable.section].name);
  if (!variable.hidden_type.empty()) text += "  for " + std::string(variable.hidden_type);
  return text + btf_note(variable.btf_name) + "\n";
}

std::string dump(const Model& model, const Function& function) {
  const Printer printer(model);
  std::string text =
      "func " + std::string(function.name) + "(" + printer.list(function.params) + ")";
  if (function.result != TypeId::none)
    text += printer.result(function.result);
  else if (function.results.count != 0)
    text += " results (" + printer.list(function.results) + ")";
  if (!function.symbol.empty()) text += "  symbol " + std::string(function.symbol);
  return text + btf_note(function.btf_name) + "\n";
}

std::string dump(const Model& model, const std::function<bool(Name)>& filter) {
  std::vector<std::string> entries;
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    const auto id = static_cast<TypeId>(i);
    const Type& type = model.at(id);
    if (!type.name.empty() && !holds<Gone>(type) && (!filter || filter(type.name)))
      entries.push_back(dump(model, id));
  }
  for (const Function& function : model.functions)
    if (!filter || filter(function.name)) entries.push_back(dump(model, function));
  for (const Variable& variable : model.variables)
    if (!filter || filter(variable.name)) entries.push_back(dump(model, variable));
  std::sort(entries.begin(), entries.end());
  std::string text;
  for (const std::string& entry : entries) text += entry;
  return text;
}

}  // namespace gofixup
