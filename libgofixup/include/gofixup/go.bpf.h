/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Reading Go values in BPF programs: registers, stack, strings, slices, times, which goroutine it
 * is; and, from go_runtime.bpf.h, interfaces, errors, maps and channels.
 *
 *	#include "vmlinux.h"            (or <linux/bpf.h>)
 *	#include "server.h"             (of `gofixup header`, if wanted; before or after)
 *	#include <bpf/bpf_helpers.h>
 *	#include <gofixup/go.bpf.h>
 *
 * Programs are compiled with -D__TARGET_ARCH_x86 (amd64) or -D__TARGET_ARCH_arm64 and loaded with
 * the BTF of the Go binary (libbpf: btf_custom_path; cilium/ebpf: KernelTypes or
 * ExtraRelocationTargets): the runtime's structs are read through CO-RE, so that one object serves
 * Go 1.18 to 1.27. `ctx` is the context of a uprobe. Where values are is what go.loc says, see
 * `gofixup functions` and docs/probing.md.
 *
 * - Addresses may be given as pointers or as integers such as GO_REG(ctx, ax).
 * - What returns long returns 0 or a count, or -14 (EFAULT) where memory cannot be read; pages
 *   that are not resident cannot (see GO_READ_USER). Others say what they return.
 * - Kernel 5.5 or later, libbpf 0.2 or later. No loops, maps or static data.
 * - Floats in registers are out of reach: the kernel hands BPF programs no floating-point
 *   registers. Floats on the stack or in memory are read like anything else.
 */
#ifndef GOFIXUP_GO_BPF_H
#define GOFIXUP_GO_BPF_H

#ifndef __BPF_HELPERS__
#include <bpf/bpf_helpers.h>
#endif
#ifndef __BPF_CORE_READ_H__
#include <bpf/bpf_core_read.h>
#endif

/* Errors are negative errno, as of the helpers. */
#define GO_ENOENT 2
#define GO_EINVAL 22
#define GO_ERANGE 34

/*
 * How memory of the process is read. A sleepable program (SEC("uprobe.s")) may define it as
 * bpf_copy_from_user before it includes this file: that brings in pages which are not resident.
 */
#ifndef GO_READ_USER
#define GO_READ_USER bpf_probe_read_user
#endif
#define GO_READ_FIELD(dst, size, field)                                                            \
	GO_READ_USER(dst, size, (const void *)__builtin_preserve_access_index(field))

/*
 * ---- registers ----
 *
 * By number in the kernel's struct pt_regs (amd64: arch/x86/include/asm/ptrace.h) or struct
 * user_pt_regs (arm64: arch/arm64/include/uapi/asm/ptrace.h), which are ABI. Not through those
 * structs: vmlinux.h marks them for CO-RE, and there is no pt_regs in the BTF of a Go binary.
 */
#define GO_NO_REGISTER                                                                             \
	__attribute__((unavailable("BPF programs cannot read floating-point registers")))

#if defined(__TARGET_ARCH_x86)

enum {
	GO_REGISTER_r15, GO_REGISTER_r14, GO_REGISTER_r13, GO_REGISTER_r12, GO_REGISTER_bp,
	GO_REGISTER_bx, GO_REGISTER_r11, GO_REGISTER_r10, GO_REGISTER_r9, GO_REGISTER_r8,
	GO_REGISTER_ax, GO_REGISTER_cx, GO_REGISTER_dx, GO_REGISTER_si, GO_REGISTER_di,
	GO_REGISTER_orig_ax, GO_REGISTER_ip, GO_REGISTER_cs, GO_REGISTER_flags, GO_REGISTER_sp,
	GO_REGISTER_ss,
	GO_REGISTER_xmm0 GO_NO_REGISTER, GO_REGISTER_xmm1 GO_NO_REGISTER,
	GO_REGISTER_xmm2 GO_NO_REGISTER, GO_REGISTER_xmm3 GO_NO_REGISTER,
	GO_REGISTER_xmm4 GO_NO_REGISTER, GO_REGISTER_xmm5 GO_NO_REGISTER,
	GO_REGISTER_xmm6 GO_NO_REGISTER, GO_REGISTER_xmm7 GO_NO_REGISTER,
	GO_REGISTER_xmm8 GO_NO_REGISTER, GO_REGISTER_xmm9 GO_NO_REGISTER,
	GO_REGISTER_xmm10 GO_NO_REGISTER, GO_REGISTER_xmm11 GO_NO_REGISTER,
	GO_REGISTER_xmm12 GO_NO_REGISTER, GO_REGISTER_xmm13 GO_NO_REGISTER,
	GO_REGISTER_xmm14 GO_NO_REGISTER,
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
	GO_REGISTER_f0 GO_NO_REGISTER, GO_REGISTER_f1 GO_NO_REGISTER,
	GO_REGISTER_f2 GO_NO_REGISTER, GO_REGISTER_f3 GO_NO_REGISTER,
	GO_REGISTER_f4 GO_NO_REGISTER, GO_REGISTER_f5 GO_NO_REGISTER,
	GO_REGISTER_f6 GO_NO_REGISTER, GO_REGISTER_f7 GO_NO_REGISTER,
	GO_REGISTER_f8 GO_NO_REGISTER, GO_REGISTER_f9 GO_NO_REGISTER,
	GO_REGISTER_f10 GO_NO_REGISTER, GO_REGISTER_f11 GO_NO_REGISTER,
	GO_REGISTER_f12 GO_NO_REGISTER, GO_REGISTER_f13 GO_NO_REGISTER,
	GO_REGISTER_f14 GO_NO_REGISTER, GO_REGISTER_f15 GO_NO_REGISTER,
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

/* At a function's entry and body: the closure object; word 0 is the code, captured values follow. */
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
	return GO_READ_USER(dst, size, (const void *)(GO_SP(ctx) + sp_distance + offset));
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

	GO_READ_FIELD(&goid, sizeof(goid), &g->goid);
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
	GO_READ_USER(dst, dst_size, (const void *)-1L);
	err = GO_READ_USER(dst, size, (const void *)str);
	return err ? err : (long)size;
}
#define go_string_read(dst, dst_size, str, len) go_string_read(dst, dst_size, (__u64)(str), len)

/* Element `index` of a slice of `len` elements of `size` bytes; -34 (ERANGE) if there is none. */
static __always_inline long go_slice_elem(void *dst, __u32 size, __u64 array, __u64 len,
					  __u64 index)
{
	if (index >= len)
		return -GO_ERANGE;
	return GO_READ_USER(dst, size, (const void *)(array + index * size));
}
#define go_slice_elem(dst, size, array, len, index)                                                \
	go_slice_elem(dst, size, (__u64)(array), len, index)

/*
 * The address of that element, 0 if there is none: for structs, to be read through CO-RE, whose
 * size is bpf_core_type_size(struct go_main_Point).
 */
static __always_inline __u64 go_slice_at(__u64 array, __u64 len, __u64 index, __u64 size)
{
	return index < len ? array + index * size : 0;
}
#define go_slice_at(array, len, index, size) go_slice_at((__u64)(array), len, index, size)

/*
 * A net.IP: 4 or 16 bytes, which it returns; IPv4 in its 16-byte form comes as 4. -22 (EINVAL)
 * for any other length. Source: net/ip.go.
 */
static __always_inline long go_ip_read(void *dst_16, __u64 array, __u64 len)
{
	__u64 half[2] = {0};
	long err;

	if (len == 16) {
		err = GO_READ_USER(half, sizeof(half), (const void *)array);
		if (err)
			return err;
		if (half[0] || (__u32)half[1] != 0xffff0000) {
			err = GO_READ_USER(dst_16, 16, (const void *)array);
			return err ? err : 16;
		}
		array += 12;
		len = 4;
	}
	if (len != 4)
		return -GO_EINVAL;
	err = GO_READ_USER(dst_16, 4, (const void *)array);
	return err ? err : 4;
}
#define go_ip_read(dst_16, array, len) go_ip_read(dst_16, (__u64)(array), len)

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
	long err = GO_READ_FIELD(&wall, sizeof(wall), &t->wall);

	if (!err)
		err = GO_READ_FIELD(&ext, sizeof(ext), &t->ext);
	*ns = err ? 0 : go_time_ns(wall, ext);
	return err;
}
#define go_time_read(ns, time) go_time_read(ns, (__u64)(time))

#include "go_runtime.bpf.h"

#endif /* GOFIXUP_GO_BPF_H */
