// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

//go:noinline
func single() int { return calls }

//go:noinline
func pair() (int, error) { return calls, nil }

//go:noinline
func samePair() (n int, err error) { return calls, nil } // the same list as pair

//go:noinline
func named(a int) (quotient, remainder int) {
	quotient, remainder = a/3, a%3
	return
}

//go:noinline
func blankNamed(a int) (_ int, b string, _ error) {
	if a > 0 {
		b = "positive"
	}
	return
}

//go:noinline
func array() [4]int32 { return [4]int32{int32(calls)} }

//go:noinline
func arrayAndMore() ([2]int32, bool) { return [2]int32{int32(calls)}, true }

//go:noinline
func largeStruct() large { return large{[20]uint64{1}} }

//go:noinline
func zeroSizes() (empty, [0]int, struct{}) { return empty{}, [0]int{}, struct{}{} }

//go:noinline
func manyResults() (a int, b string, c []byte, d float64, e any, f complex64, g map[int]int, h int) {
	return calls, "b", nil, 1, nil, 2, nil, 3
}

//go:noinline
func function(a int) func(int) int { return func(b int) int { return a + b } }

//go:noinline
func anonymous() struct{ x, y int } { return struct{ x, y int }{calls, 1} }

// The name of a result is not the name of a parameter, nor the other way round.
//
//go:noinline
func odd(r0, _r0 int) (_p0 int, p0 string) { return r0 + _r0, "" }

func results() {
	keep(single())
	keep(pair())
	keep(samePair())
	keep(named(7))
	keep(blankNamed(1))
	keep(array())
	keep(arrayAndMore())
	keep(largeStruct())
	keep(zeroSizes())
	keep(manyResults())
	keep(function(1)(2))
	keep(anonymous())
	keep(odd(1, 2))
}
