// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Command export is a library for C.
package main

import "C"

import "example.com/quiet"

//export quietSum
func quietSum(a, b int32) int32 {
	pair := quiet.Pair{A: a, B: "two"}
	total, _ := pair.Sum(true, b)
	return total
}

func main() {}
