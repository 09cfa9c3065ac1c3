// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Type descriptors as the compiler lays them out for the runtime: internal/abi.Type, runtime._type
// up to Go 1.20. What is read here is equal from Go 1.18 to 1.27.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "reader/relocated.hpp"

namespace gofixup {

class Descriptors {
 public:
  // `types` is the address that offsets in descriptors count from. The memory must outlive us.
  Descriptors(const Relocated& memory, unsigned word_size, std::uint64_t types)
      : memory_(memory), word_(word_size), types_(types) {}

  struct Descriptor {
    std::uint64_t size = 0;  // bytes of a value
    std::uint8_t kind = 0;   // reflect.Kind, 1 to 26
    bool is_direct = false;  // see RuntimeType
  };
  // None where there can be no descriptor.
  std::optional<Descriptor> at(std::uint64_t address) const;

  // The Go spelling, with the package's whole path where the descriptor tells it; empty where
  // there is none.
  std::string name_at(std::uint64_t address) const;

  // The descriptor of what a pointer, array, slice or channel of that kind is made of, or 0.
  std::uint64_t element(std::uint64_t address, std::uint8_t kind) const;

  // The number of methods of the interface that is described there; 0 where it has none.
  std::uint64_t method_count(std::uint64_t address) const;

 private:
  std::string text_at(std::uint64_t offset) const;
  std::string package_of(std::uint64_t address) const;
  std::uint64_t number(std::uint64_t address, unsigned size) const {
    return memory_.number(address, size).value_or(0);
  }

  const Relocated& memory_;
  unsigned word_;
  std::uint64_t types_;
};

}  // namespace gofixup
