// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "abi/sysv.hpp"

#include <algorithm>
#include <array>

#include "model/go_kind.hpp"

namespace gofixup {

namespace {

using Reg = std::string_view;
constexpr std::array<Reg, 6> kInts = {"di", "si", "dx", "cx", "r8", "r9"};
constexpr std::array<Reg, 8> kFloats = {"xmm0", "xmm1", "xmm2", "xmm3",
                                        "xmm4", "xmm5", "xmm6", "xmm7"};
constexpr std::array<Reg, 2> kResultInts = {"ax", "dx"};
constexpr std::array<Reg, 2> kResultFloats = {"xmm0", "xmm1"};

constexpr std::uint64_t kWord = 8, kMostInRegisters = 2 * kWord, kFirstOnStack = kWord;

struct Scalar {
  std::uint64_t offset = 0, size = 0;  // bytes
  bool is_float = false, is_blank = false;
};

// The scalars of a value of at most 16 bytes. False where some are not known.
class Scalars {
 public:
  Scalars(const Model& model, Sizes& sizes) : model_(model), sizes_(sizes) {}

  bool add(TypeId id, std::uint64_t offset, bool is_blank) {
    if (id == TypeId::none) return false;
    const std::uint64_t size = sizes_.size_of(id);
    if (size == 0) return true;
    return std::visit(
        [&](const auto& shape) {
          using S = std::remove_cvref_t<decltype(shape)>;
          if constexpr (std::is_same_v<S, Struct>) return add(shape.layout, offset, is_blank);
          if constexpr (std::is_same_v<S, Alias>) return add(shape.target, offset, is_blank);
          if constexpr (std::is_same_v<S, Array>) {
            const std::uint64_t step = sizes_.size_of(shape.element);
            for (std::uint64_t i = 0; i < shape.count; ++i)
              if (!add(shape.element, offset + i * step, is_blank)) return false;
            return true;
          }
          if constexpr (std::is_same_v<S, Number>)
            return push(1, offset, size, go::is_float(shape.kind), is_blank);
          if constexpr (std::is_same_v<S, Complex>) return push(2, offset, size, true, is_blank);
          if constexpr (std::is_same_v<S, String> || std::is_same_v<S, Interface>)
            return push(2, offset, size, false, is_blank);
          if constexpr (std::is_same_v<S, Pointer> || std::is_same_v<S, UnsafePointer> ||
                        std::is_same_v<S, Map> || std::is_same_v<S, Chan> ||
                        std::is_same_v<S, FuncValue>)
            return push(1, offset, size, false, is_blank);
          return false;
        },
        model_.at(id).shape);
  }

  const std::vector<Scalar>& list() const { return list_; }

 private:
  bool add(const Layout& layout, std::uint64_t offset, bool is_blank) {
    const auto fields = model_.fields(layout);
    return std::all_of(fields.begin(), fields.end(), [&](const Field& field) {
      return add(field.type, offset + field.offset, is_blank || field.name == "_");
    });
  }
  bool push(unsigned count, std::uint64_t offset, std::uint64_t size, bool is_float,
            bool is_blank) {
    for (unsigned i = 0; i < count; ++i)
      list_.push_back({offset + i * (size / count), size / count, is_float, is_blank});
    return true;
  }

  const Model& model_;
  Sizes& sizes_;
  std::vector<Scalar> list_;
};

// What the two halves of a value need: an integer register as soon as one scalar is no float.
struct Halves {
  enum class Class : std::uint8_t { none, integer, floating };
  std::array<Class, 2> classes = {Class::none, Class::none};
  bool is_split = false;  // a scalar lies in both: the value goes to memory

  explicit Halves(const std::vector<Scalar>& scalars) {
    for (const Scalar& scalar : scalars) {
      const std::uint64_t half = scalar.offset / kWord;
      is_split |= (scalar.offset + scalar.size - 1) / kWord != half;
      if (!scalar.is_float)
        classes.at(half) = Class::integer;
      else if (classes.at(half) == Class::none)
        classes.at(half) = Class::floating;
    }
  }
  std::size_t count(Class wanted) const {
    return static_cast<std::size_t>(std::count(classes.begin(), classes.end(), wanted));
  }
};

// Registers in the order they are given away.
struct Registers {
  std::span<const Reg> ints, floats;

  // One for each half; false, and none taken, where there are not enough.
  bool take(const Halves& halves, std::array<Reg, 2>& taken) {
    const std::size_t wanted_ints = halves.count(Halves::Class::integer);
    const std::size_t wanted_floats = halves.count(Halves::Class::floating);
    if (halves.is_split || wanted_ints > ints.size() || wanted_floats > floats.size()) return false;
    for (std::size_t i = 0; i < taken.size(); ++i) {
      if (halves.classes[i] == Halves::Class::none) continue;
      auto& left = halves.classes[i] == Halves::Class::integer ? ints : floats;
      taken[i] = left[0];
      left = left.subspan(1);
    }
    return true;
  }
};

std::vector<Place::Piece> pieces_of(const std::vector<Scalar>& scalars,
                                    const std::array<Reg, 2>& regs) {
  std::vector<Place::Piece> pieces;
  pieces.reserve(scalars.size());
  for (const Scalar& scalar : scalars)
    pieces.push_back({regs.at(scalar.offset / kWord), scalar.is_blank,
                      static_cast<std::uint8_t>(scalar.offset % kWord)});
  return pieces;
}

constexpr std::uint64_t aligned(std::uint64_t offset, std::uint64_t to) {
  return (offset + to - 1) / to * to;
}

class Assignment {
 public:
  Assignment(const Model& model, Sizes& sizes) : model_(model), sizes_(sizes) {}

  bool is_known() const { return is_known_; }

  // To be called first: a result in memory takes the first register for its address.
  std::vector<Place> results(Range<Param> range) {
    std::vector<Place> places;
    std::vector<Scalar> all;
    std::vector<std::uint64_t> offsets;
    std::uint64_t end = 0;
    for (const Param& result : model_.params(range)) {
      offsets.push_back(aligned(end, sizes_.align_of(result.type)));
      end = offsets.back() + sizes_.size_of(result.type);
    }
    std::array<Reg, 2> regs;
    bool is_in_memory = end > kMostInRegisters;
    if (!is_in_memory) {
      for (std::size_t i = 0; i < offsets.size(); ++i)
        append(all, scalars(model_.params(range)[i].type, offsets[i]));
      Registers left{kResultInts, kResultFloats};
      is_in_memory = !left.take(Halves(all), regs);
    }
    if (is_in_memory) registers_.ints = registers_.ints.subspan(1);
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      const TypeId type = model_.params(range)[i].type;
      Place place;
      if (sizes_.size_of(type) == 0) {
      } else if (is_in_memory) {
        place = {Place::Where::memory, {{kResultInts[0], false, 0}}, offsets[i]};
      } else {
        place = {Place::Where::registers, pieces_of(scalars(type, offsets[i]), regs), 0};
      }
      places.push_back(place);
    }
    return places;
  }

  std::vector<Place> params(Range<Param> range) {
    std::vector<Place> places;
    for (const Param& param : model_.params(range)) places.push_back(place(param.type));
    return places;
  }

 private:
  static void append(std::vector<Scalar>& to, const std::vector<Scalar>& more) {
    to.insert(to.end(), more.begin(), more.end());
  }

  std::vector<Scalar> scalars(TypeId type, std::uint64_t offset) {
    Scalars list(model_, sizes_);
    if (!list.add(type, offset, false)) is_known_ = false;
    return list.list();
  }

  Place place(TypeId type) {
    const std::uint64_t size = sizes_.size_of(type);
    if (type == TypeId::none) is_known_ = false;
    if (size == 0) return {};
    if (size <= kMostInRegisters) {
      const std::vector<Scalar> list = scalars(type, 0);
      std::array<Reg, 2> regs;
      if (registers_.take(Halves(list), regs))
        return {Place::Where::registers, pieces_of(list, regs), 0};
    }
    Place place{Place::Where::stack, {}, kFirstOnStack + stack_};
    stack_ += aligned(size, kWord);
    return place;
  }

  const Model& model_;
  Sizes& sizes_;
  Registers registers_{kInts, kFloats};
  std::uint64_t stack_ = 0;
  bool is_known_ = true;
};

}  // namespace

std::optional<Places> assign_sysv(const Model& model, Sizes& sizes, Range<Param> params,
                                  Range<Param> results) {
  Assignment assignment(model, sizes);
  Places places;
  places.results = assignment.results(results);
  places.params = assignment.params(params);
  if (!assignment.is_known()) return std::nullopt;
  return places;
}

}  // namespace gofixup
