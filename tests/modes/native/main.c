/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
#include <stdio.h>

extern int quietSum(int a, int b);

int main(void)
{
	printf("%d\n", quietSum(1, 2));
	return 0;
}
