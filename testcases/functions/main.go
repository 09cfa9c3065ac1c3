// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

// Each file holds one side of it; calls keeps the functions that nothing else uses.
var calls int

func main() {
	parameters()
	results()
	methods()
	closures()
	inlining()
	keep(calls)
}

//go:noinline
func keep(...any) {}
