// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace gofixup {

// How much of a section is there while one thread fills it from the front and others read behind.
class Arrival {
 public:
  // Thrown to those who wait when no more will come. The thread that fills it knows why.
  struct GivenUp {};

  explicit Arrival(std::uint64_t size) : size_(size) {}
  Arrival(const Arrival&) = delete;
  Arrival& operator=(const Arrival&) = delete;

  std::uint64_t size() const { return size_; }  // bytes, in the end

  // For the thread that fills it.
  void tell(std::uint64_t there) {
    {
      const std::scoped_lock lock(lock_);
      there_ = there;
    }
    changed_.notify_all();
  }
  void give_up() {
    {
      const std::scoped_lock lock(lock_);
      is_given_up_ = true;
    }
    changed_.notify_all();
  }

  // Returns when the first `end` bytes are there. Throws GivenUp.
  void wait_for(std::uint64_t end) {
    std::unique_lock lock(lock_);
    changed_.wait(lock, [&] { return there_ >= end || is_given_up_; });
    if (there_ < end) throw GivenUp{};
  }

 private:
  const std::uint64_t size_;
  std::uint64_t there_ = 0;
  bool is_given_up_ = false;
  std::mutex lock_;
  std::condition_variable changed_;
};

}  // namespace gofixup
