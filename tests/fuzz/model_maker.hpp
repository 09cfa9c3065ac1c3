// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A Model from bytes, as a reader could have given it: whatever DWARF can say that the reader does
// not refuse. Types refer to each other as the bytes want; layouts ascend, fit and are finite.
#pragma once

#include <string>
#include <vector>

#include "fuzz/finding.hpp"
#include "model/model.hpp"

namespace gofixup::fuzz {

class ModelMaker {
 public:
  explicit ModelMaker(ByteSource& source) : source_(source) {}

  // Throws Error{malformed} for what join() refuses too: sizes that do not add up.
  Model make();

 private:
  void describe_binary();
  void add_predeclared();
  void add_types();
  Shape shape_of(unsigned choice);
  void lay_out_all();
  void lay_out(TypeId id);
  Layout laid_out(Layout layout);
  TypeId by_value(TypeId id);
  void add_function();
  void add_variable();
  void add_constant();
  void check_layouts() const;

  TypeId any_type();
  TypeId type_or_none() { return source_.seldom(24) ? TypeId::none : any_type(); }
  std::string name_for(const Shape& shape);
  Range<Param> params(std::size_t most);
  Range<EntryPiece> pieces();
  Layout header_layout(std::initializer_list<const char*> names);
  Layout free_layout();

  ByteSource& source_;
  Model model_;
  std::size_t planned_ = 0;  // types to come, by the number in shape order
  enum class State : std::uint8_t { untouched, open, done };
  std::vector<State> states_;
};

}  // namespace gofixup::fuzz
