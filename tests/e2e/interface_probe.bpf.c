// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Reads the interface arguments of main.Measure(Shape, any) and what is in them. User space fills
// the two maps from `gofixup interfaces --json` and TYPES_H is what `gofixup header` wrote; both
// speak of types by their id in the BTF that `gofixup encode` wrote.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include TYPES_H

// struct pt_regs of amd64, without CO-RE.
struct registers {
  unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs,
      flags, sp, ss;
};

struct table {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __type(key, unsigned long);  // address of an itab, of a type
  __type(value, unsigned int);  // BTF id of what the data word points at
};
struct table itabs SEC(".maps"), types SEC(".maps");

struct seen {
  unsigned int calls, known_itabs, late_itabs, unknown;
  long radius, side, late, number;
  char text[16];
};
struct seen seen;

static unsigned int type_at(unsigned long address)
{
  unsigned int *id = bpf_map_lookup_elem(&types, &address);

  return id ? *id : 0;
}

static unsigned int type_in(unsigned long itab)
{
  unsigned int *id = bpf_map_lookup_elem(&itabs, &itab);
  unsigned long type = 0;

  if (id) {
    seen.known_itabs++;
    return *id;
  }
  // Made by the runtime: its second word is the type.
  seen.late_itabs++;
  bpf_probe_read_user(&type, sizeof(type), (void *)(itab + 8));
  return type_at(type);
}

SEC("uprobe")
int on_measure(struct registers *ctx)
{
  unsigned int shape = type_in(ctx->ax), any = type_at(ctx->cx);
  void *in_shape = (void *)ctx->bx, *in_any = (void *)ctx->di;

  seen.calls++;
  if (shape == bpf_core_type_id_kernel(struct go_main_Circle))
    seen.radius = BPF_CORE_READ_USER((struct go_main_Circle *)in_shape, Radius);
  else if (shape == bpf_core_type_id_kernel(struct go_main_Square))
    seen.side = BPF_CORE_READ_USER((struct go_main_Square *)in_shape, Side);
  else if (shape == bpf_core_type_id_kernel(struct go_main_Late))
    seen.late = BPF_CORE_READ_USER((struct go_main_Late *)in_shape, N);
  else
    seen.unknown++;

  if (any == bpf_core_type_id_kernel(struct GoString)) {
    struct GoString *text = in_any;
    unsigned long length = BPF_CORE_READ_USER(text, len);

    bpf_probe_read_user(seen.text, length < sizeof(seen.text) ? length : sizeof(seen.text) - 1,
                        BPF_CORE_READ_USER(text, str));
  } else if (any == bpf_core_type_id_kernel(GoInt)) {
    long number = 0;

    bpf_probe_read_user(&number, sizeof(number), in_any);
    seen.number += number;
  } else {
    seen.unknown++;
  }
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
