/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Reading Go values in BPF programs: registers, stack, strings, slices, interfaces, maps,
 * channels, errors, times, and which goroutine it is.
 *
 *	#include "vmlinux.h"                (or <linux/bpf.h>, or both-in-one from gofixup header)
 *	#include <bpf/bpf_helpers.h>
 *	#include <gofixup/go.bpf.h>
 *
 * Programs are compiled with -D__TARGET_ARCH_x86 (amd64) or -D__TARGET_ARCH_arm64 and loaded with
 * the BTF of the Go binary (libbpf: btf_custom_path; cilium/ebpf: KernelTypes or
 * ExtraRelocationTargets): the runtime's structs are read through CO-RE, so that one object serves
 * Go 1.18 to 1.27. `ctx` is the context of a uprobe. Where values are is what go.loc says, see
 * `gofixup show` and docs/probing.md.
 *
 * - Addresses may be given as pointers or as integers (GO_REG(ctx, ax)).
 * - Functions that return long return 0 or a count, or -14 (EFAULT) where the memory cannot be
 *   read; a page that is not resident cannot be either. Others say what they return.
 * - Kernel 5.5 or later; CO-RE as of libbpf 0.2. No loops, no maps, no static data.
 * - Floating-point registers are out of reach: the kernel does not hand them to BPF programs.
 *   Floats on the stack or in memory are read like anything else.
 */
#ifndef GOFIXUP_GO_BPF_H
#define GOFIXUP_GO_BPF_H

#ifndef __BPF_HELPERS__
#include <bpf/bpf_helpers.h>
#endif
#ifndef __BPF_CORE_READ_H__
#include <bpf/bpf_core_read.h>
#endif

#define GO_EFAULT 14
#define GO_EINVAL 22
#define GO_ERANGE 34
#define GO_ENOENT 2

/*
 * ---- registers ----
 *
 * By number in the kernel's struct pt_regs (amd64: arch/x86/include/asm/ptrace.h) or struct
 * user_pt_regs (arm64: arch/arm64/include/uapi/asm/ptrace.h), which are ABI. Not through those
 * structs: vmlinux.h marks them for CO-RE, and there is no pt_regs in the BTF of a Go binary.
 */
#if defined(__TARGET_ARCH_x86)

enum {
	GO_REGISTER_r15, GO_REGISTER_r14, GO_REGISTER_r13, GO_REGISTER_r12, GO_REGISTER_bp,
	GO_REGISTER_bx, GO_REGISTER_r11, GO_REGISTER_r10, GO_REGISTER_r9, GO_REGISTER_r8,
	GO_REGISTER_ax, GO_REGISTER_cx, GO_REGISTER_dx, GO_REGISTER_si, GO_REGISTER_di,
	GO_REGISTER_orig_ax, GO_REGISTER_ip, GO_REGISTER_cs, GO_REGISTER_flags, GO_REGISTER_sp,
	GO_REGISTER_ss,
};

#define GO_REGISTER_PC GO_REGISTER_ip
#define GO_REGISTER_G GO_REGISTER_r14       /* src/cmd/compile/abi-internal.md, since Go 1.17 */
#define GO_REGISTER_CLOSURE GO_REGISTER_dx  /* same place */

#elif defined(__TARGET_ARCH_arm64)

enum {
	GO_REGISTER_x0, GO_REGISTER_x1, GO_REGISTER_x2, GO_REGISTER_x3, GO_REGISTER_x4,
	GO_REGISTER_x5, GO_REGISTER_x6, GO_REGISTER_x7, GO_REGISTER_x8, GO_REGISTER_x9,
	GO_REGISTER_x10, GO_REGISTER_x11, GO_REGISTER_x12, GO_REGISTER_x13, GO_REGISTER_x14,
	GO_REGISTER_x15, GO_REGISTER_x16, GO_REGISTER_x17, GO_REGISTER_x18, GO_REGISTER_x19,
	GO_REGISTER_x20, GO_REGISTER_x21, GO_REGISTER_x22, GO_REGISTER_x23, GO_REGISTER_x24,
	GO_REGISTER_x25, GO_REGISTER_x26, GO_REGISTER_x27, GO_REGISTER_x28, GO_REGISTER_x29,
	GO_REGISTER_x30, GO_REGISTER_sp, GO_REGISTER_pc, GO_REGISTER_pstate,
};

#define GO_REGISTER_PC GO_REGISTER_pc
#define GO_REGISTER_G GO_REGISTER_x28
#define GO_REGISTER_CLOSURE GO_REGISTER_x26

#else
#error "go.bpf.h: compile with -D__TARGET_ARCH_x86 (amd64) or -D__TARGET_ARCH_arm64"
#endif

/* volatile: a load that the compiler splits or moves is one that the verifier refuses. */
static __always_inline __u64 go_register(const void *ctx, int number)
{
	return ((const volatile __u64 *)ctx)[number];
}

/*
 * The 64 bits of a register, by its name in go.loc: GO_REG(ctx, ax), arm64 GO_REG(ctx, x0). Only
 * as many as the value has are defined, Go leaves the upper ones as they are: cast to the type.
 */
#define GO_REG(ctx, name) go_register(ctx, GO_REGISTER_##name)
#define GO_SP(ctx) go_register(ctx, GO_REGISTER_sp)
#define GO_PC(ctx) go_register(ctx, GO_REGISTER_PC) /* the probed instruction's address */

/* At a function's entry only: the closure object; word 0 is the code, captured values follow. */
#define GO_CLOSURE(ctx) go_register(ctx, GO_REGISTER_CLOSURE)

/* What the process adds to the addresses of a PIE's symbols; `address` is the probe's own. */
#define GO_LOAD_BIAS(ctx, address) (GO_PC(ctx) - (address))

/*
 * ---- stack ----
 *
 * Reads what go.loc calls sp+offset, from SP at the function's entry. `sp_distance` is SP at entry
 * minus SP at the probe: 0 at the entry and at a return instruction, what `gofixup functions`
 * says at the body.
 */
static __always_inline long go_stack_read(void *dst, __u32 size, const void *ctx,
					  __u64 sp_distance, __u64 offset)
{
	return bpf_probe_read_user(dst, size, (const void *)(GO_SP(ctx) + sp_distance + offset));
}

/*
 * ---- goroutines ----
 *
 * runtime.g of the running goroutine: its register in all code compiled from Go (ABIInternal), not
 * in assembly functions of amd64. On the scheduler's stack (runtime.systemstack) that is g0.
 */
#define go_goroutine(ctx) go_register(ctx, GO_REGISTER_G)

struct go_runtime_g___gofixup {
	__u64 goid; /* runtime2.go; int64 up to Go 1.19 */
} __attribute__((preserve_access_index));

/* The goroutine's number, as in a stack trace; 0 for g0 and where it cannot be read. */
static __always_inline __u64 go_goid(const void *ctx)
{
	const struct go_runtime_g___gofixup *g = (const void *)go_goroutine(ctx);
	__u64 goid = 0;

	bpf_core_read_user(&goid, sizeof(goid), &g->goid);
	return goid;
}

/*
 * ---- strings and slices ----
 *
 * Copies a string of `len` bytes at `str`, or a []byte: at most dst_size - 1 bytes, then zeros to
 * the end of dst, so that it ends like a C string and serves as a map's key. Returns how many
 * bytes came; fewer than `len` means cut.
 */
static __always_inline long go_string_read(void *dst, __u32 dst_size, __u64 str, __u64 len)
{
	__u64 size = len;
	long err;

	if (dst_size == 0)
		return -GO_EINVAL;
	if (size > dst_size - 1)
		size = dst_size - 1;
	/* A failing read zeroes what it was to fill, and this one fails before it touches memory. */
	bpf_probe_read_user(dst, dst_size, (const void *)-1L);
	err = bpf_probe_read_user(dst, size, (const void *)str);
	return err ? err : (long)size;
}
#define go_string_read(dst, dst_size, str, len) go_string_read(dst, dst_size, (__u64)(str), len)

/* Element `index` of a slice of `len` elements of `size` bytes; -34 (ERANGE) if there is none. */
static __always_inline long go_slice_elem(void *dst, __u32 size, __u64 array, __u64 len,
					  __u64 index)
{
	if (index >= len)
		return -GO_ERANGE;
	return bpf_probe_read_user(dst, size, (const void *)(array + index * size));
}
#define go_slice_elem(dst, size, array, len, index)                                                \
	go_slice_elem(dst, size, (__u64)(array), len, index)

/*
 * A net.IP: 4 or 16 bytes, which it returns; IPv4 in its 16-byte form comes as 4. -22 (EINVAL)
 * for any other length. Source: net/ip.go.
 */
static __always_inline long go_ip_read(void *dst_16, __u64 array, __u64 len)
{
	__u64 half[2] = {0};
	long err;

	if (len == 16) {
		err = bpf_probe_read_user(half, sizeof(half), (const void *)array);
		if (err)
			return err;
		if (half[0] || (__u32)half[1] != 0xffff0000) {
			err = bpf_probe_read_user(dst_16, 16, (const void *)array);
			return err ? err : 16;
		}
		array += 12;
		len = 4;
	}
	if (len != 4)
		return -GO_EINVAL;
	err = bpf_probe_read_user(dst_16, 4, (const void *)array);
	return err ? err : 4;
}
#define go_ip_read(dst_16, array, len) go_ip_read(dst_16, (__u64)(array), len)

/*
 * ---- types and interfaces ----
 *
 * An interface is two words. The first is the type's descriptor where the interface has no methods
 * (any: runtime.eface), an itab otherwise (runtime.iface); nil is 0.
 */
struct go_runtime__type___gofixup { /* runtime/type.go, up to Go 1.20 */
	__u64 size;
	__u32 hash;
	__u8 tflag, kind;
} __attribute__((preserve_access_index));

struct go_internal_abi_Type___gofixup { /* internal/abi/type.go, from Go 1.21 */
	__u64 Size_;
	__u32 Hash;
	__u8 TFlag, Kind_;
} __attribute__((preserve_access_index));

struct go_runtime_itab___gofixup { /* runtime/runtime2.go, up to Go 1.21 */
	const void *_type;
} __attribute__((preserve_access_index));

struct go_internal_abi_ITab___gofixup { /* internal/abi/iface.go, from Go 1.22 */
	const void *Type;
} __attribute__((preserve_access_index));

/* Reads a field whose struct has two names, whichever the program has. */
#define GO_READ_EITHER(dst, address, older, older_field, newer, newer_field)                       \
	({                                                                                         \
		const struct newer##___gofixup *newer_ = (const void *)(address);                  \
		const struct older##___gofixup *older_ = (const void *)(address);                  \
		bpf_core_field_exists(newer_->newer_field)                                         \
			? bpf_core_read_user(dst, sizeof(*(dst)), &newer_->newer_field)            \
			: bpf_core_read_user(dst, sizeof(*(dst)), &older_->older_field);           \
	})

/* The type's descriptor behind an itab; 0 for nil and where it cannot be read. */
static __always_inline __u64 go_iface_type(__u64 tab)
{
	__u64 type = 0;

	if (tab)
		GO_READ_EITHER(&type, tab, go_runtime_itab, _type, go_internal_abi_ITab, Type);
	return type;
}
#define go_iface_type(tab) go_iface_type((__u64)(tab))

/* The type's size in bytes; -errno. */
static __always_inline long go_type_size(__u64 type)
{
	__u64 size = 0;
	long err = GO_READ_EITHER(&size, type, go_runtime__type, size, go_internal_abi_Type, Size_);

	return err ? err : (long)size;
}
#define go_type_size(type) go_type_size((__u64)(type))

/* The type's reflect.Kind (2 int, 22 pointer, 24 string, 25 struct ...); -errno. */
static __always_inline long go_type_kind(__u64 type)
{
	__u8 kind = 0;
	long err = GO_READ_EITHER(&kind, type, go_runtime__type, kind, go_internal_abi_Type, Kind_);

	return err ? err : kind & 31; /* up to Go 1.25 the upper bits are flags */
}
#define go_type_kind(type) go_type_kind((__u64)(type))

/*
 * The compiler's hash of the type: the same in every process and at every address, for one
 * release of Go. 0 where it cannot be read.
 */
static __always_inline __u32 go_type_hash(__u64 type)
{
	__u32 hash = 0;

	GO_READ_EITHER(&hash, type, go_runtime__type, hash, go_internal_abi_Type, Hash);
	return hash;
}
#define go_type_hash(type) go_type_hash((__u64)(type))

/*
 * Whether interfaces hold values of the type in their data word (pointers, maps, channels, funcs
 * and what consists of one of these) and not the value's address; -errno. Source: KindDirectIface,
 * bit 5 of the kind up to Go 1.25; TFlagDirectIface, bit 5 of tflag from 1.26. Neither bit has
 * another meaning in another release.
 */
static __always_inline long go_type_is_direct(__u64 type)
{
	__u8 kind = 0, flags = 0;
	long err = GO_READ_EITHER(&kind, type, go_runtime__type, kind, go_internal_abi_Type, Kind_);

	if (!err)
		err = GO_READ_EITHER(&flags, type, go_runtime__type, tflag, go_internal_abi_Type,
				     TFlag);
	return err ? err : ((kind | flags) & 32) != 0;
}
#define go_type_is_direct(type) go_type_is_direct((__u64)(type))

/*
 * The value in an interface, by its type's descriptor and its data word: the first `size` bytes of
 * it. -22 (EINVAL) if it has fewer, or if the interface is nil.
 */
static __always_inline long go_iface_read(void *dst, __u32 size, __u64 type, __u64 data)
{
	long have, direct;

	if (!type)
		return -GO_EINVAL;
	have = go_type_size(type);
	if (have < 0)
		return have;
	if (have < size)
		return -GO_EINVAL;
	direct = go_type_is_direct(type);
	if (direct < 0)
		return direct;
	if (direct)
		return bpf_probe_read_kernel(dst, size, &data);
	return bpf_probe_read_user(dst, size, (const void *)data);
}
#define go_iface_read(dst, size, type, data) go_iface_read(dst, size, (__u64)(type), (__u64)(data))

/*
 * ---- errors ----
 *
 * The message of an error whose type keeps it in a string. A BPF program cannot call Error(), so
 * the loader tells the addresses of the types, in an array of GO_ERROR_TYPES: those of itabs
 * (symbols go:itab.*errors.errorString,error; Go 1.18 and 1.19 go.itab.…) or of type descriptors,
 * as `gofixup interfaces` prints them, plus GO_LOAD_BIAS for a PIE. 0 is a type that the program
 * does not have.
 */
enum {
	GO_ERROR_STRING, /* *errors.errorString: errors.New */
	GO_ERROR_WRAP,   /* *fmt.wrapError: fmt.Errorf with one %w */
	GO_ERROR_WRAPS,  /* *fmt.wrapErrors: with several, since Go 1.20 */
	GO_ERROR_TYPES,
};

struct GoString___gofixup {
	const void *str;
	__s64 len;
} __attribute__((preserve_access_index));

struct go_errors_errorString___gofixup { /* errors/errors.go */
	struct GoString___gofixup s;
} __attribute__((preserve_access_index));

struct go_fmt_wrapError___gofixup { /* fmt/errors.go */
	struct GoString___gofixup msg;
} __attribute__((preserve_access_index));

struct go_fmt_wrapErrors___gofixup { /* fmt/errors.go */
	struct GoString___gofixup msg;
} __attribute__((preserve_access_index));

/*
 * What Error() would return, copied as go_string_read does; `tab` and `data` are the words of the
 * error. -22 (EINVAL) for nil, -2 (ENOENT) for any other type.
 */
static __always_inline long go_error_message(void *dst, __u32 dst_size, __u64 tab, __u64 data,
					     const volatile __u64 *types)
{
	__u64 type = go_iface_type(tab);
	__u64 words[2] = {0}; /* a string: str, len */
	long err = -GO_ENOENT;

	if (!tab)
		return -GO_EINVAL;
#define GO_ERROR_IS(which) (types[which] && (types[which] == tab || types[which] == type))
#define GO_ERROR_READ(record, field)                                                               \
	bpf_core_read_user(words, sizeof(words),                                                   \
			   &((const struct record##___gofixup *)(const void *)data)->field)
	if (GO_ERROR_IS(GO_ERROR_STRING))
		err = GO_ERROR_READ(go_errors_errorString, s);
	else if (GO_ERROR_IS(GO_ERROR_WRAP))
		err = GO_ERROR_READ(go_fmt_wrapError, msg);
	else if (GO_ERROR_IS(GO_ERROR_WRAPS))
		err = GO_ERROR_READ(go_fmt_wrapErrors, msg);
#undef GO_ERROR_READ
#undef GO_ERROR_IS
	return err ? err : go_string_read(dst, dst_size, words[0], words[1]);
}
#define go_error_message(dst, dst_size, tab, data, types)                                          \
	go_error_message(dst, dst_size, (__u64)(tab), (__u64)(data), types)

/*
 * ---- maps and channels ----
 *
 * A map or channel value is the address of the runtime's struct; nil is 0.
 */
struct go_runtime_hmap___gofixup { /* runtime/map.go, up to Go 1.23 or GOEXPERIMENT=noswissmap */
	__s64 count;
} __attribute__((preserve_access_index));

struct go_internal_runtime_maps_Map___gofixup { /* internal/runtime/maps/map.go, from Go 1.24 */
	__u64 used;
} __attribute__((preserve_access_index));

/* len(m); -errno. */
static __always_inline long go_map_len(__u64 map)
{
	__u64 count = 0;
	long err = 0;

	if (map)
		err = GO_READ_EITHER(&count, map, go_runtime_hmap, count,
				     go_internal_runtime_maps_Map, used);
	return err ? err : (long)count;
}
#define go_map_len(map) go_map_len((__u64)(map))

struct go_runtime_hchan___gofixup { /* runtime/chan.go */
	__u64 qcount, dataqsiz;
	const void *timer; /* from Go 1.23: the buffer of a timer's channel does not show */
} __attribute__((preserve_access_index));

static __always_inline long go_chan_count(__u64 chan, int is_cap)
{
	const struct go_runtime_hchan___gofixup *c = (const void *)chan;
	const void *timer = 0;
	__u64 count = 0;
	long err = 0;

	if (!chan)
		return 0;
	if (bpf_core_field_exists(c->timer))
		err = bpf_core_read_user(&timer, sizeof(timer), &c->timer);
	if (err || timer)
		return err;
	if (is_cap)
		err = bpf_core_read_user(&count, sizeof(count), &c->dataqsiz);
	else
		err = bpf_core_read_user(&count, sizeof(count), &c->qcount);
	return err ? err : (long)count;
}

#define go_chan_len(chan) go_chan_count((__u64)(chan), 0) /* len(c); -errno */
#define go_chan_cap(chan) go_chan_count((__u64)(chan), 1) /* cap(c); -errno */

/*
 * ---- times ----
 *
 * A time.Duration is an int64 of nanoseconds. A time.Time is three words, wall, ext and loc: bit
 * 63 of wall says that ext is a reading of the monotonic clock and bits 62-30 of wall are seconds
 * since 1885, else ext is seconds since the year 1; bits 29-0 are nanoseconds. Source:
 * time/time.go, the same from Go 1.9 to 1.27.
 */
#define GO_SECONDS_1_TO_1970 62135596800LL  /* unixToInternal */
#define GO_SECONDS_1_TO_1885 59453308800LL  /* wallToInternal */

/* What UnixNano() returns: nanoseconds since 1970 UTC, for years 1678 to 2262. */
static __always_inline __s64 go_time_ns(__u64 wall, __s64 ext)
{
	__s64 seconds = ext;

	if (wall >> 63)
		seconds = GO_SECONDS_1_TO_1885 + (__s64)(wall << 1 >> 31);
	return (seconds - GO_SECONDS_1_TO_1970) * 1000000000LL + (__s64)(wall & 0x3fffffff);
}

struct go_time_Time___gofixup {
	__u64 wall;
	__s64 ext;
} __attribute__((preserve_access_index));

/* The same of the time.Time at an address, into *ns; 0 or -errno. */
static __always_inline long go_time_read(__s64 *ns, __u64 time)
{
	const struct go_time_Time___gofixup *t = (const void *)time;
	__u64 wall = 0;
	__s64 ext = 0;
	long err = bpf_core_read_user(&wall, sizeof(wall), &t->wall);

	if (!err)
		err = bpf_core_read_user(&ext, sizeof(ext), &t->ext);
	*ns = err ? 0 : go_time_ns(wall, ext);
	return err;
}
#define go_time_read(ns, time) go_time_read(ns, (__u64)(time))

#endif /* GOFIXUP_GO_BPF_H */
