// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

type (
	Bool       bool
	Int        int
	Int8       int8
	Int16      int16
	Int32      int32
	Int64      int64
	Uint       uint
	Uint8      uint8
	Uint16     uint16
	Uint32     uint32
	Uint64     uint64
	Uintptr    uintptr
	Float32    float32
	Float64    float64
	Complex64  complex64
	Complex128 complex128

	OfNamed Int // its definition forgets Int: both are plain integers
)

type All struct {
	bool       bool
	int        int
	int8       int8
	int16      int16
	int32      int32
	int64      int64
	uint       uint
	uint8      uint8
	uint16     uint16
	uint32     uint32
	uint64     uint64
	uintptr    uintptr
	float32    float32
	float64    float64
	complex64  complex64
	complex128 complex128
	byte       byte
	rune       rune
}

type AllNamed struct {
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint
	Uint8
	Uint16
	Uint32
	Uint64
	Uintptr
	Float32
	Float64
	Complex64
	Complex128
	OfNamed
}

// On 32-bit targets the wide members stand at offsets C would not choose.
type Unaligned struct {
	a int8
	b int64
	c int8
	d float64
	e int8
	f complex128
	g int8
	h complex64
}

var (
	globalBool  bool
	globalInt   int
	globalNamed Float64
)

//go:noinline
func unnamed(a bool, b int, c int8, d uint64, e uintptr, f float32, g complex128) (byte, rune) {
	globalBool, globalInt = a, b
	return byte(c), rune(d) + rune(e) + rune(f) + rune(real(g))
}

//go:noinline
func named(a Bool, b Int, c Int8, d Uint64, e Uintptr, f Float32, g Complex128) (Uint8, Int32) {
	globalNamed = Float64(f)
	return Uint8(c), Int32(b) + Int32(d) + Int32(e) + Int32(real(g))
}

//go:noinline
func keep(...any) {}

func main() {
	unnamed(true, 1, 2, 3, 4, 5, 6)
	named(true, 1, 2, 3, 4, 5, 6)
	keep(new(All), new(AllNamed), new(Unaligned), &globalBool, &globalInt, &globalNamed)
}
