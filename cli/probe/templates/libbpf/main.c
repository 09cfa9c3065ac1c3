// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Prints the calls of {{title}}.
//
//	probe [BINARY [BTF]]
//
// BTF is of the binary. What is built in, go.btf, has the types that prog.bpf.c uses now; `gofixup
// encode` writes all.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "event.h"
#include "{{header}}"
#include "prog.skel.h"

static const char default_binary[] = {{binary}};
static const char function[] = {{function}};

// A part of this program, which so is one file to copy.
__asm__(".pushsection .rodata\n"
	"go_btf: .incbin \"go.btf\"\n"
	"go_btf_end:\n"
	".popsection\n");
extern const char go_btf[], go_btf_end[];

static volatile sig_atomic_t is_over;

static void on_signal(int signal)
{
	(void)signal;
	is_over = 1;
}

__attribute__((unused))
static void print_number(const char *name, const char *format, uint64_t value)
{
	printf("  %s=", name);
	if (!strcmp(format, "float32")) {
		float number;

		memcpy(&number, &value, sizeof(number));
		printf("%g\n", number);
	} else if (!strcmp(format, "float64")) {
		double number;

		memcpy(&number, &value, sizeof(number));
		printf("%g\n", number);
	} else if (!strcmp(format, "signed")) {
		printf("%" PRId64 "\n", (int64_t)value);
	} else if (!strcmp(format, "pointer")) {
		printf("0x%" PRIx64 "\n", value);
	} else if (!strcmp(format, "bool")) {
		printf("%s\n", value ? "true" : "false");
	} else {
		printf("%" PRIu64 "\n", value);
	}
}

// The beginning of a string of `length` bytes.
__attribute__((unused))
static void print_text(const char *name, uint64_t length, const char *text)
{
	printf("  %s=\"%s\" (%" PRIu64 " bytes)\n", name, text, length);
}

__attribute__((unused))
static void print_bytes(const char *name, uint64_t length, const uint8_t *bytes, size_t size)
{
	printf("  %s=", name);
	for (size_t i = 0; i < size && i < length; i++)
		printf("%02x", bytes[i]);
	printf(" (%" PRIu64 " bytes)\n", length);
}

static void print_call(const struct call_event *e)
{
	(void)e;
{{print_call}}}

static void print_return(const struct return_event *e)
{
	(void)e;
{{print_return}}}

static int on_event(void *context, void *data, size_t size)
{
	const struct event_head *head = data;

	(void)context;
	(void)size;
	printf("%" PRIu64 ".%09" PRIu64 " %s %u/%u goroutine %" PRIu64 " %s %s\n",
	       (uint64_t)head->time_ns / 1000000000, (uint64_t)head->time_ns % 1000000000,
	       head->comm, head->pid, head->tid, (uint64_t)head->goid,
	       head->kind == EVENT_CALL ? "calls" : "returns from", function);
	if (head->error)
		printf("  (not all could be read: %s)\n", strerror(-head->error));
	if (head->kind == EVENT_CALL)
		print_call(data);
	else
		print_return(data);
	fflush(stdout);
	return 0;
}

// The name of a file that has go.btf, as libbpf reads it from one only; NULL: errno says why.
static const char *file_of_go_btf(void)
{
	static char name[32];
	size_t size = (size_t)(go_btf_end - go_btf);
	int fd = memfd_create("go.btf", MFD_CLOEXEC);

	if (fd < 0 || write(fd, go_btf, size) != (ssize_t)size)
		return NULL;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return name;
}

// Whether the function's code is in this file where it was when this program was made. In any
// other build a probe could land in the middle of an instruction and crash the process.
static int check_binary(const char *path)
{
	uint64_t hash = 0xcbf29ce484222325; // FNV-1a
	uint8_t byte;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -1;
	}
	for (uint64_t i = 0; i < {{name}}_CODE_SIZE; i++) {
		if (pread(fd, &byte, 1, (off_t)({{name}}_ENTRY_OFFSET + i)) != 1)
			break;
		hash = (hash ^ byte) * 0x100000001b3;
	}
	close(fd);
	if (hash == {{name}}_CODE_HASH)
		return 0;
	fprintf(stderr, "%s is another build: run gofixup probe for it again\n", path);
	return -1;
}

static int attach(struct bpf_program *program, const char *binary, uint64_t offset)
{
	LIBBPF_OPTS(bpf_uprobe_opts, options);

	if (bpf_program__attach_uprobe_opts(program, -1, binary, offset, &options))
		return 0;
	fprintf(stderr, "%s, offset %#" PRIx64 ": %s\n", binary, offset, strerror(errno));
	return -1;
}

// At the returns, because a uretprobe makes Go programs crash.
static int attach_all(struct prog *prog, const char *binary)
{
{{attach_returns}}	return attach(prog->progs.on_call, binary, {{name}}_BODY_OFFSET);
}

int main(int argc, char **argv)
{
	const char *binary = argc > 1 ? argv[1] : default_binary;
	LIBBPF_OPTS(bpf_object_open_opts, options,
		    .btf_custom_path = argc > 2 ? argv[2] : file_of_go_btf());
	struct ring_buffer *events = NULL;
	struct prog *prog;
	int err = 1;

	if (!options.btf_custom_path) {
		fprintf(stderr, "a file in memory: %s\n", strerror(errno));
		return 1;
	}
	if (check_binary(binary))
		return 1;
	prog = prog__open_opts(&options);
	if (!prog || prog__load(prog)) {
		fprintf(stderr, "loading the BPF program: %s\n", strerror(errno));
		goto out;
	}
	events = ring_buffer__new(bpf_map__fd(prog->maps.events), on_event, NULL, NULL);
	if (!events) {
		fprintf(stderr, "opening the ring buffer: %s\n", strerror(errno));
		goto out;
	}
	if (attach_all(prog, binary))
		goto out;
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	fprintf(stderr, "probing %s\n", binary);
	err = 0;
	while (!is_over && err >= 0) {
		err = ring_buffer__poll(events, 100);
		if (err == -EINTR)
			err = 0;
	}
	err = err < 0;
out:
	ring_buffer__free(events);
	prog__destroy(prog);
	return err;
}
