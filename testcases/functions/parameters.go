// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

type (
	empty  struct{}
	padded struct {
		a int8
		_ int32
		b int16
	}
	floats struct{ x, y float64 }
	large  struct{ words [20]uint64 }
)

//go:noinline
func none() { calls++ }

//go:noinline
func blank(_ int, a string, _ float64, b int) { calls += len(a) + b }

//go:noinline
func unnamed(int, string, ...float64) { calls++ }

//go:noinline
func zeroSize(a empty, b int, _ [0]int, c struct{}, d int) { calls += b + d }

//go:noinline
func arrays(one [1]int, two [2]int, nested [1][1]string, after int) {
	calls += one[0] + two[1] + len(nested[0][0]) + after
}

//go:noinline
func structs(a padded, b floats, c large, d *large, e struct{ x, y int32 }) {
	calls += int(a.a) + int(b.x) + int(c.words[1]) + int(d.words[2]) + int(e.y)
}

// More words than any target has registers for; a small one still finds a place
// after one that did not.
//
//go:noinline
func many(a, b, c, d int, s string, big [3]int, e, f, g, h []byte, i, j, k int, last bool) {
	calls += a + b + c + d + len(s) + big[2] + len(e) + len(f) + len(g) + len(h) + i + j + k
	if last {
		calls++
	}
}

//go:noinline
func manyFloats(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q float64, r float32, s complex128) {
	calls += int(a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q)
	calls += int(r) + int(imag(s))
}

//go:noinline
func mixed(a int8, x float32, b uint16, y complex64, e error, v any, m map[int]int, c chan int, f func()) {
	calls += int(a) + int(x) + int(b) + int(imag(y)) + len(m) + len(c)
	if e == nil && v == nil && f == nil {
		calls++
	}
}

//go:noinline
func variadic(first string, rest ...any) { calls += len(first) + len(rest) }

//go:noinline
func variadicOnly(rest ...[]string) { calls += len(rest) }

func parameters() {
	none()
	blank(1, "a", 2, 3)
	unnamed(1, "a", 2, 3)
	zeroSize(empty{}, 1, [0]int{}, struct{}{}, 2)
	arrays([1]int{1}, [2]int{2, 3}, [1][1]string{{"x"}}, 4)
	structs(padded{a: 1}, floats{1, 2}, large{}, &large{}, struct{ x, y int32 }{1, 2})
	many(1, 2, 3, 4, "s", [3]int{5}, nil, nil, nil, nil, 6, 7, 8, true)
	manyFloats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19)
	mixed(1, 2, 3, 4, nil, nil, nil, nil, nil)
	variadic("a", 1, "b")
	variadicOnly(nil, nil)
}
