// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What the readers of BTF are asked about; works with the libbpf of the system.
//
//   btf_tool names BTF           every name to look up, "STRUCT name id", one in a line; the first
//                                line has the last id of all: "TYPES - 8918"
//   btf_tool sizes BTF           every struct: "name size members"
//   btf_tool probe BTF           a BPF program in C, made of CO-RE relocations alone; the first
//                                line says what it must return: "// result 12345, 600 relocations"
//   btf_tool kernel BTF          loads it into the kernel
#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// Each relocation takes about three of the 4096 instructions that old kernels allow.
#define MOST_RELOCATIONS 1000

static const char* name_of(const struct btf* btf, __u32 offset) {
  return btf__name_by_offset(btf, offset);
}

static int print_names(const struct btf* btf) {
  printf("TYPES - %u\n", btf__type_cnt(btf) - 1);
  for (__u32 id = 1; id < btf__type_cnt(btf); ++id) {
    const struct btf_type* type = btf__type_by_id(btf, id);
    const char* kind = btf_is_struct(type)    ? "STRUCT"
                       : btf_is_typedef(type) ? "TYPEDEF"
                       : btf_is_func(type)    ? "FUNC"
                                              : NULL;
    if (kind != NULL) printf("%s %s %u\n", kind, name_of(btf, type->name_off), id);
  }
  return 0;
}

static int print_sizes(const struct btf* btf) {
  for (__u32 id = 1; id < btf__type_cnt(btf); ++id) {
    const struct btf_type* type = btf__type_by_id(btf, id);
    if (btf_is_struct(type))
      printf("%s %u %u\n", name_of(btf, type->name_off), type->size, btf_vlen(type));
  }
  return 0;
}

// The first, a middle and the last member of structs from all over the file. The result mixes
// all offsets, so that no two mistakes make up for each other.
static unsigned probe_struct(const struct btf* btf, const struct btf_type* type, FILE* out,
                             __u32* result) {
  const unsigned members = btf_vlen(type), last = members - 1;
  const unsigned chosen[] = {0, last / 2, last};
  unsigned count = 0;
  for (unsigned i = 0; i < 3; ++i) {
    if (i > 0 && chosen[i] == chosen[i - 1]) continue;
    const struct btf_member* member = &btf_members(type)[chosen[i]];
    const __u32 offset = btf_member_bit_offset(type, chosen[i]) / 8;
    fprintf(out, "  MIX(%s, %s);\n", name_of(btf, type->name_off), name_of(btf, member->name_off));
    *result = *result * 31 + offset;
    ++count;
  }
  return count;
}

static int print_probe(const struct btf* btf) {
  unsigned structs = 0, seen = 0, count = 0;
  __u32 result = 0;
  for (__u32 id = 1; id < btf__type_cnt(btf); ++id) {
    const struct btf_type* type = btf__type_by_id(btf, id);
    structs += btf_is_struct(type) && btf_vlen(type) > 0;
  }
  const unsigned stride = 1 + structs * 3 / MOST_RELOCATIONS;
  char* body = NULL;
  size_t size = 0;
  FILE* out = open_memstream(&body, &size);
  if (out == NULL) return 1;
  for (__u32 id = 1; id < btf__type_cnt(btf); ++id) {
    const struct btf_type* type = btf__type_by_id(btf, id);
    if (btf_is_struct(type) && btf_vlen(type) > 0 && seen++ % stride == 0)
      count += probe_struct(btf, type, out, &result);
  }
  fclose(out);
  printf("// result %u, %u relocations\n", result, count);
  printf(
      "#define MIX(type, member) \\\n"
      "  result = result * 31 + __builtin_preserve_field_info(((struct type *)0)->member, 0)\n"
      "char _license[] __attribute__((section(\"license\"), used)) = \"Dual BSD/GPL\";\n"
      "__attribute__((section(\"socket\"), used)) int go_probe(void *ctx)\n{\n"
      "  unsigned result = 0;\n  (void)ctx;\n%s  return (int)result;\n}\n",
      body);
  free(body);
  return 0;
}

static int load_into_kernel(const struct btf* btf) {
  union bpf_attr attributes;
  __u32 size = 0;
  memset(&attributes, 0, sizeof(attributes));
  attributes.btf = (__u64)(unsigned long)btf__raw_data(btf, &size);
  attributes.btf_size = size;
  if (syscall(__NR_bpf, BPF_BTF_LOAD, &attributes, sizeof(attributes)) >= 0) return 0;
  printf("the kernel refuses it: %s\n", strerror(errno));
  return 1;
}

int main(int count, char** arguments) {
  static const struct {
    const char* name;
    int (*run)(const struct btf*);
  } commands[] = {{"names", print_names},
                  {"sizes", print_sizes},
                  {"probe", print_probe},
                  {"kernel", load_into_kernel}};
  for (unsigned i = 0; count == 3 && i < sizeof(commands) / sizeof(commands[0]); ++i) {
    if (strcmp(arguments[1], commands[i].name) != 0) continue;
    struct btf* btf = btf__parse(arguments[2], NULL);
    if (btf == NULL) {
      fprintf(stderr, "btf_tool: cannot parse %s: %s\n", arguments[2], strerror(errno));
      return 1;
    }
    const int status = commands[i].run(btf);
    btf__free(btf);
    return status;
  }
  fprintf(stderr, "usage: btf_tool names|sizes|probe|kernel BTF\n");
  return 2;
}
