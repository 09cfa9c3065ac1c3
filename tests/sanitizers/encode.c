// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Encodes each file given, with everything that can be asked for, with one thread and with four,
 * and compares. What sanitizers and valgrind watch.
 *
 * Prints what failed and at last "N passed, N failed, N skipped".
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gofixup/gofixup.h"

static void on_message(void *ctx, enum gofixup_level level, const char *text)
{
	if (level == GOFIXUP_ERROR)
		printf("failed: %s: %s\n", (const char *)ctx, text);
}

static int encode(const char *path, unsigned int threads, struct gofixup_btf *btf)
{
	const struct gofixup_opts opts = {
		.sz	     = sizeof(opts),
		.threads     = threads,
		.wrappers    = 1,
		.variables   = 1,
		.constants   = 1,
		.message     = on_message,
		.message_ctx = (void *)path,
	};
	int fd = open(path, O_RDONLY);
	int err;

	if (fd < 0) {
		perror(path);
		return -1;
	}
	btf->sz = sizeof(*btf);
	err = gofixup_encode(fd, path, &opts, btf);
	close(fd);
	return err;
}

static int is_good(const char *path)
{
	struct gofixup_btf one = { 0 }, four = { 0 };
	int good = encode(path, 1, &one) == 0 && encode(path, 4, &four) == 0;

	if (good && (one.size != four.size || memcmp(one.data, four.data, one.size) != 0)) {
		printf("failed: %s: with four threads it is another BTF\n", path);
		good = 0;
	}
	gofixup_release(&one);
	gofixup_release(&four);
	return good;
}

int main(int argc, char **argv)
{
	int passed = 0, failed = 0;

	for (int i = 1; i < argc; ++i) {
		if (is_good(argv[i]))
			++passed;
		else
			++failed;
	}
	printf("%d passed, %d failed, 0 skipped\n", passed, failed);
	return passed == 0 || failed != 0;
}
