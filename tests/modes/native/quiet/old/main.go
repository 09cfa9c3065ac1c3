// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import "example.com/quiet"

func main() {
	pair := quiet.Pair{A: 1, B: "two"}
	println(pair.Sum(true, 2, 3))
}
