// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <sched.h>

#include <algorithm>
#include <thread>

namespace gofixup {

// How many CPUs this thread may run on. std::thread::hardware_concurrency() counts, with
// glibc 2.36, all that are online, and opens a file in /sys each time.
inline unsigned usable_cpus() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
    return static_cast<unsigned>(CPU_COUNT(&allowed));
  return std::max(1u, std::thread::hardware_concurrency());  // more CPUs than the set has room for
}

// Keeps a thread off the processor of the one that starts it. In a virtual machine Linux takes an
// idle processor for a busy one, because the host may have taken it away (available_idle_cpu() asks
// vcpu_is_preempted(), Linux 4.18 and newer), and lets new and woken threads run where their
// starter does: the two shared one processor for up to 30 ms of kubectl's 140, beside an idle one.
class AwayFromHere {
 public:
  AwayFromHere() : here_(sched_getcpu()) {}

  // For the new thread. Where it may not choose, it stays where it is.
  void go() const {
    cpu_set_t others;
    if (here_ < 0 || here_ >= CPU_SETSIZE || sched_getaffinity(0, sizeof others, &others) != 0)
      return;
    CPU_CLR(static_cast<unsigned>(here_), &others);
    (void)sched_setaffinity(0, sizeof others, &others);  // refuses what leaves none
  }

 private:
  int here_;
};

}  // namespace gofixup
