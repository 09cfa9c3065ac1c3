{{build_line}}// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// {{title}}: sends what each call gets and gives to user space.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "{{header}}"
#include "event.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, {{ring_size}});
} events SEC(".maps");

// An event, and behind it the values as Go passed them: the 512 bytes of a BPF program's stack
// may be too few, and in a per-CPU map another thread's call could overwrite them.
struct call {
	struct call_event event;{{call_room}}
};

struct call_return {
	struct return_event event;{{return_room}}
};

static __always_inline void fill_head(void *ctx, struct event_head *head, __u32 kind)
{
	__u64 id = bpf_get_current_pid_tgid();

	head->time_ns = bpf_ktime_get_ns();
	head->goid = {{goid}};
	head->ip = GO_PC(ctx);
	head->pid = id >> 32;
	head->tid = (__u32)id;
	head->kind = kind;
	head->error = 0;
	bpf_get_current_comm(head->comm, sizeof(head->comm));
}

SEC("uprobe")
int on_call(void *ctx)
{
	struct call *call = bpf_ringbuf_reserve(&events, sizeof(*call), 0);

	if (!call)
		return 0;
	fill_head(ctx, &call->event.head, EVENT_CALL);
{{fill_call}}	bpf_ringbuf_submit(call, 0);
	return 0;
}

SEC("uprobe")
int on_return(void *ctx)
{
	struct call_return *call = bpf_ringbuf_reserve(&events, sizeof(*call), 0);

	if (!call)
		return 0;
	fill_head(ctx, &call->event.head, EVENT_RETURN);
{{fill_return}}	bpf_ringbuf_submit(call, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
