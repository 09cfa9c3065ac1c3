// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Counts what passes the sites of functions. A probe's cookie tells the function (upper half)
// and how far SP is from its place at the entry.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

// As in probe.bpf.c.
struct registers {
  unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs,
      flags, sp, ss;
};

struct passed {
  unsigned long entries, bodies, bodies_with_right_sp, returns;
};

struct passed passed[8];

// SP at the last entry, by thread and function.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4096);
  __type(key, unsigned long);
  __type(value, unsigned long);
} last_sp SEC(".maps");

static unsigned long key_of(unsigned long cookie)
{
  return (bpf_get_current_pid_tgid() << 32) | (cookie >> 32);
}

SEC("uprobe")
int on_entry(struct registers *ctx)
{
  unsigned long cookie = bpf_get_attach_cookie(ctx), key = key_of(cookie), sp = ctx->sp;

  __sync_fetch_and_add(&passed[(cookie >> 32) & 7].entries, 1);
  bpf_map_update_elem(&last_sp, &key, &sp, BPF_ANY);
  return 0;
}

SEC("uprobe")
int on_body(struct registers *ctx)
{
  unsigned long cookie = bpf_get_attach_cookie(ctx), key = key_of(cookie);
  unsigned long *sp = bpf_map_lookup_elem(&last_sp, &key);
  struct passed *counts = &passed[(cookie >> 32) & 7];

  __sync_fetch_and_add(&counts->bodies, 1);
  if (sp && *sp - ctx->sp == (cookie & 0xffffffff))
    __sync_fetch_and_add(&counts->bodies_with_right_sp, 1);
  return 0;
}

SEC("uprobe")
int on_return(struct registers *ctx)
{
  __sync_fetch_and_add(&passed[(bpf_get_attach_cookie(ctx) >> 32) & 7].returns, 1);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
