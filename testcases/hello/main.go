// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import "fmt"

func main() {
	fmt.Println("hello, world")
}
