/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What the Go runtime makes of interfaces, errors, maps and channels. Included by go.bpf.h, whose
 * head says what holds here too. Structs of the runtime that have changed their name are looked
 * for under both, by what the BTF has, not by the release.
 */
#ifndef GOFIXUP_GO_RUNTIME_BPF_H
#define GOFIXUP_GO_RUNTIME_BPF_H

#include "go.bpf.h"

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
			? GO_READ_FIELD(dst, sizeof(*(dst)), &newer_->newer_field)            \
			: GO_READ_FIELD(dst, sizeof(*(dst)), &older_->older_field);           \
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
	return GO_READ_USER(dst, size, (const void *)data);
}
#define go_iface_read(dst, size, type, data) go_iface_read(dst, size, (__u64)(type), (__u64)(data))

/*
 * ---- errors ----
 *
 * The message of an error whose type keeps it in a string. A BPF program cannot call Error(), so
 * the loader tells the addresses of the types in the binary, in an array of GO_ERROR_TYPES: those
 * of itabs (symbol go:itab.*errors.errorString,error; Go 1.18 and 1.19 go.itab.*errors...) or of
 * type descriptors, as `gofixup interfaces` prints them. 0 is a type that the program has not.
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
 * error, `bias` is GO_LOAD_BIAS for a PIE and else 0. -22 (EINVAL) for nil, -2 (ENOENT) for types
 * that are none of these: what they are, gofixup interfaces says of go_iface_type(tab).
 */
static __always_inline long go_error_message(void *dst, __u32 dst_size, __u64 tab, __u64 data,
					     const volatile __u64 *types, __u64 bias)
{
	__u64 type = go_iface_type(tab);
	__u64 words[2] = {0}; /* a string: str, len */
	long err = -GO_ENOENT;

	if (!tab)
		return -GO_EINVAL;
#define GO_ERROR_IS(which) (types[which] && (types[which] + bias == tab || types[which] + bias == type))
#define GO_ERROR_READ(record, field)                                                               \
	GO_READ_FIELD(words, sizeof(words),                                                   \
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
#define go_error_message(dst, dst_size, tab, data, types, bias)                                    \
	go_error_message(dst, dst_size, (__u64)(tab), (__u64)(data), types, bias)

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
} __attribute__((preserve_access_index));

/*
 * len(c): the elements waiting in the buffer; -errno. Timers' channels have a buffer too, which
 * len() and cap() hide from Go 1.23 on (unless GODEBUG=asynctimerchan=1).
 */
static __always_inline long go_chan_len(__u64 chan)
{
	const struct go_runtime_hchan___gofixup *c = (const void *)chan;
	__u64 count = 0;
	long err = chan ? GO_READ_FIELD(&count, sizeof(count), &c->qcount) : 0;

	return err ? err : (long)count;
}
#define go_chan_len(chan) go_chan_len((__u64)(chan))

/* cap(c); -errno. */
static __always_inline long go_chan_cap(__u64 chan)
{
	const struct go_runtime_hchan___gofixup *c = (const void *)chan;
	__u64 count = 0;
	long err = chan ? GO_READ_FIELD(&count, sizeof(count), &c->dataqsiz) : 0;

	return err ? err : (long)count;
}
#define go_chan_cap(chan) go_chan_cap((__u64)(chan))

#endif /* GOFIXUP_GO_RUNTIME_BPF_H */
