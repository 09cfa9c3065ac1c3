/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

struct sample {
	int number;
	double weight;
};

void mixed_visit(int count);

#ifdef __cplusplus
}
#endif
