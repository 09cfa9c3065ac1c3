// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What the BPF program sends to user space. Members keep their place in every language: 8-byte
// numbers first of all, and arrays fill multiples of 8 bytes. A floating-point number is its bits.
#ifndef EVENT_H
#define EVENT_H

#include <linux/types.h>

enum event_kind {
	EVENT_CALL = 1,
	EVENT_RETURN = 2,
};

struct event_head {
	__u64 time_ns; // CLOCK_MONOTONIC
	__u64 goid;
	__u64 ip; // of the probe
	__u32 pid, tid;
	__u32 kind;
	__s32 error; // 0, or -errno of reading the values
	char comm[16];
};

struct call_event {
	struct event_head head;
{{call_members}}};

struct return_event {
	struct event_head head;
{{return_members}}};

#endif
