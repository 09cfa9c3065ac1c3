// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

//go:build !amd64

package main

//go:noinline
func add(a, b int64) int64 { return a + b }

//go:noinline
func first(list []byte, _ string, fallback bool) (value byte, ok bool) {
	if len(list) == 0 {
		return 0, fallback
	}
	return list[0], true
}

//go:noinline
func nothing() { calls++ }

//go:noinline
func callGo(a int64, b int32) int64 { return goCallee(a, b) }

//go:noinline
func static(a int64) int64 { return a + 1 }

//go:noinline
func staticToo(a int64) int64 { return a + 2 }
