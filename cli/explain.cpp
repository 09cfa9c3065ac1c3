// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// gofixup explain: the way of a type or function through the passes.
#include <fmt/format.h>

#include <map>

#include "commands.hpp"
#include "model/inspect.hpp"
#include "output_file.hpp"
#include "selector.hpp"
#include "support/printable.hpp"

namespace gofixup::cli {

namespace {

// Prints what changed in the wanted types and functions after each pass.
class Life {
 public:
  explicit Life(Selector selector) : selector_(std::move(selector)) {}

  void watch(const Pass* pass, const Model& model) {
    std::string changes;
    for (std::size_t i = 1; i < model.type_count(); ++i) {
      const auto id = static_cast<TypeId>(i);
      const Type& type = model.at(id);
      if (types_.contains(id) || selector_.matches(type.name) || selector_.matches(type.btf_name))
        changes += difference(types_[id], dump(model, id));
    }
    for (const Function& function : model.functions)
      if (selector_.matches(function.name) || selector_.matches(function.btf_name))
        changes += difference(functions_[function.die], dump(model, function));
    if (changes.empty()) return;
    if (pass == nullptr)
      text_ += "== read from DWARF\n";
    else
      text_ += fmt::format("== {}: {}\n", pass->name, pass->summary);
    text_ += changes;
  }

  void finish(const Encoded& encoded) {
    for (const auto& [id, last] : types_) {
      const std::uint32_t btf_id = encoded.btf.type_ids[index_of(id)];
      const Type& type = encoded.model.at(id);
      if (btf_id != 0)
        text_ +=
            fmt::format("== BTF [{}] {} (DIE 0x{:x})\n", btf_id, type.btf_name, type.origin.die);
    }
    for (const Diagnostic& note : encoded.model.diagnostics)
      if (selector_.matches(note.where)) text_ += fmt::format("== note: {}\n", to_line(note));
  }

  const std::string& text() const { return text_; }
  bool is_empty() const { return types_.empty() && functions_.empty(); }

 private:
  static std::string difference(std::string& before, std::string now) {
    if (before == now) return {};
    before = std::move(now);
    return before;
  }

  Selector selector_;
  std::map<TypeId, std::string> types_;
  std::map<std::uint64_t, std::string> functions_;  // by DIE
  std::string text_;
};

}  // namespace

int run_explain(const Request& request) {
  Life life{Selector(request.name)};
  Options options = request.options;
  options.read.wrappers = true;
  options.run.watch = [&](const Pass* pass, const Model& model) { life.watch(pass, model); };
  const Encoded encoded = encode(Image::open(request.binary), options);
  if (life.is_empty()) Selector(request.name).refuse();
  life.finish(encoded);
  write_file("-", printable_lines(life.text()));
  return 0;
}

}  // namespace gofixup::cli
