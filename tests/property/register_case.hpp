// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Catch2 test cases whose number is known only when the program starts.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "support/catch.hpp"

namespace gofixup::testing {

class FunctionCase : public Catch::ITestInvoker {
 public:
  explicit FunctionCase(std::function<void()> fn) : fn_(std::move(fn)) {}
  void invoke() const override { fn_(); }

 private:
  std::function<void()> fn_;
};

// Call it before main(), from the initializer of a static object.
inline void register_case(const std::string& name, const std::string& tags,
                          std::function<void()> fn) {
#if CATCH_VERSION_MAJOR == 2
  using Invoker = Catch::ITestInvoker*;  // Catch2 takes it over
#else
  using Invoker = Catch::Detail::unique_ptr<Catch::ITestInvoker>;
#endif
  const Catch::NameAndTags name_and_tags(name, tags);
  const Catch::AutoReg registered(Invoker(new FunctionCase(std::move(fn))), CATCH_INTERNAL_LINEINFO,
                                  Catch::StringRef(), name_and_tags);
}

}  // namespace gofixup::testing
