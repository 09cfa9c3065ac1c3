// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Reads what arguments/ passes and returns, in the order in which that prints it.
#include "arguments.bpf.h"

// ---- scalars ----

ARGUMENTS(main_ints)
{
  NUMBER(main_ints_a_0(__s8, 0));
  NUMBER(main_ints_b_0(__u8, 0));
  NUMBER(main_ints_c_0(__s16, 0));
  NUMBER(main_ints_d_0(__u16, 0));
  NUMBER(main_ints_e_0(__s32, 0));
  NUMBER(main_ints_f_0(__u32, 0));
  NUMBER(main_ints_g_0(__s64, 0));
  NUMBER(main_ints_h_0(__u64, 0));
  NUMBER(main_ints_i_0(__s64, 0));
}

ARGUMENTS(main_words5)
{
  NUMBER(main_words5_a_0(__u64, 0));
  NUMBER(main_words5_b_0(__u64, 0));
  NUMBER(main_words5_c_0(__u8, 0));
  NUMBER(main_words5_d_0(__u8, 0));
  NUMBER(main_words5_p_0(__u64, 0));
}

ARGUMENTS(main_leaf)
{
  NUMBER(main_leaf_a_0(__s64, 0));
  NUMBER(main_leaf_b_0(__s64, 0));
}

ARGUMENTS(main_twenty)
{
  NUMBER(main_twenty_a1_0(__s64, 0));
  NUMBER(main_twenty_a2_0(__s64, 0));
  NUMBER(main_twenty_a3_0(__s64, 0));
  NUMBER(main_twenty_a4_0(__s64, 0));
  NUMBER(main_twenty_a5_0(__s64, 0));
  NUMBER(main_twenty_a6_0(__s64, 0));
  NUMBER(main_twenty_a7_0(__s64, 0));
  NUMBER(main_twenty_a8_0(__s64, 0));
  NUMBER(main_twenty_a9_0(__s64, 0));
  NUMBER(main_twenty_a10_0(__s64, 0));
  NUMBER(main_twenty_a11_0(__s64, 0));
  NUMBER(main_twenty_a12_0(__s64, 0));
  NUMBER(main_twenty_a13_0(__s64, 0));
  NUMBER(main_twenty_a14_0(__s64, 0));
  NUMBER(main_twenty_a15_0(__s64, 0));
  NUMBER(main_twenty_a16_0(__s64, 0));
  NUMBER(main_twenty_a17_0(__s64, 0));
  NUMBER(main_twenty_a18_0(__s64, 0));
  NUMBER(main_twenty_a19_0(__s64, 0));
  NUMBER(main_twenty_a20_0(__s16, 0));
}

// The float64 is in a register that no BPF program can read; there is no main_floats_x_0.
ARGUMENTS(main_floats)
{
  __u64 y = 0;

  NUMBER(main_floats_a_0(__s64, 0));
  NUMBER(main_floats_b_0(__s32, 0));
  NUMBER(main_floats_f_0(__u32, 0));
  NUMBER(main_floats_f_0(__u32, 64));
  bpf_probe_read_user(&y, sizeof(y), (void *)main_floats_y_0(__u64, 0));
  NUMBER(y);
}

ARGUMENTS(main_manyFloats)
{
  NUMBER(main_manyFloats_x17_0(__u64, 0));
  NUMBER(main_manyFloats_x18_0(__u64, 0));
}

ARGUMENTS(main_complexes)
{
  __u64 c[2] = {0, 0};

  NUMBER(main_complexes_a_0(__s64, 0));
  bpf_probe_read_user(c, sizeof(c), (void *)main_complexes_c_0(__u64, 0));
  NUMBER(c[0]);
  NUMBER(c[1]);
  NUMBER(main_complexes_pair_0(__u32, 8));
  NUMBER(main_complexes_pair_0(__u32, 12));
}

// ---- strings, slices ----

ARGUMENTS(main_text)
{
  TEXT_AT(main_text_a_0(__u64, 0), main_text_a_1(__u64, 8));
  NUMBER(main_text_a_1(__s64, 8));
  NUMBER(main_text_n_0(__s64, 0));
  TEXT_AT(main_text_b_0(__u64, 0), main_text_b_1(__u64, 8));
  NUMBER(main_text_b_1(__s64, 8));
}

ARGUMENTS(main_bytesOf)
{
  TEXT_AT(main_bytesOf_a_0(__u64, 0), main_bytesOf_a_1(__u64, 8));
  NUMBER(main_bytesOf_a_1(__s64, 8));
  NUMBER(main_bytesOf_a_2(__s64, 16));
}

ARGUMENTS(main_slices)
{
  __s64 index = main_slices_index_0(__s64, 0);
  __s16 number = 0;
  __u64 string[2] = {0, 0};
  struct go_main_Point *point;
  long err;

  NUMBER(index);
  err = go_slice_elem(&number, sizeof(number), main_slices_a_0(__u64, 0),
                      main_slices_a_1(__u64, 8), index);
  NUMBER(err ? err : (long)number);
  err = go_slice_elem(string, sizeof(string), main_slices_b_0(__u64, 0),
                      main_slices_b_1(__u64, 8), index);
  if (err)
    NUMBER(err);
  else
    TEXT_AT(string[0], string[1]);
  point = (void *)go_slice_at(main_slices_c_0(__u64, 0), main_slices_c_1(__u64, 8), index,
                              bpf_core_type_size(struct go_main_Point));
  if (!point) return;
  NUMBER(BPF_CORE_READ_USER(point, X));
  NUMBER(BPF_CORE_READ_USER(point, Y));
}

ARGUMENTS(main_lateText)
{
  __u64 string[2] = {0, 0};

  NUMBER(main_lateText_a16_0(__s64, 0));
  TEXT_AT(main_lateText_s_0(__u64, 0), main_lateText_s_1(__u64, 8));
  go_slice_elem(string, sizeof(string), main_lateText_list_0(__u64, 0),
                main_lateText_list_1(__u64, 8), 1);
  TEXT_AT(string[0], string[1]);
}

ARGUMENTS(main_address)
{
  struct value *value = add(event, 0, 0);

  set_text(value, go_ip_read(value->text, main_address_ip_0(__u64, 0), main_address_ip_1(__u64, 8)));
}

// ---- structs and arrays by value, receivers ----

ARGUMENTS(main_point)
{
  NUMBER(main_point_p_0(__s32, 0));
  NUMBER(main_point_p_1(__s64, 8));
  NUMBER(main_point_n_0(__s8, 0));
}

ARGUMENTS(main_padded)
{
  NUMBER(main_padded_a_0(__s64, 0));
  NUMBER(main_padded_p_0(__s8, 0));
  NUMBER(main_padded_p_1(__s16, 8));
  NUMBER(main_padded_b_0(__s64, 0));
}

ARGUMENTS(main_nested)
{
  __u64 tag[2] = {0, 0};

  TEXT_AT(main_nested_n_0(__u64, 0), main_nested_n_1(__u64, 8));
  NUMBER(main_nested_n_2(__s32, 16));
  NUMBER(main_nested_n_3(__s64, 24));
  go_slice_elem(tag, sizeof(tag), main_nested_n_4(__u64, 32), main_nested_n_5(__u64, 40), 1);
  TEXT_AT(tag[0], tag[1]);
  NUMBER(main_nested_b_0(__s64, 0));
}

ARGUMENTS(main_big)
{
  NUMBER(main_big_a_0(__s64, 0));
  NUMBER(main_big_b_0(__s64, 0));
  NUMBER(main_big_b_1(__s64, 8));
  NUMBER(main_big_b_16(__s64, 128));
  NUMBER(main_big_c_0(__s64, 0));
}

ARGUMENTS(main_arrays)
{
  NUMBER(main_arrays_b_0(__s64, 0));
  NUMBER(main_arrays_c_0(__s32, 0));
  NUMBER(main_arrays_c_1(__s32, 4));
  TEXT_AT(main_arrays_d_0(__u64, 0), main_arrays_d_1(__u64, 8));
  NUMBER(main_arrays_e_0(__u8, 0));
  NUMBER(main_arrays_e_1(__u8, 1));
  NUMBER(main_arrays_e_2(__u8, 2));
}

ARGUMENTS(main_empty)
{
  NUMBER(main_empty_b_0(__s64, 0));
  NUMBER(main_empty_e_0(__s64, 0));
}

static __always_inline void add_name(struct event *event, struct go_main_Record *record)
{
  TEXT_AT(BPF_CORE_READ_USER(record, Name.str), BPF_CORE_READ_USER(record, Name.len));
}

ARGUMENTS(main_pointer)
{
  struct go_main_Record *record = (void *)main_pointer_r_0(__u64, 0);
  struct go_main_Record **list = (void *)main_pointer_list_0(__u64, 0);
  struct go_main_Record *first = 0;
  __u64 ratio = 0;  // BPF has no floats; their bits are bits

  NUMBER(BPF_CORE_READ_USER(record, ID));
  add_name(event, record);
  TEXT_AT(BPF_CORE_READ_USER(record, Inner, Name.str),
          BPF_CORE_READ_USER(record, Inner, Name.len));
  NUMBER(BPF_CORE_READ_USER(record, Inner, Point.Y));
  NUMBER(BPF_CORE_READ_USER(record, Big.Q));
  NUMBER(BPF_CORE_READ_USER(record, Flags[3]));
  bpf_core_read_user(&ratio, sizeof(ratio), &record->Ratio);
  NUMBER(ratio);
  bpf_probe_read_user(&first, sizeof(first), list);
  NUMBER(BPF_CORE_READ_USER(first, ID));
}

ARGUMENTS(main_Point_Move)
{
  NUMBER(main_Point_Move_p_0(__s32, 0));
  NUMBER(main_Point_Move_p_1(__s64, 8));
  NUMBER(main_Point_Move_dx_0(__s32, 0));
  NUMBER(main_Point_Move_dy_0(__s64, 0));
}

RESULTS(main_Point_Move)
{
  NUMBER(main_Point_Move_r0_0(__s32, 0));
  NUMBER(main_Point_Move_r0_1(__s64, 8));
}

ARGUMENTS(main_Big_Value)
{
  NUMBER(main_Big_Value_b_0(__s64, 0));
  NUMBER(main_Big_Value_b_16(__s64, 128));
  NUMBER(main_Big_Value_n_0(__s64, 0));
}

RESULTS(main_Big_Value) { NUMBER(main_Big_Value_r0_0(__s64, 0)); }

ARGUMENTS(main_ptr_Record_Rename)
{
  struct go_main_Record *record = (void *)main_ptr_Record_Rename_r_0(__u64, 0);

  NUMBER(BPF_CORE_READ_USER(record, ID));
  add_name(event, record);
  TEXT_AT(main_ptr_Record_Rename_name_0(__u64, 0), main_ptr_Record_Rename_name_1(__u64, 8));
  NUMBER(main_ptr_Record_Rename_n_0(__s64, 0));
}

RESULTS(main_ptr_Record_Rename)
{
  TEXT_AT(main_ptr_Record_Rename_r0_0(__u64, 0), main_ptr_Record_Rename_r0_1(__u64, 8));
}

char LICENSE[] SEC("license") = "GPL";
