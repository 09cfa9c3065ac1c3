// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Command mixed has a C++ class behind a C function, and a callback from it into Go.
package main

// #include "native.h"
import "C"

type Tally struct {
	calls int
	last  C.struct_sample
}

var tally Tally

//export mixedCallback
func mixedCallback(sample *C.struct_sample) {
	tally.calls++
	tally.last = *sample
}

func main() {
	C.mixed_visit(3)
	println(tally.calls, int(tally.last.number))
}
