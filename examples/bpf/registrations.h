/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What registrations.bpf.c sends to its loader: one of these for each registration that is over. */
#ifndef REGISTRATIONS_H
#define REGISTRATIONS_H

struct registration {
	unsigned long long goid;
	unsigned long long latency;    /* nanoseconds */
	unsigned long long created;    /* of the context; nanoseconds since 1970 */
	unsigned int process;
	unsigned int ran;              /* the UE's number in the radio network */
	unsigned int down;             /* of the default session; kilobits a second */
	unsigned int sessions;
	unsigned char failed;          /* Register returned an error */
	unsigned char known;           /* ... and a context; else all that follows is 0 */
	unsigned char state;
	unsigned char has_cause;       /* this build keeps it */
	unsigned char cause;
	unsigned char session;         /* the default session's number; 0: none */
	unsigned char flow;
	unsigned char address_size;    /* 4 or 16 */
	unsigned char address[16];
	char supi[24];                 /* a pseudonym */
	char network[16];
	char name[16];                 /* the process's */
};

#endif
