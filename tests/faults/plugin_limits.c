// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * plugin_limits PLUGIN FILE: the plugin with ever more memory, from none to enough, in a process
 * of its own each time. It must give BTF, or say -ENOMEM with one message. Prints what it did
 * otherwise, and at last how often it did which.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lang_fixup.h"

static int nr_errors;

static void hear(void *ctx, enum lang_fixup_level level, const char *text)
{
	(void)ctx;
	(void)text;
	nr_errors += level == LANG_FIXUP_ERROR;
}

/* Pages of address space so far. */
static unsigned long pages(void)
{
	unsigned long count = 0;
	FILE *statm = fopen("/proc/self/statm", "r");

	if (statm == NULL || fscanf(statm, "%lu", &count) != 1)
		exit(9);
	fclose(statm);
	return count;
}

/* 0: BTF; 1: no memory; 2: neither. */
static int encode(const struct lang_fixup_ops *ops, const char *path, unsigned long room)
{
	const struct lang_fixup_opts opts = { .sz = sizeof(opts), .flags = LANG_FIXUP_DECL_TAGS,
					      .threads = 2, .message = hear };
	struct lang_fixup_btf btf = { .sz = sizeof(btf) };
	int fd = open(path, O_RDONLY), err;
	const rlim_t limit = pages() * (rlim_t)sysconf(_SC_PAGESIZE) + room;
	const struct rlimit all = { limit, limit };

	if (fd < 0 || setrlimit(RLIMIT_AS, &all) != 0)
		return 9;
	err = ops->encode(fd, path, &opts, &btf);
	if (err == 0)
		return btf.size != 0 && nr_errors == 0 ? 0 : 2;
	if (err != -ENOMEM)
		fprintf(stderr, "ended with %d\n", err);
	return err == -ENOMEM && nr_errors == 1 && btf.size == 0 ? 1 : 2;
}

int main(int argc, char **argv)
{
	int nr_done = 0, nr_out = 0, nr_wrong = 0;
	void *library = argc == 3 ? dlopen(argv[1], RTLD_NOW) : NULL;
	lang_fixup__ops_t entry =
		library == NULL ? NULL : (lang_fixup__ops_t)dlsym(library, LANG_FIXUP_SYMBOL);

	if (entry == NULL)
		return 2;
	for (unsigned long room = 0; nr_done < 3 && room < 1UL << 31; room += 1 + room / 4 + (64 << 10)) {
		const pid_t child = fork();
		int status = 0;

		if (child == 0)
			_exit(encode(entry(LANG_FIXUP_ABI), argv[2], room));
		waitpid(child, &status, 0);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			++nr_done;
		else if (WIFEXITED(status) && WEXITSTATUS(status) == 1)
			++nr_out;
		else {
			++nr_wrong;
			printf("with %lu KiB: %s %d\n", room >> 10, WIFEXITED(status) ? "exit" : "signal",
			       WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
		}
	}
	printf("%d done, %d out of memory, %d wrong\n", nr_done, nr_out, nr_wrong);
	return nr_done == 0 || nr_out == 0 || nr_wrong != 0;
}
