// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Small BTF files, each with one thing that kernels take from some release on, or never.
//
//   traits DIR little|big
//
// Writes DIR/NAME.btf and prints "SINCE NAME" for each: the first release that takes it, or never.
#include <bpf/btf.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char* folder;
static enum btf_endianness byte_order;

static void fail(const char* what) {
  fprintf(stderr, "traits: %s\n", what);
  exit(1);
}

static int check(int id) {
  if (id < 0) fail("libbpf refuses to make a type");
  return id;
}

// An int, and a struct with a member of it: ids 1 and 2.
static struct btf* start(void) {
  struct btf* btf = btf__new_empty();
  if (btf == NULL) fail("no memory");
  check(btf__set_endianness(btf, byte_order));
  check(btf__add_int(btf, "int", 4, BTF_INT_SIGNED));
  check(btf__add_struct(btf, "pair", 8));
  check(btf__add_field(btf, "first", 1, 0, 0));
  return btf;
}

static void write_part(const struct btf* btf, const char* since, const char* name, __u32 cut) {
  char path[4096];
  __u32 size = 0;
  const void* data = btf__raw_data(btf, &size);
  snprintf(path, sizeof(path), "%s/%s.btf", folder, name);
  FILE* file = fopen(path, "wb");
  if (data == NULL || file == NULL || fwrite(data, 1, size - cut, file) != size - cut ||
      fclose(file) != 0)
    fail("a file cannot be written");
  printf("%s %s\n", since, name);
}

static void finish(struct btf* btf, const char* since, const char* name) {
  write_part(btf, since, name, 0);
  btf__free(btf);
}

static const char* letters(unsigned count) {
  static char text[1024];
  memset(text, 'x', count);
  text[count] = '\0';
  return text;
}

static int add_function(struct btf* btf) {
  const int prototype = check(btf__add_func_proto(btf, 0));
  check(btf__add_func_param(btf, "parameter", 1));
  return check(btf__add_func(btf, "function", BTF_FUNC_STATIC, prototype));
}

static void numbers(void) {
  struct btf* btf = start();
  finish(btf, "4.18", "plain");

  check(btf__add_float(btf = start(), "double", 8));
  finish(btf, "5.13", "float");

  check(btf__add_enum64(btf = start(), "wide", 8, false));
  check(btf__add_enum64_value(btf, "wide_value", 1ULL << 40));
  finish(btf, "6.0", "enum64");

  check(btf__add_enum(btf = start(), "below", 4));
  check(btf__add_enum_value(btf, "below_zero", -1));
  finish(btf, "6.0", "signed_enum");
}

static void tags(void) {
  struct btf* btf = start();
  check(btf__add_decl_tag(btf, "go.name=pair", 2, -1));
  finish(btf, "5.16", "tag_on_struct");

  check(btf__add_decl_tag(btf = start(), "go.type=*T", 2, 0));
  finish(btf, "5.16", "tag_on_member");

  const int alias = check(btf__add_typedef(btf = start(), "T", 1));
  check(btf__add_decl_tag(btf, "go.name=T", alias, -1));
  finish(btf, "5.16", "tag_on_typedef");

  const int function = add_function(btf = start());
  check(btf__add_decl_tag(btf, "go.loc=ax->", function, -1));
  finish(btf, "5.16", "tag_on_function");

  const int variable = check(btf__add_var(btf = start(), "V", BTF_VAR_STATIC, 1));
  check(btf__add_datasec(btf, ".data", 4));
  check(btf__add_datasec_var_info(btf, variable, 0, 4));
  check(btf__add_decl_tag(btf, "go.name=V", variable, -1));
  finish(btf, "5.16", "tag_on_variable");

  check(btf__add_decl_tag(btf = start(), letters(1000), 2, -1));
  finish(btf, "5.16", "tag_of_1000_bytes");
}

// include/linux/kallsyms.h: KSYM_NAME_LEN is 128, since 6.1 512; btf_name_valid() lets through names
// of just that length.
static void names(void) {
  static const struct {
    unsigned length;
    const char* since;
    const char* name;
  } kNames[] = {{128, "4.18", "name_of_128_bytes"},
                {129, "6.1", "name_of_129_bytes"},
                {512, "6.1", "name_of_512_bytes"},
                {513, "never", "name_of_513_bytes"}};
  for (size_t i = 0; i < sizeof(kNames) / sizeof(kNames[0]); ++i) {
    struct btf* btf = start();
    check(btf__add_struct(btf, letters(kNames[i].length), 4));
    finish(btf, kNames[i].since, kNames[i].name);
  }
}

static void broken(void) {
  struct btf* btf = start();
  check(btf__add_struct(btf, "outside", 8));
  check(btf__add_field(btf, "beyond", 1, 64, 0));
  finish(btf, "never", "member_outside");

  check(btf__add_ptr(btf = start(), 1000));
  finish(btf, "never", "pointer_to_no_type");

  check(btf__add_typedef(btf = start(), "to_itself", 3));
  finish(btf, "never", "endless_typedef");

  check(btf__add_struct(btf = start(), "no-identifier", 4));
  finish(btf, "never", "name_with_a_dash");

  write_part(btf = start(), "never", "cut_short", 4);
  btf__free(btf);

  btf = start();
  const bool is_big = byte_order == BTF_BIG_ENDIAN;
  check(btf__set_endianness(btf, is_big ? BTF_LITTLE_ENDIAN : BTF_BIG_ENDIAN));
  finish(btf, "never", "other_byte_order");
}

int main(int count, char** arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: traits DIR little|big\n");
    return 2;
  }
  folder = arguments[1];
  byte_order = strcmp(arguments[2], "big") == 0 ? BTF_BIG_ENDIAN : BTF_LITTLE_ENDIAN;
  numbers();
  tags();
  names();
  broken();
  return 0;
}
