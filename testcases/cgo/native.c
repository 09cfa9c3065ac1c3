// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

#include "native.h"

#include "_cgo_export.h"

int add(int a, int b)
{
	return a + b;
}

struct point make(const char *name, double value)
{
	struct point point = { .name = name, .value.real = value };

	return point;
}

long visit(const struct point *point, int times, void *context)
{
	long sum = 0;

	while (times-- > 0)
		sum += goCallback((struct point *)point, times, context);
	return sum;
}
