// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Asks for the values of Go constants by CO-RE, and reads Go variables at the addresses that the
// test found in the BTF. TYPES_H is what `gofixup header --consts` wrote for the first build.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include TYPES_H

const volatile struct {
  unsigned long counter, current;
} addresses;

struct seen {
  unsigned long calls;
  unsigned long red, green, has_blue, version, lowest, huge;
  long counter, session_id;
  unsigned long session_color;
};

struct seen seen;

SEC("uprobe")
int on_step(void *ctx)
{
  struct go_main_Session *session = (void *)addresses.current;

  seen.calls++;
  seen.red = bpf_core_enum_value(enum go_main_Color_consts, go_main_Red);
  seen.green = bpf_core_enum_value(enum go_main_Color_consts, go_main_Green);
  seen.has_blue = bpf_core_enum_value_exists(enum go_main_Color_consts, go_main_Blue);
  seen.version = bpf_core_enum_value(enum go_main_consts, go_main_version);
  seen.lowest = bpf_core_enum_value(enum go_main_consts, go_main_lowest);
#if __clang_major__ >= 15 // older ones cut it to 32 bits in their own BTF, and libbpf notices
  seen.huge = bpf_core_enum_value(enum go_main_consts, go_main_huge);
#endif
  bpf_probe_read_user(&seen.counter, sizeof(seen.counter), (void *)addresses.counter);
  seen.session_id = BPF_CORE_READ_USER(session, ID);
  seen.session_color = BPF_CORE_READ_USER(session, Color);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
