// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
struct point { int x, y; };
struct point origin;
int main(void) { return origin.x; }
