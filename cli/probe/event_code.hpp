// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The fields of events in the languages of the generated programs.
#pragma once

#include <string>

#include "probe/model.hpp"

namespace gofixup::cli {

// C: the members of the struct; what fills them in the BPF program, from `call->VALUES`, into
// `call->event`; and what prints those of `e`.
std::string c_members(const ProbeValues& list);
std::string c_fill(const ProbeValues& list, const std::string& values);
std::string c_print(const ProbeValues& list);

// Go: the members of the struct that has the same layout, and what prints those of `e`.
std::string go_members(const ProbeValues& list);
std::string go_print(const ProbeValues& list);

// Bytes of the event's members, at most.
std::uint64_t event_size(const ProbeValues& list);

}  // namespace gofixup::cli
