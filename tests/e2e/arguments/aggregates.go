// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import "math"

type Point struct {
	X int32
	Y int64
}

// A blank field takes a register as well, and nothing of it is in the BTF.
type Padded struct {
	a int8
	_ int32
	c int16
}

type Nested struct {
	Name  string
	Point Point
	Tags  []string
}

type Big struct{ A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q int64 }

type Record struct {
	pad   [3]byte
	ID    int64
	Name  string
	Inner *Nested
	Big   Big
	Flags [4]uint16
	Ratio float64
}

//go:noinline
func point(p Point, n int8) { work(p, n) }

//go:noinline
func padded(a int, p Padded, b int) { work(a, p, b) }

//go:noinline
func nested(n Nested, b int) { work(n, b) }

// More words than there are registers: all of it on the stack, what follows in registers again.
//
//go:noinline
func big(a int, b Big, c int) { work(a, b, c) }

// Arrays of no element are nowhere, of one in a register, of more on the stack.
//
//go:noinline
func arrays(a [0]int, b [1]int, c [2]int32, d [1]string, e [3]uint8) { work(a, b, c, d, e) }

//go:noinline
func empty(a struct{}, b int, c struct{ d [0]string }, e int) { work(a, b, c, e) }

//go:noinline
func pointer(r *Record, list **Record) { work(r, list) }

//go:noinline
func (p Point) Move(dx int32, dy int64) Point { work(p, dx, dy); return Point{p.X + dx, p.Y + dy} }

//go:noinline
func (r *Record) Rename(name string, n int) string { work(r, name, n); return r.Name + name }

//go:noinline
func (b Big) Value(n int) int64 { work(b, n); return b.A + b.Q + int64(n) }

var heapRecord *Record

func aggregates() {
	for i := int64(-1); i < 2; i++ {
		p := Point{int32(i), i << 40}
		call("point", p.X, p.Y, int8(i*100))
		point(p, int8(i*100))
		call("padded", 1, int8(i), int16(i*1000), 2)
		padded(1, Padded{a: int8(i), c: int16(i * 1000)}, 2)
		call("nested", "nested", p.X, p.Y, "tag", 3)
		nested(Nested{"nested", p, []string{"a", "tag"}}, 3)
		b := Big{A: i, B: 2 * i, Q: 17 * i}
		call("big", 4, b.A, b.B, b.Q, 5)
		big(4, b, 5)
		call("arrays", i, int32(i), int32(2*i), "in\x20array", uint8(i), uint8(i+1), uint8(i+2))
		arrays([0]int{}, [1]int{int(i)}, [2]int32{int32(i), int32(2 * i)}, [1]string{"in array"}, [3]uint8{uint8(i), uint8(i + 1), uint8(i + 2)})
		call("empty", i, -i)
		empty(struct{}{}, int(i), struct{ d [0]string }{}, int(-i))

		call("Point_Move", p.X, p.Y, int32(7), i)
		moved := p.Move(7, i)
		returned("Point_Move", moved.X, moved.Y)
		call("Big_Value", b.A, b.Q, 6)
		returned("Big_Value", b.Value(6))
		r := &Record{ID: 100 + i, Name: "record", Inner: &Nested{"inner", p, []string{"x"}}, Big: b, Flags: [4]uint16{3: uint16(i)}, Ratio: float64(i) / 3}
		heapRecord = r
		call("ptr_Record_Rename", r.ID, r.Name, "to", 9)
		returned("ptr_Record_Rename", r.Rename("to", 9))
		call("pointer", r.ID, r.Name, r.Inner.Name, r.Inner.Point.Y, r.Big.Q, r.Flags[3], math.Float64bits(r.Ratio), r.ID)
		pointer(r, &heapRecord)
	}
}
