// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

// #include "native.h"
// #include <errno.h>
// #include <stdlib.h>
import "C"

import "unsafe"

type Holder struct {
	point    C.struct_point
	value    C.union_value
	color    C.enum_color
	size     C.size
	bits     *C.struct_bits
	unnamed  C.unnamed
	hidden   *C.struct_hidden
	char     C.char
	schar    C.schar
	long     C.long
	ulong    C.ulong
	longlong C.longlong
	double   C.double
	size_t   C.size_t
	uint8    C.uint8_t
	str      *C.char
	pointer  unsafe.Pointer
	compare  C.compare
	function *[0]byte
}

var seen int

//go:noinline
//export goCallback
func goCallback(point *C.struct_point, index C.int, context unsafe.Pointer) C.long {
	seen += int(index)
	return C.long(point._type) + C.long(index)
}

//go:noinline
func take(point C.struct_point, color C.enum_color, value C.union_value) (C.unnamed, error) {
	sum, err := C.add(C.int(point.nested.inner), C.int(color))
	return C.unnamed{x: sum}, err
}

//go:noinline
func keep(...any) {}

func main() {
	name := C.CString("point")
	defer C.free(unsafe.Pointer(name))
	point := C.make(name, 1.5)
	keep(&Holder{point: point}, C.visit(&point, 3, nil))
	keep(take(point, C.GREEN, point.value))
}
