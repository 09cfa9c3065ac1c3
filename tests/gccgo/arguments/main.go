// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Functions whose arguments a probe reads where go.loc says: main.go has the values, ../expect
// what the probe must see. Compiled with gccgo.
package main

import "os"

type (
	Packed struct {
		A int32
		B uint32
	}
	Mixed struct {
		X float64
		N int64
	}
	Triple struct{ A, B, C int64 }
	Shape  interface{ Area(scale int) int }
	Square int
)

func (s Square) Area(scale int) int { return int(s) * scale }

// A value receiver arrives as a pointer.
//
//go:noinline
func (t Triple) Sum(extra int64) int64 { return t.A + t.B + t.C + extra }

//go:noinline
func (p *Packed) Set(a int32) { p.A = a }

//go:noinline
func ints(a int64, b uint64, c uintptr, d int, e uint, f int64, g int64, h int64) int64 {
	return a + int64(b) + int64(c) + int64(d) + int64(e) + f + g*h
}

//go:noinline
func small(a int8, b uint16, c int32, d bool) int { return int(a) + int(b) + int(c) }

//go:noinline
func text(a string, n int, b []byte, c string) int { return len(a) + n + len(b) + len(c) }

//go:noinline
func packed(p Packed, q [2]int32, m Mixed, last int) int { return int(p.A) + int(q[1]) + int(m.N) + last }

//go:noinline
func large(t Triple, n int, u Triple) int { return int(t.B) + n + int(u.C) }

//go:noinline
func blank(_ int, a int, _ string, b int) int { return a + b }

//go:noinline
func empty(a struct{}, b int, c [0]int, d int) int { return b + d }

// No pair of registers is left for the string, one is left for the number behind it.
//
//go:noinline
func full(a, b, c, d, e int, s string, f int) int { return a + b + c + d + e + len(s) + f }

//go:noinline
func floats(a float64, n int, b float32, c complex128, m int) int { return int(a) + n + m }

//go:noinline
func pair(n int) (int, int) { return n + 1, n + 2 }

//go:noinline
func many(n int) (a int, b string, err error) { return n + 1, "four", nil }

//go:noinline
func halves(n int32) (int32, int32) { return n + 1, n + 2 }

//go:noinline
func dynamic(s Shape, v interface{}, n int) int { return s.Area(n) }

var total int

func main() {
	total += int(ints(11, 12, 13, 14, 15, 16, 17, 18))
	total += small(-1, 22, -23, true)
	total += text("five5", 32, make([]byte, 6, 8), "seven77")
	total += packed(Packed{41, 42}, [2]int32{43, 44}, Mixed{4.5, 46}, 47)
	total += large(Triple{51, 52, 53}, 54, Triple{55, 56, 57})
	total += blank(61, 62, "blank", 64)
	total += empty(struct{}{}, 71, [0]int{}, 72)
	total += full(81, 82, 83, 84, 85, "string", 86)
	total += floats(9.5, 91, 9.25, complex(1, 2), 92)
	a, b := pair(100)
	c, d, err := many(110)
	e, f := halves(120)
	total += a + b + c + len(d) + int(e+f)
	total += dynamic(Square(3), total, 131)
	t := Triple{141, 142, 143}
	total += int(t.Sum(144))
	p := &Packed{}
	p.Set(151)
	if err != nil || total == 0 {
		os.Exit(1)
	}
}
