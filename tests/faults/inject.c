// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Loaded before the C library: makes one call of the program fail, or all of them fall short.
 *
 *   FAULT_CALL=pread FAULT_AT=7 FAULT_ERRNO=5   the 7th pread() since main() fails with EIO
 *   FAULT_CALL=malloc FAULT_AT=7                the 7th allocation and all later ones have no memory
 *   FAULT_CALL=truncate FAULT_AT=7 FAULT_FILE=F before the 7th pread() F becomes shorter
 *   FAULT_CALL=signal FAULT_AT=1 FAULT_ERRNO=15 after the 1st linkat() that succeeds comes signal 15;
 *                                               a thread that could take it is not started: abort()
 *   FAULT_CALL=short                            pread() and write() do half of what they are asked
 *   FAULT_CALL=interrupted                      every other pread() and write() is interrupted
 *   FAULT_COUNT=FILE                            how many of these calls there were, into FILE
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);

static int is_armed, error_number, is_short, is_interrupted;
static const char *which, *file;
static long at, nr_calls;

static int is_it(const char *call)
{
	return is_armed && which != NULL && strcmp(which, call) == 0;
}

/* Whether this call is the one. */
static int fails(const char *call)
{
	if (!is_it(call) || __atomic_add_fetch(&nr_calls, 1, __ATOMIC_RELAXED) != at)
		return 0;
	errno = error_number;
	return 1;
}

static size_t cut(size_t size)
{
	return is_armed && is_short && size > 1 ? size / 2 : size;
}

static int interrupted(void)
{
	static int turn;

	if (!is_armed || !is_interrupted || (__atomic_add_fetch(&turn, 1, __ATOMIC_RELAXED) & 1) == 0)
		return 0;
	errno = EINTR;
	return 1;
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static ssize_t pread_of(int fd, void *to, size_t size, off_t offset)
{
	static ssize_t (*real)(int, void *, size_t, off_t);

	if (real == NULL)
		real = (ssize_t(*)(int, void *, size_t, off_t))dlsym(RTLD_NEXT, "pread64");
	if (fails("pread") || interrupted())
		return -1;
	if (fails("truncate") && truncate(file, 4096) != 0)
		return -1;
	return real(fd, to, cut(size), offset);
}
ssize_t pread(int fd, void *to, size_t size, off_t offset) { return pread_of(fd, to, size, offset); }
ssize_t pread64(int fd, void *to, size_t size, off_t offset) { return pread_of(fd, to, size, offset); }

ssize_t write(int fd, const void *from, size_t size)
{
	REAL(write);

	if (fd != STDERR_FILENO && (fails("write") || interrupted()))
		return -1;
	return real(fd, from, fd == STDERR_FILENO ? size : cut(size));
}

void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
	REAL(mmap);

	return fails("mmap") ? MAP_FAILED : real(address, size, protection, flags, fd, offset);
}
void *mmap64(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
	return mmap(address, size, protection, flags, fd, offset);
}

static int open_of(const char *path, int flags, mode_t mode)
{
	static int (*real)(const char *, int, ...);

	if (real == NULL)
		real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open64");
	return fails("open") ? -1 : real(path, flags, mode);
}
int open(const char *path, int flags, ...)
{
	va_list list;

	va_start(list, flags);
	mode_t mode = va_arg(list, mode_t);
	va_end(list);
	return open_of(path, flags, mode);
}
int open64(const char *path, int flags, ...)
{
	va_list list;

	va_start(list, flags);
	mode_t mode = va_arg(list, mode_t);
	va_end(list);
	return open_of(path, flags, mode);
}

int mkostemp(char *pattern, int flags)
{
	REAL(mkostemp);

	return fails("mkostemp") ? -1 : real(pattern, flags);
}
int mkostemp64(char *pattern, int flags) { return mkostemp(pattern, flags); }

int linkat(int from, const char *a, int to, const char *b, int flags)
{
	REAL(linkat);

	if (fails("linkat"))
		return -1;
	const int result = real(from, a, to, b, flags);
	if (result == 0 && fails("signal"))
		kill(getpid(), error_number);
	return result;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *of)
{
	sigset_t blocked;
	REAL(pthread_create);

	pthread_sigmask(SIG_SETMASK, NULL, &blocked);
	if (is_it("signal") && error_number != SIGKILL && sigismember(&blocked, error_number) == 0)
		abort();
	return real(thread, attributes, run, of);
}

int rename(const char *from, const char *to)
{
	REAL(rename);

	return fails("rename") ? -1 : real(from, to);
}

int fchmod(int fd, mode_t mode)
{
	REAL(fchmod);

	return fails("fchmod") ? -1 : real(fd, mode);
}

int close(int fd)
{
	REAL(close);

	return fails("close") ? (real(fd), errno = error_number, -1) : real(fd);
}

/* What calloc() and realloc() get is not counted: C++ uses malloc(). */
void *malloc(size_t size)
{
	if (is_it("malloc") && __atomic_add_fetch(&nr_calls, 1, __ATOMIC_RELAXED) >= at && at != 0) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_malloc(size);
}

static int (*real_main)(int, char **, char **);

static void tell_count(void)
{
	const char *path = getenv("FAULT_COUNT");
	FILE *to = path == NULL ? NULL : fopen(path, "w");

	is_armed = 0;
	if (to == NULL)
		return;
	fprintf(to, "%ld\n", nr_calls);
	fclose(to);
}

static int armed_main(int argc, char **argv, char **envp)
{
	const char *number = getenv("FAULT_AT"), *error = getenv("FAULT_ERRNO");

	which = getenv("FAULT_CALL");
	file = getenv("FAULT_FILE");
	at = number == NULL ? 0 : atol(number);
	error_number = error == NULL ? EIO : atoi(error);
	is_short = which != NULL && strcmp(which, "short") == 0;
	is_interrupted = which != NULL && strcmp(which, "interrupted") == 0;
	if (getenv("FAULT_COUNT") != NULL)
		atexit(tell_count);
	is_armed = 1;
	return real_main(argc, argv, envp);
}

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*ld_fini)(void), void *stack)
{
	__typeof__(&__libc_start_main) real =
		(__typeof__(&__libc_start_main))dlsym(RTLD_NEXT, "__libc_start_main");

	real_main = main;
	return real(armed_main, argc, argv, init, fini, ld_fini, stack);
}
