// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

#pragma once

#include <stdint.h>

enum color { RED, GREEN = 5, BLUE = -1 };

typedef enum { SMALL, LARGE = 1u << 31 } size;

union value {
	int64_t integer;
	double real;
	char text[12];
};

struct bits {
	unsigned low : 3;
	unsigned : 5;
	int high : 24;
	uint8_t after;
	unsigned long long wide : 40;
};

typedef struct {
	int x, y;
} unnamed;

struct packed {
	char a;
	long b;
} __attribute__((packed));

struct hidden;

typedef int (*compare)(const void *, const void *);

struct point {
	short type; /* a keyword in Go: its name gets a _ there */
	float coordinates[2][3];
	enum color color;
	size size;
	union value value;
	struct bits bits;
	unnamed pair;
	struct {
		int inner;
		struct {
			char deep;
		} more;
	} nested;
	struct packed packed;
	struct point *next;
	struct hidden *hidden;
	compare compare;
	const char *name;
	volatile uintptr_t address;
	_Bool flag;
	char rest[];
};

int add(int a, int b);
struct point make(const char *name, double value);
long visit(const struct point *point, int times, void *context);
