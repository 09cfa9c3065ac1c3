// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Reads what testcases/nf knows of a UE when its registration is over, through CO-RE alone.
// TYPES_H is what `gofixup header` wrote for one build; the object must do for all the others.
// With WITH_KERNEL it reads types of the kernel as well.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include TYPES_H
#include <gofixup/go.bpf.h>

#define NF(name) struct go_example_com_testcases_nf_##name

// As in network_function.hpp.
struct record {
  char supi[24], network[16], task[16];
  long long created;  // ns since 1970
  unsigned int calls, is_known, failed, guti, tracking, down, thread_group, changes, sessions;
  unsigned char address[16], address_size, state, cause, has_cause, session, flow, last_state, pad;
  unsigned int pad2;
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 64);
  __type(key, unsigned int);
  __type(value, struct record);
} records SEC(".maps");

static void read_string(char *to, unsigned int size, struct GoString *from)
{
  go_string_read(to, size, BPF_CORE_READ_USER(from, str), BPF_CORE_READ_USER(from, len));
}

static void read_context(struct record *to, NF(ue_Context) *context)
{
  to->is_known = 1;
  read_string(to->supi, sizeof(to->supi), &context->Identity.SUPI);
  to->guti = BPF_CORE_READ_USER(context, Identity.GUTI);
  to->state = BPF_CORE_READ_USER(context, State);
  to->tracking = BPF_CORE_READ_USER(context, Location.Tracking);
  go_time_read(&to->created, &context->Created);
  to->sessions = go_map_len(BPF_CORE_READ_USER(context, Sessions));
  to->has_cause = bpf_core_field_exists(context->Cause);
  if (bpf_core_field_exists(context->Cause)) to->cause = BPF_CORE_READ_USER(context, Cause);

  NF(ue_Change) *changes = BPF_CORE_READ_USER(context, History.array);
  to->changes = BPF_CORE_READ_USER(context, History.len);
  if (to->changes) {
    // The size of an element is the target's, not the one that this was compiled with.
    NF(ue_Change) *last = (void *)changes + (to->changes - 1) * bpf_core_type_size(NF(ue_Change));
    to->last_state = BPF_CORE_READ_USER(last, To);
  }
}

static void read_session(struct record *to, NF(session_Session) *from)
{
  to->session = BPF_CORE_READ_USER(from, ID);
  to->flow = BPF_CORE_READ_USER(from, Flow.Identifier);
  to->down = BPF_CORE_READ_USER(from, Flow.Down);
  read_string(to->network, sizeof(to->network), &from->Network);
  to->address_size = go_ip_read(to->address, BPF_CORE_READ_USER(from, Address.array),
                                BPF_CORE_READ_USER(from, Address.len));
}

#ifdef WITH_KERNEL
// Of the kernel's struct no more than what is read; where it lies, the kernel's BTF knows.
struct task_struct {
  int tgid;
  char comm[16];
} __attribute__((preserve_access_index));

static void read_task(struct record *to)
{
  struct task_struct *task = (void *)bpf_get_current_task();
  to->thread_group = BPF_CORE_READ(task, tgid);
  BPF_CORE_READ_INTO(&to->task, task, comm);
}
#endif

// func (s *Server) Audit(ran uint32, context *ue.Context, err error)
SEC("uprobe")
int on_audit(void *ctx)
{
  unsigned int ran = GO_REG(ctx, bx);
  NF(ue_Context) *context = (void *)GO_REG(ctx, cx);
  struct record *to = bpf_map_lookup_elem(&records, &ran);
  if (!to) return 0;
  to->calls++;
  to->failed = GO_REG(ctx, di) != 0;
  if (context) {
    NF(session_Session) *session = BPF_CORE_READ_USER(context, Default);
    read_context(to, context);
    if (session) read_session(to, session);
  }
#ifdef WITH_KERNEL
  read_task(to);
#endif
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
