// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "abi/compare.hpp"

#include <algorithm>

namespace gofixup::testing {

namespace {

using Where = EntryPiece::Where;

class Comparer {
 public:
  explicit Comparer(const Model& model)
      : model_(model), sizes_(model), convention_(internal_convention(model.binary)) {}

  Comparison run() {
    const bool has_hidden = model_.binary.go < GoVersion{1, 22};
    for (const Function& function : model_.functions) {
      if (function.is_abi0 || function.name.find("._Cfunc_") != Name::npos) continue;
      const Places places =
          assign(model_, sizes_, convention_, {function.params, function.results, has_hidden});
      if (!places.are_certain) {
        ++result_.counts[Agreement::uncertain];
        continue;
      }
      for (std::size_t i = 0; i < places.params.size(); ++i)
        note(function, model_.params(function.params)[i], places.params[i]);
    }
    return std::move(result_);
  }

 private:
  void note(const Function& function, const Param& param, const Place& place) {
    const Agreement agreement = judge(param, place);
    ++result_.counts[agreement];
    if (agreement != Agreement::different) return;
    Places alone;
    alone.params.push_back(place);
    result_.different.push_back(std::string(function.name) + "(" + std::string(param.name) +
                                "): computed " + to_text(alone) + ", DWARF " + words(param));
  }

  Agreement judge(const Param& param, const Place& place) {
    const auto pieces = model_.pieces(param.entry);
    if (place.where == Place::Where::nowhere) return Agreement::nothing_to_say;
    const bool is_silent = std::all_of(pieces.begin(), pieces.end(), [](const EntryPiece& piece) {
      return piece.where == Where::nowhere;
    });
    if (is_silent) return Agreement::silent;
    if (place.where == Place::Where::stack) return judge_stack(pieces, param, place);
    const bool is_unnamed = param.name.starts_with("~p") || param.name == "_dict";
    if (pieces[0].where == Where::stack && is_unnamed) return Agreement::spill_slot;
    return judge_registers(pieces, place);
  }

  // Of a value of several words on the stack any one may be told: inside is good enough.
  Agreement judge_stack(std::span<const EntryPiece> pieces, const Param& param,
                        const Place& place) {
    const auto told = std::find_if(pieces.begin(), pieces.end(), [](const EntryPiece& piece) {
      return piece.where != Where::nowhere;
    });
    const auto at = static_cast<std::uint64_t>(told->offset + convention_.cfa_offset);
    if (told->where != Where::stack || at < place.offset) return Agreement::different;
    if (at == place.offset && told == pieces.begin()) return Agreement::same;
    return at - place.offset < sizes_.size_of(param.type) ? Agreement::partly_dead
                                                          : Agreement::different;
  }

  Agreement judge_registers(std::span<const EntryPiece> pieces, const Place& place) const {
    std::vector<int> told, computed;
    for (const EntryPiece& piece : pieces)
      if (piece.where == Where::reg) told.push_back(piece.reg);
    for (const Place::Piece& piece : place.pieces) computed.push_back(number_of(piece.reg));
    if (told == computed) return Agreement::same;
    auto once = told;
    once.erase(std::unique(once.begin(), once.end()), once.end());
    if (once.size() != told.size() && once[0] == computed[0]) return Agreement::repeated;
    const bool is_part = std::all_of(told.begin(), told.end(), [&](int reg) {
      return std::find(computed.begin(), computed.end(), reg) != computed.end();
    });
    return is_part && !told.empty() ? Agreement::partly_dead : Agreement::different;
  }

  int number_of(std::string_view reg) const {
    const auto find = [&](const auto& names, const auto& numbers) {
      for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == reg) return static_cast<int>(numbers[i]);
      return -1;
    };
    const int number = find(convention_.integers, convention_.integer_numbers);
    return number >= 0 ? number : find(convention_.floats, convention_.float_numbers);
  }

  std::string words(const Param& param) const {
    std::string text;
    for (const EntryPiece& piece : model_.pieces(param.entry)) {
      if (!text.empty()) text += ',';
      text += piece.where == Where::reg     ? "reg" + std::to_string(piece.reg)
              : piece.where == Where::stack ? "cfa+" + std::to_string(piece.offset)
                                            : "-";
    }
    return text;
  }

  const Model& model_;
  Sizes sizes_;
  Convention convention_;
  Comparison result_;
};

}  // namespace

Comparison compare(const Model& model) { return Comparer(model).run(); }

std::string to_string(Agreement agreement) {
  constexpr std::string_view kWords[] = {"same",     "silent",     "nothing to say", "partly dead",
                                         "repeated", "spill slot", "uncertain",      "different"};
  return std::string(kWords[static_cast<std::size_t>(agreement)]);
}

}  // namespace gofixup::testing
