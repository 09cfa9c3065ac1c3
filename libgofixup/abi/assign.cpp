// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "abi/assign.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "model/go_kind.hpp"

namespace gofixup {

namespace {

// The scalars of a type in register order, `_` fields included; nothing else can be passed in
// registers.
struct Scalar {
  bool is_float = false;
  bool is_blank = false;
};

// No convention has more (arm64: 16 + 16).
constexpr std::size_t kMostRegisters = 32;

class Flattener {
 public:
  // `limit`: more scalars than that are not passed in registers.
  Flattener(const Model& model, std::size_t limit)
      : model_(model), limit_(std::min(limit, kMostRegisters)) {}

  // False where the type must go on the stack. How deep it goes is bounded by Sizes.
  bool flatten(TypeId id, bool is_blank) {
    if (id == TypeId::none) return false;
    if (empty_.contains(id)) return true;
    const std::size_t before = count_;
    const bool fits =
        std::visit([&](const auto& shape) { return add(shape, is_blank); }, model_.at(id).shape);
    if (fits && count_ == before) empty_.insert(id);
    return fits;
  }

  std::span<const Scalar> scalars() const { return {scalars_.data(), count_}; }

 private:
  bool push(unsigned count, bool is_float, bool is_blank) {
    if (count > limit_ - count_) return false;
    while (count-- > 0) scalars_[count_++] = {is_float, is_blank};
    return true;
  }

  bool add(const Number& s, bool is_blank) {
    // A 64-bit number on a 32-bit machine would be two; no such machine passes in registers.
    return push(1, go::is_float(s.kind), is_blank);
  }
  bool add(const Complex&, bool is_blank) { return push(2, true, is_blank); }
  bool add(const String&, bool is_blank) { return push(2, false, is_blank); }
  bool add(const Slice&, bool is_blank) { return push(3, false, is_blank); }
  bool add(const Interface&, bool is_blank) { return push(2, false, is_blank); }
  bool add(const Struct& s, bool is_blank) {
    const auto fields = model_.fields(s.layout);
    return std::all_of(fields.begin(), fields.end(), [&](const Field& field) {
      return flatten(field.type, is_blank || field.name == "_");
    });
  }
  bool add(const Array& s, bool is_blank) {
    if (s.count == 0) return true;
    return s.count == 1 && flatten(s.element, is_blank);
  }
  bool add(const Alias& s, bool is_blank) { return flatten(s.target, is_blank); }
  bool add(const UnsafePointer&, bool is_blank) { return push(1, false, is_blank); }
  bool add(const Pointer&, bool is_blank) { return push(1, false, is_blank); }
  bool add(const Map&, bool is_blank) { return push(1, false, is_blank); }
  bool add(const Chan&, bool is_blank) { return push(1, false, is_blank); }
  bool add(const FuncValue&, bool is_blank) { return push(1, false, is_blank); }
  template <class Other>
  bool add(const Other&, bool) {
    return false;
  }

  const Model& model_;
  std::size_t limit_;
  std::array<Scalar, kMostRegisters> scalars_;
  std::size_t count_ = 0;
  // Types without a scalar, each looked through once: structs of structs of nothing may have more
  // fields altogether than anybody can count.
  std::set<TypeId> empty_;
};

class Assignment {
 public:
  Assignment(const Model& model, Sizes& sizes, const Convention& convention)
      : model_(model), sizes_(sizes), convention_(convention) {}

  std::vector<Place> assign(Range<Param> list, bool has_hidden) {
    next_int_ = next_float_ = 0;
    std::vector<Place> places;
    places.reserve(list.count);
    for (const Param& param : model_.params(list)) {
      const Where told = has_hidden ? catch_up(param) : Where::nowhere;
      places.push_back(place(param.type));
      if (told == Where::reg) is_certain_ &= places.back().where == Place::Where::registers;
      if (told == Where::stack) is_certain_ &= places.back().where == Place::Where::stack;
    }
    is_certain_ &= !is_open_;
    return places;
  }

  // Results on the stack lie behind all parameters, the hidden ones included.
  std::vector<Place> assign_results(Range<Param> list, bool has_hidden) {
    align(model_.binary.word_size);
    const bool may_be_shifted = has_hidden && convention_.integers.empty();
    for (const Param& result : model_.params(list))
      if (may_be_shifted && result.entry.count == 0) is_certain_ = false;
    return assign(list, may_be_shifted);
  }

  bool is_certain() const { return is_certain_; }

 private:
  using Where = EntryPiece::Where;

  // Moves on to where DWARF says that the value begins. Where that is before any place it could
  // have, DWARF is wrong, and nobody can tell what the hidden parameters took.
  Where catch_up(const Param& param) {
    const auto pieces = model_.pieces(param.entry);
    if (pieces.empty()) return Where::nowhere;
    const EntryPiece first = pieces[0];
    if (first.where == Where::reg) {
      catch_up(next_int_, convention_.integer_numbers, first.reg);
      catch_up(next_float_, convention_.float_numbers, first.reg);
    }
    if (first.where == Where::stack) {
      // Of a value of several words a lone piece may be any of them.
      const bool is_start =
          pieces.size() > 1 || sizes_.size_of(param.type) <= model_.binary.word_size;
      const auto offset = static_cast<std::uint64_t>(first.offset) + convention_.cfa_offset;
      catch_up_on_stack(param.type, static_cast<std::int64_t>(offset), is_start);
    }
    return first.where;
  }

  void catch_up(std::size_t& next, std::span<const std::uint16_t> numbers, std::uint16_t reg) {
    const auto found = std::find(numbers.begin(), numbers.end(), reg);
    if (found == numbers.end()) return;
    const auto index = static_cast<std::size_t>(found - numbers.begin());
    is_certain_ &= index >= next;
    next = std::max(next, index);
  }

  void catch_up_on_stack(TypeId type, std::int64_t offset, bool is_start) {
    align(sizes_.align_of(type));
    const std::uint64_t begin = convention_.stack_offset + stack_;
    const auto expected = static_cast<std::int64_t>(begin);
    const auto end = static_cast<std::int64_t>(begin + sizes_.size_of(type));
    if (!is_start && expected < offset && offset < end) {
      is_open_ = true;  // a later word of it, or all of it behind a hidden one: others will tell
      return;
    }
    is_certain_ &= offset == expected || (is_start && offset > expected && !is_open_);
    is_open_ = false;
    if (is_certain_) stack_ = static_cast<std::uint64_t>(offset) - convention_.stack_offset;
  }

  void align(std::uint64_t to) { stack_ = (stack_ + to - 1) / to * to; }

  Place place(TypeId type) {
    const std::uint64_t size = sizes_.size_of(type);
    if (size == 0) {
      align(sizes_.align_of(type));  // it still is a field of the stack's part
      return {};
    }
    Place registers = in_registers(type);
    if (registers.where == Place::Where::registers) return registers;
    align(sizes_.align_of(type));
    Place place;
    place.where = Place::Where::stack;
    place.offset = convention_.stack_offset + stack_;
    stack_ += size;
    return place;
  }

  // All of the value or nothing of it; what does not fit takes no register from later ones.
  Place in_registers(TypeId type) {
    const std::size_t ints = convention_.integers.size(), floats = convention_.floats.size();
    Flattener flattener(model_, ints + floats);
    if (ints == 0 || !flattener.flatten(type, false)) return {};
    Place place;
    std::size_t next_int = next_int_, next_float = next_float_;
    for (const Scalar scalar : flattener.scalars()) {
      std::size_t& next = scalar.is_float ? next_float : next_int;
      if (next == (scalar.is_float ? floats : ints)) return {};
      const auto& names = scalar.is_float ? convention_.floats : convention_.integers;
      place.pieces.push_back({names[next++], scalar.is_blank});
    }
    next_int_ = next_int;
    next_float_ = next_float;
    place.where = Place::Where::registers;
    return place;
  }

  const Model& model_;
  Sizes& sizes_;
  const Convention& convention_;
  std::size_t next_int_ = 0, next_float_ = 0;
  std::uint64_t stack_ = 0;
  bool is_certain_ = true;
  bool is_open_ = false;  // where the last stack value begins is not settled yet
};

void append(std::string& text, const Place::Piece& piece) {
  text += piece.reg;
  if (piece.byte != 0) text += ':' + std::to_string(piece.byte);
}

void append(std::string& text, const Place& place) {
  const std::size_t before = text.size();
  switch (place.where) {
    case Place::Where::nowhere: break;
    case Place::Where::stack: text += "sp+" + std::to_string(place.offset); break;
    case Place::Where::memory:
      text += '*';
      text += place.pieces.at(0).reg;
      if (place.offset != 0) text += '+' + std::to_string(place.offset);
      break;
    case Place::Where::registers:
      for (const Place::Piece& piece : place.pieces) {
        if (piece.is_blank) continue;
        if (text.size() != before) text += ',';
        append(text, piece);
      }
  }
  if (text.size() == before) text += '-';
}

}  // namespace

Places assign(const Model& model, Sizes& sizes, const Convention& convention,
              const Signatures& signatures) {
  Assignment assignment(model, sizes, convention);
  Places places;
  const bool has_hidden = signatures.has_hidden_params;
  places.params = assignment.assign(signatures.params, has_hidden);
  places.results = assignment.assign_results(signatures.results, has_hidden);
  places.are_certain = assignment.is_certain();
  return places;
}

std::uint32_t ValueClasses::of(TypeId id) {
  if (by_type_.size() <= index_of(id)) by_type_.resize(model_.type_count());
  std::uint32_t& known = by_type_[index_of(id)];
  if (known != 0) return known;
  std::string text = std::to_string(sizes_.size_of(id)) + '/' + std::to_string(sizes_.align_of(id));
  Flattener flattener(model_, kMostRegisters);
  if (flattener.flatten(id, false))
    for (const Scalar scalar : flattener.scalars())
      text += scalar.is_blank ? (scalar.is_float ? 'F' : 'I') : (scalar.is_float ? 'f' : 'i');
  else
    text += 'm';
  known = classes_.try_emplace(std::move(text), static_cast<std::uint32_t>(classes_.size() + 1))
              .first->second;
  return known;
}

std::vector<std::string> texts_of(const Place& place) {
  std::vector<std::string> texts;
  if (place.where == Place::Where::registers) {
    for (const Place::Piece& piece : place.pieces)
      if (!piece.is_blank) append(texts.emplace_back(), piece);
  } else if (place.where != Place::Where::nowhere) {
    append(texts.emplace_back(), place);
  }
  return texts;
}

std::string to_text(const Places& places) {
  std::string text;
  for (const Place& place : places.params) {
    if (&place != &places.params.front()) text += ';';
    append(text, place);
  }
  if (places.results.empty()) return text;
  text += "->";
  // The results are one struct to BTF, so its pieces are told as one; a result without a place
  // has no piece among others.
  const bool is_alone = places.results.size() == 1;
  const std::size_t start = text.size();
  for (const Place& place : places.results) {
    if (!is_alone && place.where == Place::Where::nowhere) continue;
    if (text.size() != start) text += ',';
    append(text, place);
    if (place.where == Place::Where::memory) break;  // and so are the others, behind it
  }
  if (text.size() == start) text += '-';
  return text;
}

}  // namespace gofixup
