/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * libgofixup: BTF for Go binaries.
 *
 * C99. No call keeps state or prints; calls on different results may run in parallel. Structs
 * begin with their size as the caller knows it, so that both sides may grow: the library fills
 * and reads no more than the caller has, and refuses fields it does not know unless they are 0.
 */
#ifndef GOFIXUP_H
#define GOFIXUP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GOFIXUP_API __attribute__((visibility("default")))

/* Raised when a call changes meaning; new fields and functions do not raise it. */
#define GOFIXUP_ABI 1

enum gofixup_level {
	GOFIXUP_NOTE,    /* something is not in the BTF, or in another form */
	GOFIXUP_WARNING, /* the BTF is good, but maybe not for what it is wanted */
	GOFIXUP_ERROR,   /* why the call failed */
};

/* Which BTF_KIND_DECL_TAGs to write; kernels before 5.16 know none. */
enum gofixup_tags {
	GOFIXUP_TAGS_ALL,   /* go.name, go.kind, go.sym, go.loc */
	GOFIXUP_TAGS_NAMES, /* all but go.loc */
	GOFIXUP_TAGS_LOC,   /* all but the go.name of functions */
	GOFIXUP_TAGS_NONE,
};

struct gofixup_opts {
	size_t sz;         /* sizeof(struct gofixup_opts) */
	uint32_t threads;  /* at most so many; 0: one per usable CPU */
	uint32_t tags;     /* enum gofixup_tags */
	uint32_t wrappers; /* not 0: compiler-made wrapper functions too */
	uint32_t no_floats; /* not 0: INT in place of BTF_KIND_FLOAT, for kernels before 5.13 */
	/* Called in the calling thread, one line without a newline at a time; may be NULL. */
	void (*message)(void *ctx, enum gofixup_level level, const char *text);
	void *message_ctx;
	uint32_t variables; /* not 0: variables of packages as VARs, in a DATASEC each section */
	uint32_t constants; /* not 0: integer constants, as ENUM and ENUM64 */
	uint32_t no_enum64; /* not 0: neither ENUM64 nor signed ENUM, for kernels before 6.0 */
	uint32_t reserved;  /* 0 */
};

struct gofixup_btf {
	size_t sz;            /* sizeof(struct gofixup_btf), set by the caller */
	const void *data;     /* raw BTF in the byte order of the binary */
	size_t size;          /* bytes */
	const uint64_t *units; /* offsets in .debug_info of the units it covers, ascending */
	size_t unit_count;
	uint32_t all_units;   /* not 0: there are no other units */
	void *owner;          /* for gofixup_release() */
};

/* GOFIXUP_ABI of the library. */
GOFIXUP_API unsigned gofixup_abi(void);

/*
 * Encodes the ELF file open at `fd`, which is neither moved nor closed; `path` is its name, for
 * messages and for finding its separate debug file. `opts` may be NULL. On success `out` owns
 * memory until gofixup_release(). On failure `out` is as it was and the text went to
 * opts->message. Returns 0 or
 *   -ENOEXEC not an ELF file           -ENOMSG  not compiled by Go's own compiler
 *   -ENODATA Go, but without DWARF     -EBADMSG damaged DWARF
 *   -EIO     cannot be read            -EINVAL  options that do not fit
 *   -ENOMEM                            -EFAULT  a bug of the library
 */
GOFIXUP_API int gofixup_encode(int fd, const char *path, const struct gofixup_opts *opts,
			       struct gofixup_btf *out);

/* Frees what gofixup_encode() gave and clears it. NULL and released results are fine. */
GOFIXUP_API void gofixup_release(struct gofixup_btf *btf);

#ifdef __cplusplus
}
#endif

#endif /* GOFIXUP_H */
