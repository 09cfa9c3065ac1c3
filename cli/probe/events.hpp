// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What of a value the generated programs send to user space: plain numbers and short texts that
// every language reads alike.
#pragma once

#include <set>

#include "model/sizes.hpp"
#include "probe/model.hpp"

namespace gofixup::cli {

class EventPlanner {
 public:
  // The model is lowered and has its secret fields no more.
  explicit EventPlanner(const Model& model) : model_(model), sizes_(model) {}

  // Fills the fields of the list's values.
  void plan(ProbeValues& list);

 private:
  // Where in a value, or in what it points to, we are.
  struct At {
    std::string path;          // C
    std::uint64_t offset = 0;  // bytes
  };

  void add(TypeId id, const At& at);
  void add_struct(const Struct& record, const At& at);
  void add_array(const Array& array, const At& at);
  void add_behind(TypeId id);
  void add_field(EventField field, const At& at);
  bool is_at_hand(const std::string& path) const;
  bool is_byte(TypeId id) const;
  TypeId without_aliases(TypeId id) const;

  const Model& model_;
  Sizes sizes_;
  ProbeValues* list_ = nullptr;
  ProbeValue* value_ = nullptr;
  bool is_behind_ = false;
  std::size_t left_ = 0;         // how many more fields are taken
  std::set<std::string> names_;  // of the list's fields
};

}  // namespace gofixup::cli
