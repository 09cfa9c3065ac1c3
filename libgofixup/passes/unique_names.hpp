// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.hpp"
#include "passes/btf_names.hpp"
#include "support/big_vector.hpp"

namespace gofixup {

// One name space of BTF. Where two different Go names would share a BTF name, both get a hash;
// where hashes meet too, a longer one.
class UniqueNames {
 public:
  // With room for so many names.
  explicit UniqueNames(unsigned threads, std::size_t expected = 0) : threads_(threads) {
    entries_.reserve(expected);
  }

  // A name that is given already; others have to avoid it.
  void reserve(Name btf_name);
  void add(std::string_view prefix, Name go_name);

  // Makes the names. With `same_go_name_is_same`, entries of one Go name share one BTF name;
  // otherwise later ones are numbered before they are hashed.
  void settle(bool same_go_name_is_same);
  // Lives as long as this or, after give_to(), the model.
  Name at(std::size_t i) const { return entries_[entries_[i].same_as].btf_name; }
  // Lets the model keep the names, and tell which of them met.
  void give_to(Model& model);

 private:
  struct Entry {
    std::string_view prefix;
    Name go_name;
    Name btf_name;
    Disambiguation how = Disambiguation::none;
    bool is_stale = true;
    std::uint32_t same_as = 0;  // the entry that stands for all of its Go name
    std::uint32_t hash = 0;     // of btf_name
  };

  void make_names();
  void make_names(std::size_t begin, std::size_t end, std::string& text);
  void number_repeats();
  bool clash_once();

  using Texts = std::deque<std::string>;

  unsigned threads_;
  std::vector<std::shared_ptr<Texts>> texts_;
  std::shared_ptr<Texts> numbered_ = std::make_shared<Texts>();
  Diagnostics diagnostics_;
  std::vector<Name> reserved_;
  BigVector<Entry> entries_;
};

// The BTF names of a model's functions, which depend on nothing but their Go names: they can be
// made while passes work on types.
class FunctionNames {
 public:
  FunctionNames(const Model& model, unsigned threads);
  // The model has the same functions as before.
  void give_to(Model& model, unsigned threads);

 private:
  UniqueNames names_;
};

}  // namespace gofixup
