// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What the probes of arguments.bpf.c share: an event for each call, a list of values that the test
// prints as the program does.
#pragma once

#include TYPES_H  // of `gofixup header`

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <gofixup/go.bpf.h>

// The places of `gofixup functions`, by function, parameter (r0, r1 ...: result) and scalar:
// main_text_0_1(type, offset) is a scalar that lies `offset` bytes into the first parameter.
#define IN_REGISTER(type, name) ((type)GO_REG(ctx, name))
#define ON_STACK(type, at)                                          \
  ({                                                                \
    type value_ = 0;                                                \
    go_stack_read(&value_, sizeof(value_), ctx, sp_distance, (at)); \
    value_;                                                         \
  })
#include PLACES_H

// As in arguments_probe.cpp.
enum { VALUES = 32, TEXT = 48, SIGNED = -1, UNSIGNED = -2 };

struct value {
  __s32 kind;  // SIGNED, UNSIGNED or the length of a text
  __u32 unused;
  __u64 number;
  char text[TEXT];
};

struct event {
  __u64 cookie, goid;
  __u32 count, unused;
  struct value values[VALUES];
};

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 24);
} events SEC(".maps");

__u64 lost;

// arm64 has more registers than the verifier of an amd64 kernel lets a uprobe read, but the context
// of a tracepoint is as large as need be from its eighth byte on.
#ifdef AS_TRACEPOINT
#define PROBE_SECTION SEC("tracepoint/any/any")
#define REGISTERS(ctx) ((void *)((char *)(ctx) + 8))
#else
#define PROBE_SECTION SEC("uprobe")
#define REGISTERS(ctx) (ctx)
#endif

static __always_inline struct event *begin(void *ctx)
{
  struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

  if (!event) {
    lost++;
    return 0;
  }
  event->cookie = bpf_get_attach_cookie(ctx);
  event->goid = go_goid(REGISTERS(ctx));
  event->count = 0;
  return event;
}

static __always_inline struct value *add(struct event *event, int kind, __u64 number)
{
  const __u32 index = event->count & (VALUES - 1);

  event->count++;
  event->values[index].kind = kind;
  event->values[index].number = number;
  return &event->values[index];
}

#define NUMBER(value) add(event, (typeof(value))-1 < 0 ? SIGNED : UNSIGNED, (__u64)(value))

// A text, or the error of reading it as a number.
static __always_inline void set_text(struct value *value, long length)
{
  value->kind = length < 0 ? SIGNED : (int)length;
  value->number = (__u64)length;
}

#define TEXT_AT(str, len)                                                      \
  do {                                                                         \
    struct value *value_ = add(event, 0, 0);                                   \
    set_text(value_, go_string_read(value_->text, TEXT, str, len));            \
  } while (0)

// What the test says in the cookie: which probe it is, the distance of SP from its value at entry,
// and the probe's address in the binary.
static __always_inline __u64 probe_distance(__u64 cookie) { return cookie >> 32 & 0xffff; }
static __always_inline __u64 probe_address(__u64 cookie) { return cookie & 0xffffffff; }

// A probe for the arguments (at entry and body) or the results of a Go function.
#define PROBE(kind, function)                                                  \
  static __always_inline void kind##_of_##function(                            \
      void *ctx, __u64 sp_distance __attribute__((unused)), struct event *event); \
  PROBE_SECTION int kind##_##function(void *ctx)                               \
  {                                                                            \
    struct event *event = begin(ctx);                                          \
                                                                               \
    if (event) {                                                               \
      kind##_of_##function(REGISTERS(ctx), probe_distance(event->cookie),      \
                           event);                                             \
      bpf_ringbuf_submit(event, 0);                                            \
    }                                                                          \
    return 0;                                                                  \
  }                                                                            \
  static __always_inline void kind##_of_##function(                            \
      void *ctx, __u64 sp_distance __attribute__((unused)), struct event *event)
#define ARGUMENTS(function) PROBE(call, function)
#define RESULTS(function) PROBE(return, function)
