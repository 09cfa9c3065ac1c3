// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A function that checks (cmd/internal/obj/*, stacksplit, Go 1.18 to 1.27) looks like this:
//
//	entry:	compare SP with the limit in g
//		branch to grow if it is lower; with a big frame there are two such branches
//	body:	...
//		ret
//	grow:	save arguments; call runtime.morestack*; load them again
//		jump to entry
#include "code/stack_check.hpp"

#include <algorithm>

namespace gofixup {

std::uint64_t behind_stack_check(std::span<const Branch> branches, std::uint64_t entry,
                                 std::uint64_t end) {
  const auto jump = std::find_if(branches.rbegin(), branches.rend(),
                                 [&](const Branch& branch) { return branch.target == entry; });
  if (jump == branches.rend()) return entry;
  std::uint64_t grow = entry;  // begins at the last target before the jump back
  for (const Branch& branch : branches)
    if (branch.target <= jump->address && branch.address < branch.target)
      grow = std::max(grow, branch.target);
  const bool calls = std::any_of(branches.begin(), branches.end(), [&](const Branch& branch) {
    const bool is_inside = branch.address >= grow && branch.address < jump->address;
    return is_inside && (branch.target < entry || branch.target >= end);
  });
  if (grow == entry || !calls) return entry;  // a loop, not a check
  std::uint64_t body = entry;
  for (const Branch& branch : branches)
    if (branch.target == grow) body = std::max(body, branch.end);
  return body;
}

}  // namespace gofixup
