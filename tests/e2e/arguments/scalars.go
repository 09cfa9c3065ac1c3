// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"math"
	"unsafe"
)

//go:noinline
func ints(a int8, b uint8, c int16, d uint16, e int32, f uint32, g int64, h uint64, i int) {
	work(a, b, c, d, e, f, g, h, i)
}

//go:noinline
func words5(a uint, b uintptr, c bool, d bool, p *int) { work(a, b, c, d, p) }

// Without a prologue: its body begins at its entry.
//
//go:noinline
func leaf(a, b int) {}

//go:noinline
func twenty(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19 int, a20 int16) {
	work(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20)
}

// Floats take registers of their own, which BPF programs cannot read; those that do not fit are
// on the stack.
//
//go:noinline
func floats(a int, x float64, b int32, f [17]float32, y *float64) { work(a, x, b, f, y) }

//go:noinline
func manyFloats(x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15, x16, x17, x18 float64) {
	work(x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15, x16, x17, x18)
}

//go:noinline
func complexes(a int, c *complex128, pair [2]complex64) { work(a, c, pair) }

var someInt = 7

func scalars() {
	type row struct {
		a int8
		b uint8
		c int16
		d uint16
		e int32
		f uint32
		g int64
		h uint64
		i int
	}
	for _, v := range []row{
		{},
		{1, 2, 3, 4, 5, 6, 7, 8, 9},
		{-1, math.MaxUint8, -1, math.MaxUint16, -1, math.MaxUint32, -1, math.MaxUint64, -1},
		{math.MinInt8, 128, math.MinInt16, 32768, math.MinInt32, 1 << 31, math.MinInt64, 1 << 63, math.MinInt64},
		{math.MaxInt8, 127, math.MaxInt16, 32767, math.MaxInt32, 1<<31 - 1, math.MaxInt64, 1<<63 - 1, math.MaxInt64},
	} {
		call("ints", v.a, v.b, v.c, v.d, v.e, v.f, v.g, v.h, v.i)
		ints(v.a, v.b, v.c, v.d, v.e, v.f, v.g, v.h, v.i)
	}

	for i := 0; i < 3; i++ {
		u, p, c := uint(i)<<62, uintptr(unsafe.Pointer(&someInt)), i%2 == 0
		call("words5", u, p, c, !c, &someInt)
		words5(u, p, c, !c, &someInt)
		call("leaf", i, -i)
		leaf(i, -i)
	}

	for n := -1; n < 2; n++ {
		call("twenty", n*1, n*2, n*3, n*4, n*5, n*6, n*7, n*8, n*9, n*10, n*11, n*12, n*13, n*14, n*15, n*16, n*17, n*18, n*19, int16(n*20))
		twenty(n*1, n*2, n*3, n*4, n*5, n*6, n*7, n*8, n*9, n*10, n*11, n*12, n*13, n*14, n*15, n*16, n*17, n*18, n*19, int16(n*20))
	}

	pi := math.Pi
	sixteen := [17]float32{0: 0.5, 16: -1.5}
	call("floats", 1, -2, math.Float32bits(sixteen[0]), math.Float32bits(sixteen[16]), math.Float64bits(pi))
	floats(1, 2.5, -2, sixteen, &pi)
	call("manyFloats", math.Float64bits(17.5), math.Float64bits(-18))
	manyFloats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17.5, -18)
	c := complex(1.5, -2.5)
	call("complexes", 3, math.Float64bits(real(c)), math.Float64bits(imag(c)), math.Float32bits(4), math.Float32bits(-5))
	complexes(3, &c, [2]complex64{0, complex(4, -5)})
}
