// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A function that checks (cmd/internal/obj/*, stacksplit, Go 1.18 to 1.27) looks like this,
//
//	entry:	compare SP with the limit in g
//		branch to grow if it is lower; with a big frame there are two such branches
//	body:	...
//		return
//	grow:	save arguments; call runtime.morestack*; load them again
//		jump to entry
//
// or, on mips, riscv64 and loong64, like this:
//
//	entry:	compare SP with the limit in g
//		branch to body if it is higher
//	grow:	call runtime.morestack*
//		jump to entry
//	body:	...
#include "code/stack_check.hpp"

#include <algorithm>

namespace gofixup {

namespace {

// A check calls the runtime between these two addresses; a mere loop does not.
bool calls_between(std::span<const Branch> branches, std::uint64_t from, std::uint64_t to,
                   std::uint64_t entry, std::uint64_t end) {
  return std::any_of(branches.begin(), branches.end(), [&](const Branch& branch) {
    const bool leaves = branch.target < entry || branch.target >= end;
    return branch.address >= from && branch.address < to && leaves;
  });
}

}  // namespace

std::uint64_t behind_stack_check(std::span<const Branch> branches, std::uint64_t entry,
                                 std::uint64_t end) {
  const auto jump = std::find_if(branches.rbegin(), branches.rend(),
                                 [&](const Branch& branch) { return branch.target == entry; });
  if (jump == branches.rend()) return entry;
  const std::uint64_t back = jump->address;
  std::uint64_t grow = entry;  // where the last target before the jump back is
  for (const Branch& branch : branches) {
    const bool is_over_it = branch.address < back && branch.target > back && branch.target < end;
    if (is_over_it && calls_between(branches, branch.end, back, entry, end)) return branch.target;
    if (branch.target <= back && branch.address < branch.target)
      grow = std::max(grow, branch.target);
  }
  if (grow == entry || !calls_between(branches, grow, back, entry, end)) return entry;
  std::uint64_t body = entry;
  for (const Branch& branch : branches)
    if (branch.target == grow) body = std::max(body, branch.end);
  return body;
}

}  // namespace gofixup
