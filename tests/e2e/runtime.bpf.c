// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The other half of arguments.bpf.c: values of the runtime's types, functions of every kind, results.
#include "arguments.bpf.h"

// Filled in by the test before it loads the object.
const volatile __u64 error_types[GO_ERROR_TYPES];

// ---- interfaces, errors ----

static __always_inline void add_interface(struct event *event, __u64 type, __u64 data)
{
  __u64 first = 0;
  long size;

  NUMBER(type);
  if (!type) return;
  size = go_type_size(type);
  go_iface_read(&first, size < 0 ? 0 : size < 8 ? (__u32)size : 8, type, data);
  NUMBER(go_type_kind(type));
  NUMBER(size);
  NUMBER(go_type_hash(type));
  NUMBER(first);
}

ARGUMENTS(main_anything)
{
  add_interface(event, main_anything_v_0(__u64, 0), main_anything_v_1(__u64, 8));
  NUMBER(main_anything_index_0(__s64, 0));
}

ARGUMENTS(main_shape)
{
  add_interface(event, go_iface_type(main_shape_s_0(__u64, 0)), main_shape_s_1(__u64, 8));
  NUMBER(main_shape_index_0(__s64, 0));
}

static __always_inline void add_error(void *ctx, struct event *event, __u64 tab, __u64 data)
{
  struct value *value = add(event, 0, 0);

  set_text(value, go_error_message(value->text, TEXT, tab, data, error_types,
                                   GO_LOAD_BIAS(ctx, probe_address(event->cookie))));
}

ARGUMENTS(main_failure)
{
  add_error(ctx, event, main_failure_err_0(__u64, 0), main_failure_err_1(__u64, 8));
  NUMBER(main_failure_index_0(__s64, 0));
}

// ---- maps, channels, times ----

ARGUMENTS(main_maps)
{
  NUMBER(go_map_len(main_maps_a_0(__u64, 0)));
  NUMBER(go_map_len(main_maps_b_0(__u64, 0)));
  NUMBER(go_map_len(main_maps_c_0(__u64, 0)));
}

ARGUMENTS(main_chans)
{
  NUMBER(go_chan_len(main_chans_a_0(__u64, 0)));
  NUMBER(go_chan_cap(main_chans_a_0(__u64, 0)));
  NUMBER(go_chan_len(main_chans_b_0(__u64, 0)));
  NUMBER(go_chan_cap(main_chans_b_0(__u64, 0)));
  NUMBER(go_chan_len(main_chans_c_0(__u64, 0)));
  NUMBER(go_chan_cap(main_chans_c_0(__u64, 0)));
}

ARGUMENTS(main_times)
{
  __s64 ns;

  NUMBER(go_time_ns(main_times_t_0(__u64, 0), main_times_t_1(__s64, 8)));
  NUMBER(main_times_d_0(__s64, 0));
  go_time_read(&ns, main_times_p_0(__u64, 0));
  NUMBER(ns);
}

// ---- functions ----

ARGUMENTS(main_Max_go_shape_int)
{
  NUMBER(main_Max_go_shape_int_a_0(__s64, 0));
  NUMBER(main_Max_go_shape_int_b_0(__s64, 0));
}

RESULTS(main_Max_go_shape_int) { NUMBER(main_Max_go_shape_int_r0_0(__s64, 0)); }

ARGUMENTS(main_Max_go_shape_int16)
{
  NUMBER(main_Max_go_shape_int16_a_0(__s16, 0));
  NUMBER(main_Max_go_shape_int16_b_0(__s16, 0));
}

RESULTS(main_Max_go_shape_int16) { NUMBER(main_Max_go_shape_int16_r0_0(__s16, 0)); }

ARGUMENTS(main_Max_go_shape_string)
{
  TEXT_AT(main_Max_go_shape_string_a_0(__u64, 0), main_Max_go_shape_string_a_1(__u64, 8));
  TEXT_AT(main_Max_go_shape_string_b_0(__u64, 0), main_Max_go_shape_string_b_1(__u64, 8));
}

RESULTS(main_Max_go_shape_string)
{
  TEXT_AT(main_Max_go_shape_string_r0_0(__u64, 0), main_Max_go_shape_string_r0_1(__u64, 8));
}

// A func value is the address of a closure object, whose first word is the code.
static __always_inline void add_code(struct event *event, __u64 func)
{
  __u64 code = 0;

  if (func) bpf_probe_read_user(&code, sizeof(code), (void *)func);
  NUMBER(code);
}

ARGUMENTS(main_Apply_go_shape_string_go_shape_int)
{
  NUMBER(go_map_len(main_Apply_go_shape_string_go_shape_int_m_0(__u64, 0)));
  TEXT_AT(main_Apply_go_shape_string_go_shape_int_key_0(__u64, 0),
          main_Apply_go_shape_string_go_shape_int_key_1(__u64, 8));
  add_code(event, main_Apply_go_shape_string_go_shape_int_f_0(__u64, 0));
  NUMBER(main_Apply_go_shape_string_go_shape_int_fallback_0(__s64, 0));
}

RESULTS(main_Apply_go_shape_string_go_shape_int)
{
  NUMBER(main_Apply_go_shape_string_go_shape_int_r0_0(__s64, 0));
  NUMBER(main_Apply_go_shape_string_go_shape_int_r1_0(__u8, 0));
}

// The dictionary follows the receiver; up to Go 1.19 it comes before it.
ARGUMENTS(main_ptr_Stack_go_shape_string_Push)
{
  __s64 depth = 0;

  bpf_probe_read_user(&depth, sizeof(depth),
                      (void *)main_ptr_Stack_go_shape_string_Push_s_0(__u64, 0));
  NUMBER(depth);
  TEXT_AT(main_ptr_Stack_go_shape_string_Push_item_0(__u64, 0),
          main_ptr_Stack_go_shape_string_Push_item_1(__u64, 8));
  TEXT_AT(main_ptr_Stack_go_shape_string_Push_note_0(__u64, 0),
          main_ptr_Stack_go_shape_string_Push_note_1(__u64, 8));
}

RESULTS(main_ptr_Stack_go_shape_string_Push)
{
  NUMBER(main_ptr_Stack_go_shape_string_Push_r0_0(__s64, 0));
}

ARGUMENTS(main_callback)
{
  add_code(event, main_callback_f_0(__u64, 0));
  NUMBER(main_callback_n_0(__s64, 0));
}

RESULTS(main_callback) { NUMBER(main_callback_r0_0(__s64, 0)); }

ARGUMENTS(main_adder_func1)
{
  __s64 by = 0;

  bpf_probe_read_user(&by, sizeof(by), (void *)(GO_CLOSURE(ctx) + 8));
  NUMBER(by);
  NUMBER(main_adder_func1_n_0(__s64, 0));
}

RESULTS(main_adder_func1) { NUMBER(main_adder_func1_r0_0(__s64, 0)); }

ARGUMENTS(main_variadic)
{
  __u64 array = main_variadic_rest_0(__u64, 0), len = main_variadic_rest_1(__u64, 8);
  __s64 first = 0, third = 0;

  TEXT_AT(main_variadic_prefix_0(__u64, 0), main_variadic_prefix_1(__u64, 8));
  NUMBER(len);
  go_slice_elem(&first, sizeof(first), array, len, 0);
  go_slice_elem(&third, sizeof(third), array, len, 2);
  NUMBER(first);
  NUMBER(third);
}

ARGUMENTS(main_blank)
{
  NUMBER(main_blank_a_0(__s64, 0));
  NUMBER(main_blank_b_0(__s64, 0));
}

// ---- goroutines ----

ARGUMENTS(main_worker)
{
  NUMBER(main_worker_id_0(__s64, 0));
  TEXT_AT(main_worker_name_0(__u64, 0), main_worker_name_1(__u64, 8));
}

RESULTS(main_worker) { NUMBER(main_worker_r0_0(__s64, 0)); }

ARGUMENTS(main_deep)
{
  NUMBER(main_deep_depth_0(__s64, 0));
  TEXT_AT(main_deep_name_0(__u64, 0), main_deep_name_1(__u64, 8));
  NUMBER(main_deep_late_0(__s64, 0));
  NUMBER(main_deep_late_1(__s64, 8));
}

RESULTS(main_deep) { NUMBER(main_deep_r0_0(__s64, 0)); }

ARGUMENTS(main_ignored)
{
  NUMBER(main_ignored_n_0(__s64, 0));
  TEXT_AT(main_ignored_text_0(__u64, 0), main_ignored_text_1(__u64, 8));
}

// ---- results ----

RESULTS(main_mixedResults)
{
  NUMBER(main_mixedResults_r0_0(__s8, 0));
  TEXT_AT(main_mixedResults_r1_0(__u64, 0), main_mixedResults_r1_1(__u64, 8));
  NUMBER(main_mixedResults_r2_0(__u8, 0));
  NUMBER(main_mixedResults_r3_0(__u32, 0));
}

RESULTS(main_parse)
{
  __u64 tab = main_parse_r1_0(__u64, 0);

  NUMBER(main_parse_r0_0(__s64, 0));
  NUMBER(tab != 0);
  if (tab)
    add_error(ctx, event, tab, main_parse_r1_1(__u64, 8));
  else
    TEXT_AT(0, 0);
}

RESULTS(main_split)
{
  __u64 tags = main_split_r1_0(__u64, 0), count = main_split_r1_1(__u64, 8), tag[2] = {0, 0};

  NUMBER(main_split_r0_0(__s32, 0));
  NUMBER(main_split_r0_1(__s64, 8));
  NUMBER(count);
  go_slice_elem(tag, sizeof(tag), tags, count, 0);
  TEXT_AT(tag[0], tag[1]);
  NUMBER(main_split_r2_0(__u64, 0));
}

RESULTS(main_eighteen)
{
  NUMBER(main_eighteen_r0_0(__s64, 0));
  NUMBER(main_eighteen_r1_0(__s64, 0));
  NUMBER(main_eighteen_r2_0(__s64, 0));
  NUMBER(main_eighteen_r3_0(__s64, 0));
  NUMBER(main_eighteen_r4_0(__s64, 0));
  NUMBER(main_eighteen_r5_0(__s64, 0));
  NUMBER(main_eighteen_r6_0(__s64, 0));
  NUMBER(main_eighteen_r7_0(__s64, 0));
  NUMBER(main_eighteen_r8_0(__s64, 0));
  NUMBER(main_eighteen_r9_0(__s64, 0));
  NUMBER(main_eighteen_r10_0(__s64, 0));
  NUMBER(main_eighteen_r11_0(__s64, 0));
  NUMBER(main_eighteen_r12_0(__s64, 0));
  NUMBER(main_eighteen_r13_0(__s64, 0));
  NUMBER(main_eighteen_r14_0(__s64, 0));
  NUMBER(main_eighteen_r15_0(__s64, 0));
  NUMBER(main_eighteen_r16_0(__s64, 0));
  TEXT_AT(main_eighteen_r17_0(__u64, 0), main_eighteen_r17_1(__u64, 8));
}

RESULTS(main_arrayResult)
{
  NUMBER(main_arrayResult_r0_0(__s32, 0));
  NUMBER(main_arrayResult_r0_1(__s32, 4));
  NUMBER(main_arrayResult_r1_1(__s64, 8));
  NUMBER(main_arrayResult_r1_16(__s64, 128));
}

RESULTS(main_deferred)
{
  NUMBER(main_deferred_r0_0(__s64, 0));
  TEXT_AT(main_deferred_r1_0(__u64, 0), main_deferred_r1_1(__u64, 8));
}

RESULTS(main_floatResult)
{
  NUMBER(main_floatResult_r0_0(__s64, 0));
  NUMBER(main_floatResult_r2_0(__s64, 0));
}

RESULTS(main_shapeResult)
{
  __u64 type = go_iface_type(main_shapeResult_r0_0(__u64, 0));
  __s64 side = 0;

  NUMBER(type);
  go_iface_read(&side, sizeof(side), type, main_shapeResult_r0_1(__u64, 8));
  NUMBER(side);
}

RESULTS(main_tail) { NUMBER(main_tail_r0_0(__s64, 0)); }

RESULTS(main_middle) { NUMBER(main_middle_r0_0(__s64, 0)); }

char LICENSE[] SEC("license") = "GPL";
