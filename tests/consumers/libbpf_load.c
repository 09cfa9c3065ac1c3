// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Loads BTF as users of libbpf do, with whatever libbpf it is built with: 0.0.6 and later.
//
//   cc -DLIBBPF_AT=107 ... libbpf_load.c      1.7: major * 100 + minor
//   libbpf_load [--reduced] RAW ELF OBJECT RESULT
//
// RAW is a file of BTF, ELF the same in a section .BTF, OBJECT a BPF program whose relocations
// come to RESULT (btf_tool.c makes it). "-" for ELF or OBJECT: not asked for. --reduced: RAW is
// what somebody left of ours, so dedup may find more to remove.
// Prints figures in one line, or what does not hold and exits with 1.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// Lookups by name walk the list of types in every version here, so a large file is sampled: at
// most about so many steps.
#define MOST_STEPS 1000000000ULL

static __attribute__((noreturn)) void fail(const char* format, ...) {
  va_list args;
  va_start(args, format);
  vprintf(format, args);
  va_end(args);
  printf("\n");
  exit(1);
}

static void count_bytes(void* bytes, const char* format, va_list args) {
  *(size_t*)bytes += (size_t)vsnprintf(NULL, 0, format, args);
}

// What the versions call differently. Types count from 1; void is counted, as since 0.6.
#if LIBBPF_AT < 6
static __u32 type_count(const struct btf* btf) { return btf__get_nr_types(btf) + 1; }
static const void* raw_data(struct btf* btf, __u32* size) { return btf__get_raw_data(btf, size); }
static int dedup(struct btf* btf) { return btf__dedup(btf, NULL, NULL); }
static struct btf_dump* new_dump(const struct btf* btf, size_t* bytes) {
  const struct btf_dump_opts options = {.ctx = bytes};
  return btf_dump__new(btf, NULL, &options, count_bytes);
}
static struct bpf_object* load_object(const char* path, const char* target) {
  struct bpf_object* object = bpf_object__open(path);
  if (libbpf_get_error(object)) fail("bpf_object__open fails");
  struct bpf_object_load_attr attributes = {.obj = object, .target_btf_path = target};
  if (bpf_object__load_xattr(&attributes)) fail("bpf_object__load_xattr with a target fails");
  return object;
}
#else
static __u32 type_count(const struct btf* btf) { return btf__type_cnt(btf); }
static const void* raw_data(struct btf* btf, __u32* size) { return btf__raw_data(btf, size); }
static int dedup(struct btf* btf) { return btf__dedup(btf, NULL); }
static struct btf_dump* new_dump(const struct btf* btf, size_t* bytes) {
  return btf_dump__new(btf, count_bytes, bytes, NULL);
}
static struct bpf_object* load_object(const char* path, const char* target) {
  struct bpf_object_open_opts options = {.sz = sizeof(options), .btf_custom_path = target};
  struct bpf_object* object = bpf_object__open_file(path, &options);
  if (libbpf_get_error(object)) fail("bpf_object__open_file with btf_custom_path fails");
  if (bpf_object__load(object)) fail("bpf_object__load with btf_custom_path fails");
  return object;
}
#endif

static void* read_file(const char* path, __u32* size) {
  FILE* file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) fail("cannot read %s", path);
  *size = (__u32)ftell(file);
  rewind(file);
  void* data = malloc(*size);
  if (data == NULL || fread(data, 1, *size, file) != *size) fail("cannot read %s", path);
  fclose(file);
  return data;
}

static struct btf* parse(const char* path) {
  __u32 size = 0, kept = 0;
  void* data = read_file(path, &size);
  struct btf* btf = btf__new(data, size);
  if (libbpf_get_error(btf)) fail("btf__new fails: %ld", libbpf_get_error(btf));
  const void* raw = raw_data(btf, &kept);
  if (raw == NULL || kept != size || memcmp(raw, data, size) != 0)
    fail("it holds other bytes than it was given");
  free(data);
  return btf;
}

// The same through a path: a raw file since 0.1, before that in an ELF file only.
static void parse_by_path(const char* raw, const char* elf, __u32 expected) {
#if LIBBPF_AT >= 1
  struct btf* btf = btf__parse(raw, NULL);
  if (libbpf_get_error(btf)) fail("btf__parse fails: %ld", libbpf_get_error(btf));
  if (type_count(btf) != expected) fail("btf__parse sees another number of types");
  btf__free(btf);
#else
  (void)raw;
#endif
  if (strcmp(elf, "-") == 0) return;
  struct btf* in_elf = btf__parse_elf(elf, NULL);
  if (libbpf_get_error(in_elf)) fail("btf__parse_elf fails: %ld", libbpf_get_error(in_elf));
  if (type_count(in_elf) != expected) fail("btf__parse_elf sees another number of types");
  btf__free(in_elf);
}

static int is_asked_for(const struct btf* btf, const struct btf_type* type) {
  const unsigned kind = BTF_INFO_KIND(type->info);
  return (kind == BTF_KIND_INT || kind == BTF_KIND_STRUCT || kind == BTF_KIND_TYPEDEF ||
          kind == BTF_KIND_FUNC || kind == BTF_KIND_VAR || kind == 16 /* FLOAT */) &&
         *btf__name_by_offset(btf, type->name_off) != '\0';
}

static void look_up(const struct btf* btf) {
  const __u32 types = type_count(btf);
  unsigned long long named = 0, found = 0, funcs = 0, seen = 0;
  for (__u32 id = 1; id < types; ++id)
    if (is_asked_for(btf, btf__type_by_id(btf, id))) ++named;
  const unsigned long long stride = 1 + named * types / 2 / MOST_STEPS;
  for (__u32 id = 1; id < types; ++id) {
    const struct btf_type* type = btf__type_by_id(btf, id);
    if (!is_asked_for(btf, type)) continue;
    const unsigned kind = BTF_INFO_KIND(type->info);
    funcs += kind == BTF_KIND_FUNC;
    if (seen++ % stride != 0) continue;
    const char* name = btf__name_by_offset(btf, type->name_off);
    const __s32 answer = btf__find_by_name_kind(btf, name, kind);
    if (answer != (__s32)id) fail("%s: asked for id %u, got %d", name, id, answer);
    ++found;
  }
  printf("types=%u named=%llu funcs=%llu lookups=%llu", types - 1, named, funcs, found);
}

static void measure(const struct btf* btf) {
  unsigned long sized = 0;
  for (__u32 id = 1; id < type_count(btf); ++id) {
    const struct btf_type* type = btf__type_by_id(btf, id);
    if (BTF_INFO_KIND(type->info) != BTF_KIND_STRUCT) continue;
    const __s64 size = btf__resolve_size(btf, id);
    // Versions differ in whether 2 GiB and more come back signed.
    if ((__u32)size != type->size)
      fail("%s: size %lld", btf__name_by_offset(btf, type->name_off), (long long)size);
    ++sized;
  }
  printf(" sized=%lu", sized);
}

// Structs in structs, counted through arrays and typedefs; depths[id] remembers, plus one.
static unsigned nesting(const struct btf* btf, __u32 id, unsigned* depths) {
  const struct btf_type* type = btf__type_by_id(btf, id);
  if (depths[id] != 0) return depths[id] - 1;
  unsigned depth = 0;
  switch (BTF_INFO_KIND(type->info)) {
    case BTF_KIND_ARRAY:
      depth = nesting(btf, ((const struct btf_array*)(type + 1))->type, depths);
      break;
    case BTF_KIND_TYPEDEF: depth = nesting(btf, type->type, depths); break;
    case BTF_KIND_STRUCT: {
      const struct btf_member* members = (const struct btf_member*)(type + 1);
      for (unsigned i = 0; i < BTF_INFO_VLEN(type->info); ++i) {
        const unsigned inner = 1 + nesting(btf, members[i].type, depths);
        if (inner > depth) depth = inner;
      }
    }
  }
  depths[id] = depth + 1;
  return depth;
}

static unsigned deepest_nesting(const struct btf* btf) {
  unsigned deepest = 0, *depths = calloc(type_count(btf), sizeof(*depths));
  if (depths == NULL) fail("no memory");
  for (__u32 id = 1; id < type_count(btf); ++id) {
    const unsigned depth = nesting(btf, id, depths);
    if (depth > deepest) deepest = depth;
  }
  free(depths);
  return deepest;
}

static void print_as_c(const struct btf* btf) {
  size_t bytes = 0;
  // In 0.0.6 the time doubles with each struct in a struct: btf_align_of() evaluates the argument
  // of a max() twice. What nests deeper than any real program (kubectl: less than 8) would never
  // end.
  if (LIBBPF_AT < 1 && deepest_nesting(btf) > 20) return;
  struct btf_dump* dump = new_dump(btf, &bytes);
  if (libbpf_get_error(dump)) fail("btf_dump__new fails");
  for (__u32 id = 1; id < type_count(btf); ++id)
    if (btf_dump__dump_type(dump, id)) fail("btf_dump__dump_type fails on id %u", id);
  btf_dump__free(dump);
  if (bytes == 0) fail("it prints no C");
  printf(" printed=%u c_bytes=%zu", type_count(btf) - 1, bytes);
}

// A type on top of ours, as split BTF; what is distilled of the base must still lead to ours.
#if LIBBPF_AT >= 105
static void distill(struct btf* btf) {
  const char* name = "go_runtime_g";
  const __s32 id = btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT);
  if (id < 0) return;  // a minimised BTF may lack it
  struct btf *split = btf__new_empty_split(btf), *base = NULL, *small = NULL;
  if (split == NULL) fail("btf__new_empty_split fails");
  const int pointer = btf__add_ptr(split, id);
  const int own = btf__add_struct(split, "our_probe", 8);
  if (pointer < 0 || own < 0 || btf__add_field(split, "running", pointer, 0, 0))
    fail("adding to split BTF fails");
  if (btf__distill_base(split, &base, &small)) fail("btf__distill_base fails");
  if (btf__find_by_name_kind(base, name, BTF_KIND_STRUCT) < 0) fail("%s is not distilled", name);
  const unsigned distilled = type_count(base) - 1;
  if (btf__relocate(small, btf)) fail("btf__relocate fails");
  const __s32 moved = btf__find_by_name_kind(small, "our_probe", BTF_KIND_STRUCT);
  const struct btf_type* probe = moved < 0 ? NULL : btf__type_by_id(small, (__u32)moved);
  const struct btf_type* member = probe ? btf__type_by_id(small, btf_members(probe)->type) : NULL;
  if (member == NULL || member->type != (__u32)id) fail("btf__relocate leads to another type");
  btf__free(small);
  btf__free(base);
  btf__free(split);
  printf(" distilled=%u", distilled);
}
#else
static void distill(struct btf* btf) { (void)btf; }
#endif

static void deduplicate(struct btf* btf, bool is_reduced) {
  const __u32 before = type_count(btf);
  const int error = dedup(btf);
  if (error) fail("btf__dedup fails: %d", error);
  if (type_count(btf) != before && !is_reduced)
    fail("btf__dedup makes %u types of %u", type_count(btf) - 1, before - 1);
  if (!is_reduced) printf(" dedup=%u", before - 1);
}

// Runs the program in the kernel: what it returns is made of relocations alone.
static __u32 run_program(int fd) {
  unsigned char packet[64] = {0}, out[64];
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof(attributes));
  attributes.test.prog_fd = (__u32)fd;
  attributes.test.data_in = (__u64)(unsigned long)packet;
  attributes.test.data_size_in = sizeof(packet);
  attributes.test.data_out = (__u64)(unsigned long)out;
  attributes.test.data_size_out = sizeof(out);
  attributes.test.repeat = 1;
  if (syscall(__NR_bpf, BPF_PROG_TEST_RUN, &attributes, sizeof(attributes)) != 0)
    fail("the kernel does not run the program");
  return attributes.test.retval;
}

static void relocate(const char* object_path, const char* target, const char* expected) {
  struct bpf_object* object = load_object(object_path, target);
  struct bpf_program* program;
  unsigned programs = 0;
  bpf_object__for_each_program(program, object) {
    const __u32 result = run_program(bpf_program__fd(program));
    if (result != (__u32)strtoul(expected, NULL, 10))
      fail("relocated to %u, not %s", result, expected);
    ++programs;
  }
  if (programs == 0) fail("the object has no program");
  bpf_object__close(object);
  printf(" core=%s", expected);
}

int main(int count, char** arguments) {
  const bool is_reduced = count > 1 && strcmp(arguments[1], "--reduced") == 0;
  count -= is_reduced;
  arguments += is_reduced;
  if (count != 5) {
    fprintf(stderr, "usage: libbpf_load [--reduced] RAW ELF OBJECT RESULT\n");
    return 2;
  }
  const char *raw = arguments[1], *elf = arguments[2], *object = arguments[3];
  struct btf* btf = parse(raw);
  parse_by_path(raw, elf, type_count(btf));
  look_up(btf);
  measure(btf);
  print_as_c(btf);
  distill(btf);
  // 0.0.6 takes its target in an ELF file only.
  if (strcmp(object, "-") != 0) relocate(object, LIBBPF_AT >= 1 ? raw : elf, arguments[4]);
  deduplicate(btf, is_reduced);
  printf("\n");
  btf__free(btf);
  return 0;
}
