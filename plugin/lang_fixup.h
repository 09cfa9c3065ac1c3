/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
#ifndef _LANG_FIXUP_H_
#define _LANG_FIXUP_H_
/*
 * Language fixups: a shared object that makes the BTF of the compilation units of one language.
 *
 * The host loads <dir>/lang_fixups-<language>.so, calls its only symbol, LANG_FIXUP_SYMBOL, and
 * for each ELF file calls ->encode(), before it reads any DWARF. What it gets back is raw BTF,
 * never a libbpf or libdw object: both sides may have their own copies of those.
 *
 * Structs begin with their size as their owner knows it, so that either side may grow: nobody
 * reads or writes past the other's size, and a plugin refuses options it does not know unless
 * they are 0. New fields do not raise LANG_FIXUP_ABI, a changed meaning does. C99.
 */
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LANG_FIXUP_ABI	  1
#define LANG_FIXUP_SYMBOL "lang_fixup__ops"

enum lang_fixup_level {
	LANG_FIXUP_NOTE,    /* of interest to those who ask: something is left out or changed */
	LANG_FIXUP_WARNING, /* the BTF is good, but maybe not for what it is wanted */
	LANG_FIXUP_ERROR,   /* why ->encode() fails */
};

/*
 * What the reader of the BTF can take. A plugin gives nothing that is not asked for, except for
 * floats: it may not be able to say what they are in another way.
 */
enum lang_fixup_flags {
	LANG_FIXUP_DECL_TAGS   = 1 << 0, /* BTF_KIND_DECL_TAG */
	LANG_FIXUP_FLOATS      = 1 << 1, /* BTF_KIND_FLOAT */
	LANG_FIXUP_ENUM64      = 1 << 2, /* BTF_KIND_ENUM64 */
	LANG_FIXUP_GLOBAL_VARS = 1 << 3, /* BTF_KIND_VAR and BTF_KIND_DATASEC */
};

struct lang_fixup_opts {
	size_t	 sz;	  /* sizeof(struct lang_fixup_opts) */
	uint32_t flags;	  /* enum lang_fixup_flags */
	uint32_t threads; /* at most so many, 0: as many as the plugin likes */
	/* One line without a newline at a time, in the calling thread; may be NULL. */
	void	 (*message)(void *ctx, enum lang_fixup_level level, const char *text);
	void	 *message_ctx;
};

struct lang_fixup_btf {
	size_t	       sz;	  /* sizeof(struct lang_fixup_btf), set by the host */
	const void     *data;	  /* raw BTF, never split, in the byte order of the file */
	size_t	       size;	  /* in bytes; 0: nothing in this file is the plugin's */
	const uint64_t *units;	  /* offsets in .debug_info of the units it covers, ascending */
	size_t	       nr_units;
	uint32_t       all_units; /* not 0: there are no other units, or no DWARF at all */
	uint32_t       reserved;
	void	       *priv;	  /* the plugin's */
};

struct lang_fixup_ops {
	size_t	   sz;	 /* sizeof(struct lang_fixup_ops) */
	uint32_t   abi;	 /* LANG_FIXUP_ABI of the plugin */
	uint32_t   reserved;
	const char *name; /* of the plugin, with its version, for messages */
	/*
	 * @fd is open for reading, its position is of no meaning and must stay, and it is not
	 * closed. @path is the file's name, for messages and to find a separate debug file, the
	 * same one that libdwfl finds: offsets in @out are offsets in that. @opts may be NULL.
	 *
	 * Returns 0, also for a file that is not the plugin's (@out->size is 0 then), or a
	 * negative errno after one LANG_FIXUP_ERROR message; @out is as it was then. What @out
	 * points to lives until ->release().
	 */
	int  (*encode)(int fd, const char *path, const struct lang_fixup_opts *opts,
		       struct lang_fixup_btf *out);
	/* Frees what ->encode() gave and clears @btf but for its size. */
	void (*release)(struct lang_fixup_btf *btf);
};

/*
 * @abi: LANG_FIXUP_ABI of the host. Returns what it can use until the plugin is unloaded, or
 * NULL if that version is not supported.
 */
const struct lang_fixup_ops *lang_fixup__ops(uint32_t abi);

typedef const struct lang_fixup_ops *(*lang_fixup__ops_t)(uint32_t abi);

#ifdef __cplusplus
}
#endif

#endif /* _LANG_FIXUP_H_ */
