// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

// What a keyword becomes when an underscore is added may be there already.
type Suffixed struct {
	short   int8
	short_  int16
	short__ int32
	const_  int64
	int_    int8
	int     int16
}

// Members are no types: what is an identifier stays as it is.
type Kept struct {
	Size_  int8
	_x     int16
	__y    int32
	a___b  int64
	a__b   int8
	X__val int16
	___    int32
	_pad4  int64
	_1     int8
}

type Invented struct {
	_p0, _r0, real, imag, str, len, array, cap, tab, data, fn, v int16
}

type Unicode struct {
	é   int8
	ue9 int16
	ж_  int32
}

type Go struct {
	string  string
	error   error
	any     any
	uintptr uintptr
	nil     *int
	iota    int
	append  func()
	main    []Go
}

// Types and functions have a prefix and need no more.
type (
	short    struct{ register int8 }
	volatile int16
	_Bool    []short
)

//go:noinline
func suffixed(short int8, short_ int16, short__ int32, const_, int_, int int64) { calls++ }

//go:noinline
func kept(Size_ int8, _x int16, __y int32, a___b int64, a__b, ___ int8) { calls++ }

//go:noinline
func invented(_ int, _p0 int, _p1 string, _ string, _p3_ int, _dict int, _r0 int) (_r1, _p2 int) {
	calls++
	return calls, 1
}

//go:noinline
func unicode(é int8, ue9 int16, ж int32) { calls++ }

//go:noinline
func static() (int int, bool error) { return calls, nil }

//go:noinline
func (volatile short) inline(restrict volatile) _Bool { return _Bool{volatile} }

var calls int

//go:noinline
func keep(...any) {}

func main() {
	words()
	suffixed(1, 2, 3, 4, 5, 6)
	kept(1, 2, 3, 4, 5, 6)
	keep(invented(1, 2, "", "", 3, 4, 5))
	unicode(1, 2, 3)
	keep(static())
	keep(new(Suffixed), new(Kept), new(Invented), new(Unicode), new(Go), short{}.inline(1))
}
