// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import "unsafe"

type node struct{ value int }

type (
	NodePtr    *node
	NodePtrPtr *NodePtr
	IntPtr     *int
	Raw        unsafe.Pointer
)

type Holder struct {
	node      *node
	nodes     ***node
	named     NodePtr
	namedTwo  NodePtrPtr
	ofNamed   *NodePtr
	integer   IntPtr
	raw       unsafe.Pointer
	namedRaw  Raw
	ofRaw     *unsafe.Pointer
	ofNamRaw  *Raw
	addr      uintptr
	ofAddr    *uintptr
	str       *string
	slice     *[]int
	array     *[3]int
	empty     *struct{}
	none      *[0]int
	anonymous *struct{ a, b int }
	iface     *interface{ M() }
	any       *any
	err       *error
	m         *map[string]int
	ch        *chan int
	fn        *func(int) int
	cplx      *complex128
}

var global NodePtr = &node{1}

//go:noinline
func walk(p *node, q **node, n NodePtr, r unsafe.Pointer, a uintptr) (NodePtr, unsafe.Pointer) {
	*q = p
	return n, unsafe.Pointer(uintptr(r) + a)
}

//go:noinline
func keep(...any) {}

func main() {
	var q *node
	keep(&Holder{})
	keep(walk(global, &q, global, unsafe.Pointer(&q), 0))
}
