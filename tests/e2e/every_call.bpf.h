// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A program that calls all of go.bpf.h and has no data of its own; the including file has included
// that in one of the orders that users choose.
#ifdef __TARGET_ARCH_arm64
#define A x0
#define B x1
#else
#define A ax
#define B bx
#endif
#define REGISTER(ctx, name) GO_REG(ctx, name)

// Tracepoints, so that the verifier of an amd64 kernel takes programs for arm64 as well.
#ifndef SECTION
#define SECTION "tracepoint/any/any"
#endif

SEC(SECTION) int every_call(void *context)
{
  void *ctx = (char *)context + 8;
  __u64 a = REGISTER(ctx, A), b = REGISTER(ctx, B), types[GO_ERROR_TYPES] = {a, b, 0};
  char text[40], address[16];
  __u64 words[3] = {0, 0, 0};
  __s64 ns = 0;
  long sum = 0;

  sum += go_string_read(text, sizeof(text), a, b);
  sum += go_string_read(text, sizeof(text), (char *)a, b) + text[3];
  sum += go_slice_elem(words, sizeof(words), a, b, words[0]);
  sum += go_slice_elem(words, sizeof(words), (void *)a, b, 1) + (long)go_slice_at(a, b, 1, 24);
  sum += go_ip_read(address, a, b);
  sum += go_stack_read(words, sizeof(words), ctx, 16, 8);
  sum += (long)(GO_SP(ctx) + GO_PC(ctx) + GO_CLOSURE(ctx) + GO_LOAD_BIAS(ctx, 0x401000));
  sum += (long)(go_goroutine(ctx) + go_goid(ctx));
  sum += go_time_read(&ns, a) + ns + go_time_ns(a, (__s64)b);
  sum += (long)go_iface_type(a) + go_type_size(a) + go_type_kind(a) + go_type_hash(a);
  sum += go_iface_read(words, sizeof(words), a, b) + go_type_is_direct(b);
  sum += go_error_message(text, sizeof(text), a, b, types, 0);
  sum += go_map_len(a) + go_chan_len(b) + go_chan_cap((void *)b);
  return sum == 1;
}

char LICENSE[] SEC("license") = "GPL";
