// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "native.h"

// NOLINTNEXTLINE(readability-identifier-naming): a function of Go, exported under its name there
extern "C" void mixedCallback(sample*);

namespace {

template <class T>
class Counter {
 public:
  explicit Counter(T end) : end_(end) {}
  virtual ~Counter() = default;
  virtual void run() {
    for (T i = 0; i < end_; ++i) {
      sample one{i, i / 2.0};
      mixedCallback(&one);
    }
  }

 private:
  T end_;
};

}  // namespace

void mixed_visit(int count) { Counter<int>(count).run(); }
