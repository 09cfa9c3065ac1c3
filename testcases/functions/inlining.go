// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

// Inlined in one place and called in another: an abstract description of the
// function and a concrete one that refers to it, with the blanks only in the latter.
func small(a int, _ string, b float64) (int, error) {
	return a + int(b), nil
}

func (c counter) smallMethod(_ int, b string) int { return c.n + len(b) }

//go:noinline
func twice(f func(int, string, float64) (int, error), g func(int, string) int) int {
	n, _ := f(1, "a", 2)
	return n + g(1, "b")
}

//go:noinline
func inlines(a int) int {
	n, _ := small(a, "a", 3)
	m, _ := small(n, "b", 4)
	return n + m + counter{a}.smallMethod(1, "x")
}

func inlining() {
	keep(inlines(1), counter.smallMethod, twice(small, counter{1}.smallMethod), twice(small, counter{2}.smallMethod))
}
