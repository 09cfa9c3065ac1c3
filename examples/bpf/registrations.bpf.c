// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Watches amf.(*Server).Register of testcases/nf: how long each registration takes, and what the
 * UE has when it is over. Compiled once, against nf.h of any one build:
 *
 *	gofixup header nf --only 'example.com/testcases/nf*' -o nf.h
 *
 * The loader brings the BTF of the build that runs, and the places in its code.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "nf.h"
#include <gofixup/go.bpf.h>
#include "registrations.h"

#define NF(name) struct go_example_com_testcases_nf_##name

/* func (s *Server) Register(link transport.Link, first ngap.Message) (*ue.Context, error), as
 * `gofixup show` tells it: link and first are taken apart, first.RANUEID is the fifth word. */
#if defined(__TARGET_ARCH_x86)
#define FIRST_RANUEID(ctx) GO_REG(ctx, si)
#define RESULT_CONTEXT(ctx) GO_REG(ctx, ax)
#define RESULT_ERROR(ctx) GO_REG(ctx, bx)
#elif defined(__TARGET_ARCH_arm64)
#define FIRST_RANUEID(ctx) GO_REG(ctx, x4)
#define RESULT_CONTEXT(ctx) GO_REG(ctx, x0)
#define RESULT_ERROR(ctx) GO_REG(ctx, x1)
#endif

/* A goroutine may go on in another thread: it is what a call belongs to. */
struct goroutine {
	__u64 process, goid;
};

struct call {
	__u64 start;
	__u32 ran;
	__u32 pad;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct goroutine);
	__type(value, struct call);
} calls SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} registrations SEC(".maps");

const struct registration *unused_registration __attribute__((unused)); /* so that BTF has it */

/* Of the kernel's struct no more than what is read. */
struct task_struct {
	struct task_struct *group_leader;
	char comm[16];
} __attribute__((preserve_access_index));

static struct goroutine this_goroutine(void *ctx)
{
	struct goroutine key = {bpf_get_current_pid_tgid() >> 32, go_goid(ctx)};

	return key;
}

static void read_string(char *to, __u32 size, struct GoString *from)
{
	go_string_read(to, size, BPF_CORE_READ_USER(from, str), BPF_CORE_READ_USER(from, len));
}

static void read_session(struct registration *to, NF(session_Session) *session)
{
	to->session = BPF_CORE_READ_USER(session, ID);
	to->flow = BPF_CORE_READ_USER(session, Flow.Identifier);
	to->down = BPF_CORE_READ_USER(session, Flow.Down);
	to->address_size = go_ip_read(to->address, BPF_CORE_READ_USER(session, Address.array),
				      BPF_CORE_READ_USER(session, Address.len));
	read_string(to->network, sizeof(to->network), &session->Network);
}

/* Field by field: context->Security holds keys, which are nobody's business. */
static void read_context(struct registration *to, NF(ue_Context) *context)
{
	NF(session_Session) *session = BPF_CORE_READ_USER(context, Default);
	__s64 created = 0;

	to->known = 1;
	to->state = BPF_CORE_READ_USER(context, State);
	to->has_cause = bpf_core_field_exists(context->Cause);
	if (bpf_core_field_exists(context->Cause))
		to->cause = BPF_CORE_READ_USER(context, Cause);
	to->sessions = go_map_len(BPF_CORE_READ_USER(context, Sessions));
	go_time_read(&created, &context->Created);
	to->created = created;
	read_string(to->supi, sizeof(to->supi), &context->Identity.SUPI);
	if (session)
		read_session(to, session);
}

/* At the first instruction behind the prologue: the function's entry would be passed twice when
 * the goroutine's stack has to grow. The registers still hold the parameters. */
SEC("uprobe")
int register_begins(void *ctx)
{
	struct goroutine key = this_goroutine(ctx);
	struct call call = {bpf_ktime_get_ns(), FIRST_RANUEID(ctx)};

	bpf_map_update_elem(&calls, &key, &call, BPF_ANY);
	return 0;
}

/* At each return instruction: a uretprobe would crash the program when its stack moves. */
SEC("uprobe")
int register_returns(void *ctx)
{
	NF(ue_Context) *context = (void *)RESULT_CONTEXT(ctx);
	struct task_struct *task = (void *)bpf_get_current_task();
	struct goroutine key = this_goroutine(ctx);
	struct call *call = bpf_map_lookup_elem(&calls, &key);
	struct registration *to;

	if (!call) /* it began before we came */
		return 0;
	to = bpf_ringbuf_reserve(&registrations, sizeof(*to), 0);
	if (!to)
		return 0;
	__builtin_memset(to, 0, sizeof(*to));
	to->latency = bpf_ktime_get_ns() - call->start;
	to->ran = call->ran;
	to->process = key.process;
	to->goid = key.goid;
	to->failed = RESULT_ERROR(ctx) != 0;
	/* Threads of Go programs have names of their own at times; the process's is its leader's. */
	BPF_CORE_READ_INTO(&to->name, task, group_leader, comm);
	if (context)
		read_context(to, context);
	bpf_ringbuf_submit(to, 0);
	bpf_map_delete_elem(&calls, &key);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
