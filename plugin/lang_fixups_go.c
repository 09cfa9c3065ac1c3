// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * pahole's plugin for Go: libgofixup behind the ABI of lang_fixup.h, and no logic of its own.
 */
#include <errno.h>
#include <string.h>

#include "gofixup/gofixup.h"
#include "lang_fixup.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))

/* The sizes that version 1 of the ABI began with: what every host has. */
#define OPTS_MIN_SZ (offsetof(struct lang_fixup_opts, message_ctx) + sizeof(void *))
#define BTF_MIN_SZ  (offsetof(struct lang_fixup_btf, priv) + sizeof(void *))

/* What the library says goes to the host, but for an error until we know that it is one. */
struct messages {
	const struct lang_fixup_opts *opts;
	char error[1024];
};

static void tell(const struct messages *messages, enum lang_fixup_level level, const char *text)
{
	if (messages->opts->message != NULL)
		messages->opts->message(messages->opts->message_ctx, level, text);
}

static void on_message(void *ctx, enum gofixup_level level, const char *text)
{
	struct messages *messages = ctx;

	switch (level) {
	case GOFIXUP_ERROR:
		strncpy(messages->error, text, sizeof(messages->error) - 1);
		break;
	case GOFIXUP_WARNING:
		tell(messages, LANG_FIXUP_WARNING, text);
		break;
	default:
		tell(messages, LANG_FIXUP_NOTE, text);
	}
}

/* The host's options in our size. A field that we do not have must be 0. */
static int copy_opts(const struct lang_fixup_opts *from, struct lang_fixup_opts *to)
{
	const unsigned char *bytes = (const unsigned char *)from;

	memset(to, 0, sizeof(*to));
	if (from == NULL) {
		to->flags = LANG_FIXUP_DECL_TAGS | LANG_FIXUP_FLOATS | LANG_FIXUP_ENUM64;
		return 0;
	}
	if (from->sz < OPTS_MIN_SZ)
		return -EINVAL;
	memcpy(to, from, MIN(from->sz, sizeof(*to)));
	for (size_t i = sizeof(*to); i < from->sz; ++i)
		if (bytes[i] != 0)
			return -EINVAL;
	return 0;
}

static int fail(struct messages *messages, int err, const char *text)
{
	tell(messages, LANG_FIXUP_ERROR, text);
	return err;
}

static void give(const struct gofixup_btf *from, struct lang_fixup_btf *out)
{
	const struct lang_fixup_btf result = {
		.sz	   = out->sz,
		.data	   = from->data,
		.size	   = from->size,
		.units	   = from->units,
		.nr_units  = from->unit_count,
		.all_units = from->all_units,
		.priv	   = from->owner,
	};

	memcpy(out, &result, MIN(out->sz, sizeof(result)));
}

static int encode(int fd, const char *path, const struct lang_fixup_opts *given,
		  struct lang_fixup_btf *out)
{
	struct lang_fixup_opts opts;
	struct messages messages = { .opts = &opts };
	struct gofixup_btf btf = { .sz = sizeof(btf) };
	int err = copy_opts(given, &opts);

	if (err != 0)
		return fail(&messages, err, "an option that this version does not know");
	if (out == NULL || out->sz < BTF_MIN_SZ)
		return fail(&messages, -EINVAL, "lang_fixup_btf.sz is too small for a result");

	/*
	 * Floats are always BTF_KIND_FLOAT. Enums are made of Go's constants, for which hosts have
	 * no switch: there are none.
	 */
	const struct gofixup_opts gofixup_opts = {
		.sz	     = sizeof(gofixup_opts),
		.threads     = opts.threads,
		.tags	     = opts.flags & LANG_FIXUP_DECL_TAGS ? GOFIXUP_TAGS_ALL
								 : GOFIXUP_TAGS_NONE,
		.message     = on_message,
		.message_ctx = &messages,
		.variables   = (opts.flags & LANG_FIXUP_GLOBAL_VARS) != 0,
		.no_enum64   = (opts.flags & LANG_FIXUP_ENUM64) == 0,
	};

	err = gofixup_encode(fd, path, &gofixup_opts, &btf);
	/* Not ELF, or not compiled by Go's own compiler: the host knows better. */
	if (err != 0 && err != -ENOEXEC && err != -ENOMSG)
		return fail(&messages, err, messages.error);

	give(&btf, out);
	return 0;
}

static void release(struct lang_fixup_btf *out)
{
	struct gofixup_btf btf = { .sz = sizeof(btf) };

	if (out == NULL || out->sz < BTF_MIN_SZ || out->priv == NULL)
		return;
	btf.owner = out->priv;
	gofixup_release(&btf);
	give(&btf, out);
}

static const struct lang_fixup_ops ops = {
	.sz	 = sizeof(ops),
	.abi	 = LANG_FIXUP_ABI,
	.name	 = "libgofixup " GOFIXUP_VERSION,
	.encode	 = encode,
	.release = release,
};

__attribute__((visibility("default"))) const struct lang_fixup_ops *lang_fixup__ops(uint32_t abi)
{
	return abi == LANG_FIXUP_ABI ? &ops : NULL;
}
