// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Plays pahole: loads the plugin by nothing but its ABI header and uses it in every way that a
 * host may, and some that it may not.
 *
 *   host PLUGIN FOLDER     where FOLDER holds what tests/plugin/run put there
 *
 * Prints each check that failed, "skipped: what: why", and at last "N passed, N failed, N skipped".
 */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lang_fixup.h"

static int nr_passed, nr_failed, nr_skipped;
static const struct lang_fixup_ops *ops;
static const char *folder;

static void check(int good, const char *what)
{
	if (good) {
		++nr_passed;
		return;
	}
	++nr_failed;
	printf("failed: plugin: %s\n", what);
}

struct heard {
	int errors, others;
	char text[512];
};

static void hear(void *ctx, enum lang_fixup_level level, const char *text)
{
	struct heard *heard = ctx;

	if (level == LANG_FIXUP_ERROR)
		++heard->errors;
	else
		++heard->others;
	snprintf(heard->text, sizeof(heard->text), "%s", text);
	if (strchr(text, '\n') != NULL)
		heard->errors += 1000;
}

static struct lang_fixup_opts opts_for(struct heard *heard)
{
	struct lang_fixup_opts opts = {
		.sz = sizeof(opts),
		.flags = LANG_FIXUP_DECL_TAGS | LANG_FIXUP_FLOATS | LANG_FIXUP_ENUM64,
		.message = hear,
		.message_ctx = heard,
	};

	memset(heard, 0, sizeof(*heard));
	return opts;
}

static const char *in_folder(const char *name, char *path, size_t size)
{
	snprintf(path, size, "%s/%s", folder, name);
	return path;
}

/* Opens, encodes, closes. The result is the caller's to release. */
static int encode_file(const char *name, const struct lang_fixup_opts *opts,
		       struct lang_fixup_btf *out)
{
	char path[4096];
	int fd = open(in_folder(name, path, sizeof(path)), O_RDONLY);
	int err;

	if (fd < 0)
		return -errno;
	err = ops->encode(fd, path, opts, out);
	close(fd);
	return err;
}

static int same_as_file(const struct lang_fixup_btf *btf, const char *name)
{
	char path[4096];
	FILE *file = fopen(in_folder(name, path, sizeof(path)), "rb");
	char *bytes = malloc(btf->size + 1);
	size_t size = 0;

	if (file != NULL && bytes != NULL)
		size = fread(bytes, 1, btf->size + 1, file);
	int same = size != 0 && bytes != NULL && size == btf->size &&
		   btf->data != NULL && memcmp(bytes, btf->data, size) == 0;

	if (file != NULL)
		fclose(file);
	free(bytes);
	return same;
}

static int exists(const char *name)
{
	char path[4096];

	if (access(in_folder(name, path, sizeof(path)), R_OK) == 0)
		return 1;
	++nr_skipped;
	printf("skipped: plugin with %s: it was not built\n", name);
	return 0;
}

static int ascending(const struct lang_fixup_btf *btf)
{
	for (size_t i = 1; i < btf->nr_units; ++i)
		if (btf->units[i - 1] >= btf->units[i])
			return 0;
	return btf->nr_units > 0;
}

static int is_cleared(const struct lang_fixup_btf *btf)
{
	return btf->data == NULL && btf->size == 0 && btf->units == NULL && btf->nr_units == 0 &&
	       btf->priv == NULL;
}

static void check_load(const char *plugin)
{
	void *first = dlopen(plugin, RTLD_NOW | RTLD_LOCAL);
	void *second = dlopen(plugin, RTLD_NOW | RTLD_LOCAL);

	check(first != NULL && first == second, "it can be loaded twice");
	if (first == NULL) {
		printf("%s\n", dlerror());
		return;
	}
	dlclose(second);

	lang_fixup__ops_t get_ops;

	*(void **)&get_ops = dlsym(first, LANG_FIXUP_SYMBOL);
	check(get_ops != NULL, "it has the symbol of the header");
	if (get_ops == NULL)
		return;
	check(get_ops(0) == NULL && get_ops(LANG_FIXUP_ABI + 1) == NULL && get_ops((uint32_t)-1) == NULL,
	      "it refuses versions that it does not know");
	ops = get_ops(LANG_FIXUP_ABI);
	check(ops != NULL && ops->sz >= sizeof(*ops) && ops->abi == LANG_FIXUP_ABI &&
	      ops->encode != NULL && ops->release != NULL, "it gives its functions");
	check(ops != NULL && ops->name != NULL && strstr(ops->name, "gofixup") != NULL,
	      "it has a name");
}

static void check_go(void)
{
	struct heard heard;
	struct lang_fixup_opts opts = opts_for(&heard);
	struct lang_fixup_btf btf = { .sz = sizeof(btf) };
	char path[4096];
	int fd = open(in_folder("go", path, sizeof(path)), O_RDONLY);

	lseek(fd, 7, SEEK_SET);
	check(ops->encode(fd, path, &opts, &btf) == 0, "a Go program is encoded");
	check(lseek(fd, 0, SEEK_CUR) == 7, "the file is neither moved nor closed");
	check(heard.errors == 0, "no error is reported when there is none");
	check(same_as_file(&btf, "go.btf"), "the bytes are those of gofixup encode");
	check(ascending(&btf), "the units ascend");
	check(btf.all_units != 0, "a pure Go program is covered as a whole");
	check(btf.sz == sizeof(btf), "the size of the result stays");

	/* What is not released does not depend on what comes later. */
	struct lang_fixup_btf other = { .sz = sizeof(other) };

	opts.flags &= ~(uint32_t)LANG_FIXUP_DECL_TAGS;
	check(ops->encode(fd, path, &opts, &other) == 0 && same_as_file(&other, "go.none.btf"),
	      "tags can be turned off");
	check(same_as_file(&btf, "go.btf"), "a result is left alone by the next call");
	ops->release(&other);
	check(is_cleared(&other) && other.sz == sizeof(other), "release clears the result");
	ops->release(&other);
	ops->release(NULL);
	check(1, "what is released, and NULL, can be released");

	opts = opts_for(&heard);
	opts.flags |= LANG_FIXUP_GLOBAL_VARS;
	check(ops->encode(fd, path, &opts, &other) == 0 && same_as_file(&other, "go.vars.btf"),
	      "global variables are there when asked for");
	ops->release(&other);
	opts.flags &= ~(uint32_t)(LANG_FIXUP_GLOBAL_VARS | LANG_FIXUP_ENUM64);
	check(ops->encode(fd, path, &opts, &other) == 0 && same_as_file(&other, "go.btf"),
	      "nothing is an ENUM64, asked for or not");
	ops->release(&other);

	opts.message = NULL;
	check(ops->encode(fd, path, &opts, &other) == 0, "messages may go nowhere");
	ops->release(&other);
	check(ops->encode(fd, path, NULL, &other) == 0 && same_as_file(&other, "go.btf"),
	      "there may be no options");
	ops->release(&other);
	close(fd);
	check(same_as_file(&btf, "go.btf"), "a result outlives the open file");
	ops->release(&btf);
}

static void check_sizes(void)
{
	struct { struct lang_fixup_opts opts; uint64_t newer; } longer;
	struct { struct lang_fixup_btf btf; uint64_t newer; } out;
	struct heard heard;
	struct lang_fixup_opts opts = opts_for(&heard);
	struct lang_fixup_btf btf = { .sz = sizeof(btf) };

	memset(&longer, 0, sizeof(longer));
	longer.opts = opts;
	longer.opts.sz = sizeof(longer);
	check(encode_file("go", &longer.opts, &btf) == 0 && btf.size != 0,
	      "longer options are fine if what is new is 0");
	ops->release(&btf);
	longer.newer = 1;
	check(encode_file("go", &longer.opts, &btf) == -EINVAL && heard.errors == 1,
	      "longer options with something new are refused");

	opts = opts_for(&heard);
	opts.sz = sizeof(size_t);
	check(encode_file("go", &opts, &btf) == -EINVAL, "options that are too short are refused");
	check(is_cleared(&btf), "a failure leaves the result as it was");

	opts = opts_for(&heard);
	btf.sz = sizeof(size_t);
	check(encode_file("go", &opts, &btf) == -EINVAL && heard.errors == 1,
	      "a result that is too short is refused");
	check(encode_file("go", &opts, NULL) == -EINVAL, "no result is refused");

	memset(&out, 0x5a, sizeof(out));
	out.btf.sz = sizeof(out);
	check(encode_file("go", &opts, &out.btf) == 0 && same_as_file(&out.btf, "go.btf") &&
	      out.newer == 0x5a5a5a5a5a5a5a5aull && out.btf.sz == sizeof(out),
	      "a longer result is filled as far as the plugin knows it");
	ops->release(&out.btf);
	check(is_cleared(&out.btf) && out.newer == 0x5a5a5a5a5a5a5a5aull,
	      "a longer result is cleared that far");
}

static void check_not_mine(const char *name)
{
	struct heard heard;
	struct lang_fixup_opts opts = opts_for(&heard);
	struct lang_fixup_btf btf = { .sz = sizeof(btf) };
	char what[128];

	if (!exists(name))
		return;
	snprintf(what, sizeof(what), "%s is not the plugin's, without a word", name);
	check(encode_file(name, &opts, &btf) == 0 && btf.size == 0 && heard.errors == 0, what);
	ops->release(&btf);
}

static void check_error(const char *name, int want, const char *word)
{
	struct heard heard;
	struct lang_fixup_opts opts = opts_for(&heard);
	struct lang_fixup_btf btf = { .sz = sizeof(btf) };
	char what[128];
	int err;

	if (!exists(name))
		return;
	err = encode_file(name, &opts, &btf);
	snprintf(what, sizeof(what), "%s fails with one line that says why", name);
	check((want != 0 ? err == want : err < 0) && heard.errors == 1 &&
	      strstr(heard.text, word) != NULL && is_cleared(&btf), what);
}

static void check_cgo(void)
{
	struct heard heard;
	struct lang_fixup_opts opts = opts_for(&heard);
	struct lang_fixup_btf btf = { .sz = sizeof(btf) };

	if (!exists("cgo"))
		return;
	check(encode_file("cgo", &opts, &btf) == 0 && btf.size != 0 && btf.all_units == 0 &&
	      ascending(&btf), "a program with C units is covered in part");
	ops->release(&btf);
}

/* Its units are C's but for their language; libgo's own are left to others. */
static void check_gccgo(void)
{
	struct heard heard;
	struct lang_fixup_opts opts = opts_for(&heard);
	struct lang_fixup_btf btf = { .sz = sizeof(btf) };

	if (!exists("gccgo"))
		return;
	check(encode_file("gccgo", &opts, &btf) == 0 && btf.all_units == 0 && ascending(&btf) &&
	      same_as_file(&btf, "gccgo.btf"), "a program of gccgo's is covered but for its C units");
	ops->release(&btf);
}

static void *encode_in_thread(void *result)
{
	struct lang_fixup_btf btf = { .sz = sizeof(btf) };
	int *good = result;

	*good = encode_file("go", NULL, &btf) == 0 && same_as_file(&btf, "go.btf");
	ops->release(&btf);
	return NULL;
}

static void check_threads(void)
{
	pthread_t threads[4];
	int good[4] = { 0 };
	int all = 1;

	for (int i = 0; i < 4; ++i)
		if (pthread_create(&threads[i], NULL, encode_in_thread, &good[i]) != 0)
			abort();
	for (int i = 0; i < 4; ++i) {
		pthread_join(threads[i], NULL);
		all &= good[i];
	}
	check(all, "calls in several threads do not meet");
}

int main(int argc, char *argv[])
{
	if (argc != 3)
		return 2;
	folder = argv[2];
	check_load(argv[1]);
	if (ops != NULL && exists("go")) {
		struct lang_fixup_btf btf = { .sz = sizeof(btf) };

		check_go();
		check_sizes();
		check_threads();
		check_cgo();
		check_not_mine("text");
		check_not_mine("empty");
		check_not_mine("c.o");
		check_not_mine("c_without_dwarf");
		check_gccgo();
		check_error("stripped", -ENODATA, "DWARF");
		check_error("damaged", 0, "");
		check(ops->encode(-1, "nowhere", NULL, &btf) < 0, "a file that is not open fails");
	}
	printf("%d passed, %d failed, %d skipped\n", nr_passed, nr_failed, nr_skipped);
	return nr_failed != 0;
}
