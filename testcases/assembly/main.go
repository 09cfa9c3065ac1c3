// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

var calls int

// Called by assembly, through a bridge from its calling convention to Go's.
//
//go:noinline
func goCallee(a int64, b int32) (sum int64) {
	calls++
	return a + int64(b)
}

//go:noinline
func keep(...any) {}

func main() {
	keep(add(1, 2), callGo(1, 2))
	keep(first([]byte{1}, "a", true))
	nothing()
	keep(static(3), staticToo(4), addPointer)
}

var addPointer = add
