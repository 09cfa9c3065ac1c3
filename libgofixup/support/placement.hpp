// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#pragma once

#include <sched.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace gofixup {

// How many CPUs this thread may run on. std::thread::hardware_concurrency() counts, with
// glibc 2.36, all that are online, and opens a file in /sys each time.
inline unsigned usable_cpus() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
    return static_cast<unsigned>(CPU_COUNT(&allowed));
  return std::max(1u, std::thread::hardware_concurrency());  // more CPUs than the set has room for
}

// `work`, for a thread that is about to be started here: kept off the processor it is started on,
// if it may choose. In a virtual machine Linux takes an idle processor for a busy one, because the
// host may have taken it away (available_idle_cpu() asks vcpu_is_preempted()), and lets new and
// woken threads run where their starter does: the two shared one processor for up to 30 ms of
// kubectl's 140, beside an idle one.
template <class Work>
auto away_from_here(Work work) {
  return [here = sched_getcpu(), work = std::move(work)] {
    cpu_set_t others;
    if (here >= 0 && here < CPU_SETSIZE && sched_getaffinity(0, sizeof others, &others) == 0) {
      CPU_CLR(static_cast<unsigned>(here), &others);
      (void)sched_setaffinity(0, sizeof others, &others);  // refuses what leaves none
    }
    return work();
  };
}

}  // namespace gofixup
