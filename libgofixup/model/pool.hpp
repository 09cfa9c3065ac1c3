// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

#include "model/type.hpp"
#include "support/big_vector.hpp"
#include "support/error.hpp"

namespace gofixup {

// Appends the items to a pool, and says where they are.
template <class T>
Range<T> append(BigVector<T>& pool, std::type_identity_t<std::span<const T>> items) {
  GOFIXUP_CHECK(pool.size() + items.size() <= std::numeric_limits<std::uint32_t>::max());
  const Range<T> range{static_cast<std::uint32_t>(pool.size()),
                       static_cast<std::uint32_t>(items.size())};
  pool.insert(pool.end(), items.begin(), items.end());
  return range;
}

}  // namespace gofixup
