// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"errors"
	"fmt"
	"strings"
)

//go:noinline
func mixedResults(n int) (int8, string, bool, uint32) {
	work(n)
	return int8(n), strings.Repeat("r", n), n%2 == 0, uint32(n) << 31
}

// Several return instructions.
//
//go:noinline
func parse(text string) (int, error) {
	work(text)
	if text == "" {
		return -1, errors.New("empty text")
	}
	if text[0] == 'x' {
		return -2, fmt.Errorf("bad text: %w", errors.New(text))
	}
	n := 0
	for range text {
		n++
	}
	if n > 5 {
		return n, nil
	}
	return n * 100, nil
}

//go:noinline
func split(r *Record) (Point, []string, *Record) {
	work(r)
	return r.Inner.Point, r.Inner.Tags, r
}

// More results than registers: the last ones on the stack.
//
//go:noinline
func eighteen(n int) (int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, string) {
	work(n)
	return n, 2 * n, 3 * n, 4 * n, 5 * n, 6 * n, 7 * n, 8 * n, 9 * n, 10 * n, 11 * n, 12 * n, 13 * n, 14 * n, 15 * n, 16 * n, 17 * n, "last"
}

//go:noinline
func arrayResult(n int32) ([2]int32, Big) {
	work(n)
	return [2]int32{n, -n}, Big{B: int64(n), Q: 17}
}

// Named results, set by a deferred function, also after a panic.
//
//go:noinline
func deferred(n int) (result int, text string) {
	defer func() {
		if recover() != nil {
			result, text = -1, "recovered"
		}
	}()
	work(n)
	if n > 1 {
		panic("too much")
	}
	return n, "fine"
}

//go:noinline
func floatResult(n int) (int, float64, int) { work(n); return n, float64(n), -n }

//go:noinline
func shapeResult(n int64) Shape {
	work(n)
	if n == 0 {
		return nil
	}
	return Square{n}
}

//go:noinline
func tail(n int) int { return middle(n) + 1 }

//go:noinline
func middle(n int) int { work(n); return 2 * n }

func results() {
	for n := 0; n < 3; n++ {
		a, b, c, d := mixedResults(n)
		returned("mixedResults", a, b, c, d)

		r := &Record{Inner: &Nested{Point: Point{int32(n), int64(-n)}, Tags: []string{"result", "x"}[:2-n/2]}}
		p, tags, same := split(r)
		returned("split", p.X, p.Y, len(tags), tags[0], same)

		r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16, r17, r18 := eighteen(n)
		returned("eighteen", r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16, r17, r18)

		pair, large := arrayResult(int32(n))
		returned("arrayResult", pair[0], pair[1], large.B, large.Q)

		result, text := deferred(n)
		returned("deferred", result, text)
		x, _, y := floatResult(n)
		returned("floatResult", x, y)

		s := shapeResult(int64(n))
		returned("shapeResult", typeWord(s), n)
		returned("middle", 2*n)
		returned("tail", tail(n))
	}
	for _, text := range []string{"", "x", "xyz", "abc", "abcdefgh"} {
		n, err := parse(text)
		message := ""
		if err != nil {
			message = err.Error()
		}
		returned("parse", n, err != nil, message)
	}
}
