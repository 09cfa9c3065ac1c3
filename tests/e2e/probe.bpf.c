// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Reads a Go object through CO-RE, and keeps the registers for the test to read. TYPES_H is
// what `gofixup header` wrote for the first build of the program.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include TYPES_H

// struct pt_regs of amd64. Not from a kernel header: those differ from vmlinux.h's, and only
// the registers are needed.
struct registers {
  unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs,
      flags, sp, ss;
};

struct seen_server {
  unsigned long calls;
  long id, limit, request;
  int retries;
  unsigned int tag_count;
  char name[16], second_tag[16];
};

struct seen_call {
  unsigned long calls;
  struct registers registers;
  unsigned char stack[128];  // from SP at entry
};

struct seen_server seen_server;
struct seen_call seen_call;

static void read_string(char *to, unsigned int size, struct GoString *from)
{
  unsigned long length = BPF_CORE_READ_USER(from, len);
  bpf_probe_read_user(to, length < size ? length : size - 1, BPF_CORE_READ_USER(from, str));
}

SEC("uprobe")
int on_handle(struct registers *ctx)
{
  struct go_main_Server *server = (void *)ctx->ax;
  struct GoString *tags = BPF_CORE_READ_USER(server, Tags.array);

  seen_server.calls++;
  seen_server.request = ctx->bx;
  seen_server.id = BPF_CORE_READ_USER(server, ID);
  seen_server.limit = BPF_CORE_READ_USER(server, Config, Limit);
  seen_server.retries = BPF_CORE_READ_USER(server, Config, Retries);
  seen_server.tag_count = BPF_CORE_READ_USER(server, Tags.len);
  struct go_main_Config *config = BPF_CORE_READ_USER(server, Config);
  read_string(seen_server.name, sizeof(seen_server.name), &config->Name);
  read_string(seen_server.second_tag, sizeof(seen_server.second_tag), &tags[1]);
  return 0;
}

SEC("uprobe")
int on_mixed(struct registers *ctx)
{
  seen_call.calls++;
  seen_call.registers = *ctx;
  bpf_probe_read_user(seen_call.stack, sizeof(seen_call.stack), (void *)ctx->sp);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
