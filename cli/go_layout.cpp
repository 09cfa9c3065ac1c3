// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "go_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/edges.hpp"
#include "model/go_kind.hpp"
#include "model/inspect.hpp"
#include "model/sizes.hpp"

namespace gofixup::cli {

namespace {

constexpr std::uint64_t kCacheLine = 64;  // bytes

std::string plural(std::uint64_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

class Layouts {
 public:
  Layouts(const Model& model, Sizes& sizes) : model_(model), sizes_(sizes) {}

  std::string structure(Name name, const Layout& layout) {
    const auto fields = model_.fields(layout);
    measure(fields);
    std::string text = fmt::format("type {} struct {{\n", name);
    std::uint64_t reached = 0, line = 0, holes = 0, lost = 0;
    for (const Field& field : fields) {
      if (field.offset > reached) {
        text += hole(reached, field.offset);
        ++holes;
        lost += field.offset - reached;
      }
      if (field.offset / kCacheLine > line) {
        line = field.offset / kCacheLine;
        text += fmt::format("\t// --- cache line {} (offset {}) ---\n", line, line * kCacheLine);
      }
      const std::uint64_t size = sizes_.size_of(field.type);
      text += fmt::format("\t{:<{}} {:<{}} // {:>6} {:>6}{}\n", field.name, name_width_,
                          reference(model_, field.type), type_width_, field.offset, size,
                          field.is_embedded ? "  embedded" : "");
      reached = field.offset + size;
    }
    if (layout.size > reached) text += hole(reached, layout.size);
    text += fmt::format("}} // size {}, {}, {}", layout.size,
                        plural((layout.size + kCacheLine - 1) / kCacheLine, "cache line"),
                        plural(fields.size(), "field"));
    if (holes != 0) text += fmt::format(", {} of {} bytes", plural(holes, "hole"), lost);
    return text + "\n";
  }

  std::uint64_t size_of(TypeId id) { return sizes_.size_of(id); }

 private:
  // Columns as wide as their widest entry, within reason: some type names fill a page.
  void measure(std::span<const Field> fields) {
    name_width_ = type_width_ = 1;
    for (const Field& field : fields) {
      name_width_ = std::max(name_width_, std::min<std::size_t>(field.name.size(), 32));
      type_width_ =
          std::max(type_width_, std::min<std::size_t>(reference(model_, field.type).size(), 48));
    }
  }
  std::string hole(std::uint64_t from, std::uint64_t to) const {
    return fmt::format("\t// {} hole\n", plural(to - from, "byte"));
  }

  const Model& model_;
  Sizes& sizes_;
  std::size_t name_width_ = 1, type_width_ = 1;
};

std::string underlying(const Model& model, const Type& type) {
  return std::visit(
      [&](const auto& s) -> std::string {
        using S = std::remove_cvref_t<decltype(s)>;
        if constexpr (std::is_same_v<S, Number>) {
          return std::string(s.kind < go::kNumberNames.size() ? go::kNumberNames[s.kind] : "?");
        } else if constexpr (std::is_same_v<S, UnsafePointer>) {
          return "unsafe.Pointer";
        } else if constexpr (std::is_same_v<S, Complex>) {
          return s.size == 8 ? "complex64" : "complex128";
        } else if constexpr (std::is_same_v<S, String>) {
          return "string";
        } else if constexpr (std::is_same_v<S, Slice>) {
          return "[]" + reference(model, s.element);
        } else if constexpr (std::is_same_v<S, Map>) {
          return "map[" + reference(model, s.key) + "]" + reference(model, s.element);
        } else if constexpr (std::is_same_v<S, Chan>) {
          return "chan " + reference(model, s.element);
        } else if constexpr (std::is_same_v<S, Interface>) {
          return "interface (" + reference(model, s.layout) + ")";
        } else if constexpr (std::is_same_v<S, Pointer>) {
          return "*" + reference(model, s.target);
        } else if constexpr (std::is_same_v<S, Array>) {
          return fmt::format("[{}]{}", s.count, reference(model, s.element));
        } else if constexpr (std::is_same_v<S, Alias>) {
          return reference(model, s.target);
        } else {
          return std::string(type.name);
        }
      },
      type.shape);
}

std::string list(const Model& model, Range<Param> params) {
  std::string text;
  for (const Param& param : model.params(params)) {
    if (!text.empty()) text += ", ";
    if (!param.name.empty()) text += std::string(param.name) + " ";
    text += reference(model, param.type);
  }
  return text;
}

std::string results(const Model& model, Range<Param> range) {
  if (range.count == 0) return "";
  const Param& first = model.params(range)[0];
  const bool is_bare = range.count == 1 && (first.name.empty() || first.name[0] == '~');
  return is_bare ? " " + reference(model, first.type) : " (" + list(model, range) + ")";
}

}  // namespace

std::string go_type(const Model& model, Sizes& sizes, TypeId id) {
  const Type& type = model.at(id);
  Layouts layouts(model, sizes);
  if (const auto* record = std::get_if<Struct>(&type.shape))
    return layouts.structure(type.name, record->layout);
  if (const auto* func = std::get_if<FuncValue>(&type.shape))
    return fmt::format(
        "type {} func({}){} // size {}\n", type.name, list(model, func->params),
        func->is_unknown ? " (results not known before Go 1.24)" : results(model, func->results),
        layouts.size_of(id));
  const std::string what = underlying(model, type);
  return fmt::format("type {}{} // size {}\n", type.name, what == type.name ? "" : " " + what,
                     layouts.size_of(id));
}

}  // namespace gofixup::cli
