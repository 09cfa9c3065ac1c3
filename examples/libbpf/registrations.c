// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Prints each registration at testcases/nf, with libbpf:
 *
 *	registrations NF BTF FUNCTIONS
 *
 * BTF is that build's, merged with the kernel's; FUNCTIONS what `gofixup functions --json` says
 * of Register in it.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registrations.h"
#include "registrations.skel.h"

static volatile sig_atomic_t is_over;

static void stop(int number)
{
	(void)number;
	is_over = 1;
}

static void die(const char *what, const char *which)
{
	fprintf(stderr, "registrations: %s %s: %s\n", what, which, strerror(errno));
	exit(1);
}

static int print(void *context, void *data, size_t size)
{
	const struct registration *r = data;
	char address[INET6_ADDRSTRLEN];

	(void)context;
	if (size < sizeof(*r))
		return 0;
	printf("registration process=%s goid=%llu ran=%u latency_ns=%llu failed=%s", r->name,
	       r->goid, r->ran, r->latency, r->failed ? "true" : "false");
	if (r->known) {
		printf(" supi=%s state=%u created=%llu sessions=%u", r->supi, r->state,
		       r->created / 1000000000, r->sessions);
		if (r->has_cause)
			printf(" cause=%u", r->cause);
		else
			printf(" cause=-");
	}
	if (r->session && inet_ntop(r->address_size == 16 ? AF_INET6 : AF_INET, r->address, address,
				    sizeof(address)))
		printf(" session=%u network=%s address=%s flow=%u down=%u", r->session, r->network,
		       address, r->flow, r->down);
	printf("\n");
	fflush(stdout);
	return 0;
}

/* The offset of {"file_offset": N}. */
static size_t file_offset(struct json_object *place)
{
	struct json_object *offset = json_object_object_get(place, "file_offset");

	if (!offset)
		die("no file_offset in", "FUNCTIONS");
	return json_object_get_uint64(offset);
}

static void attach(struct bpf_program *program, const char *binary, size_t offset)
{
	/* Not by name: libbpf would look for a function's entry. */
	if (!bpf_program__attach_uprobe(program, false, -1, binary, offset))
		die("cannot attach to", binary);
}

/* Returns to how many places. The links go when this program ends. */
static size_t attach_all(struct registrations_bpf *skeleton, const char *binary, const char *path)
{
	struct json_object *root = json_object_from_file(path);
	struct json_object *functions = json_object_object_get(root, "functions");
	struct json_object *function, *body, *returns;
	size_t i;

	if (!functions || json_object_array_length(functions) != 1) {
		errno = EINVAL;
		die("there is not one function in", path);
	}
	function = json_object_array_get_idx(functions, 0);
	body = json_object_object_get(function, "body");
	returns = json_object_object_get(function, "returns");
	/* A function without a prologue begins with its body. */
	attach(skeleton->progs.register_begins, binary, file_offset(body ? body : function));
	for (i = 0; i < json_object_array_length(returns); i++)
		attach(skeleton->progs.register_returns, binary,
		       file_offset(json_object_array_get_idx(returns, i)));
	json_object_put(root);
	return 1 + i;
}

int main(int argc, char **argv)
{
	struct bpf_object_open_opts options = {.sz = sizeof(options)};
	struct sigaction action = {.sa_handler = stop};
	struct registrations_bpf *skeleton;
	struct ring_buffer *ring;
	size_t places;

	if (argc != 4) {
		fprintf(stderr, "usage: registrations NF BTF FUNCTIONS\n");
		return 2;
	}
	options.btf_custom_path = argv[2];
	skeleton = registrations_bpf__open_opts(&options);
	if (!skeleton || registrations_bpf__load(skeleton))
		die("cannot load the BPF program with", argv[2]);
	ring = ring_buffer__new(bpf_map__fd(skeleton->maps.registrations), print, NULL, NULL);
	if (!ring)
		die("cannot read", "the ring buffer");
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	places = attach_all(skeleton, argv[1], argv[3]);
	fprintf(stderr, "attached to %zu places of %s\n", places, argv[1]);
	while (!is_over)
		ring_buffer__poll(ring, 1000);
	ring_buffer__consume(ring);
	ring_buffer__free(ring);
	registrations_bpf__destroy(skeleton);
	return 0;
}
