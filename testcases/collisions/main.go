// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

//go:noinline
func keep(...any) {}

func main() {
	types()
	functions()
	hashes()
}
