// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Takes parameters and results apart: what is read from where, what is left out.
#pragma once

#include <set>

#include "function_view.hpp"
#include "model/sizes.hpp"
#include "probe/model.hpp"

namespace gofixup::cli {

ScalarKind kind_of(const Base& base);

class ValueSplitter {
 public:
  // The model is lowered and still has its secret fields. With `with_secrets` nothing is secret.
  ValueSplitter(const Model& model, bool with_secrets)
      : model_(model), sizes_(model), with_secrets_(with_secrets) {}

  // All but `declaration`, which takes the BTF, and what events need.
  ProbeValues split(const std::vector<ValueView>& views);

 private:
  struct Scalar {
    std::string path;
    ScalarKind kind{};
    bool is_secret = false;
  };

  bool is_secret(Name name) const;
  bool add_scalars(TypeId id, const std::string& path, bool is_secret,
                   std::vector<Scalar>& scalars);
  bool add_scalars_within(TypeId id, const std::string& path, bool is_secret,
                          std::vector<Scalar>& scalars);
  void take_registers(const ValueView& view, ProbeValue& value, ProbeValues& list);
  void take_memory(const ValueView& view, ProbeValue& value, ProbeValues& list);
  bool add_secret_ranges(TypeId id, std::uint64_t offset, const std::string& path,
                         std::vector<MemoryPart>& ranges, std::vector<std::string>& names);
  bool add_secret_ranges_within(TypeId id, std::uint64_t offset, const std::string& path,
                                std::vector<MemoryPart>& ranges, std::vector<std::string>& names);

  const Model& model_;
  Sizes sizes_;
  bool with_secrets_;
  // Types that add nothing, each looked through once: what structs of structs hold altogether may
  // be more than anybody can count.
  std::set<TypeId> empty_, harmless_;
};

}  // namespace gofixup::cli
