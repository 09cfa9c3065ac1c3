// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

type Number interface{ ~int | ~int16 | ~string }

// Instances share code by the shape of their types and take a hidden dictionary.
//
//go:noinline
func Max[T Number](a, b T) T {
	work(a, b)
	if a > b {
		return a
	}
	return b
}

//go:noinline
func Apply[K comparable, V any](m map[K]V, key K, f func(V) V, fallback V) (V, bool) {
	work(m, key, f, fallback)
	if v, ok := m[key]; ok {
		return f(v), true
	}
	return fallback, false
}

type Stack[T any] struct {
	Depth int
	items []T
}

//go:noinline
func (s *Stack[T]) Push(item T, note string) int {
	work(s, item, note)
	s.items = append(s.items, item)
	s.Depth++
	return s.Depth
}

type Level int16

// Code and closure object of a func value; nil is 0.
//
//go:noinline
func callback(f func(int) int, n int) int {
	work(f, n)
	if f == nil {
		return n
	}
	return f(n)
}

func double(n int) int { return 2 * n }

var total int

// The closure has captured `by`, by value: it never changes.
//
//go:noinline
func adder(by int) func(int) int {
	return func(n int) int {
		work(by)
		total += n + by
		return total
	}
}

//go:noinline
func variadic(prefix string, rest ...int64) { work(prefix, rest) }

//go:noinline
func blank(_ int, a int, _ string, b int) { work(a, b) }

func functions() {
	for i := 0; i < 3; i++ {
		call("Max_go_shape_int", i, 1)
		returned("Max_go_shape_int", Max(i, 1))
		call("Max_go_shape_int16", int16(-i), int16(-1))
		returned("Max_go_shape_int16", int16(Max(Level(-i), Level(-1))))
		call("Max_go_shape_string", "left", "right")
		returned("Max_go_shape_string", Max("left", "right"))

		m := map[string]int{"one": 1}
		key := []string{"one", "two", "three"}[i]
		call("Apply_go_shape_string_go_shape_int", 1, key, double, i)
		v, ok := Apply(m, key, double, i)
		returned("Apply_go_shape_string_go_shape_int", v, ok)

		s := &Stack[string]{Depth: i}
		call("ptr_Stack_go_shape_string_Push", i, "item", "note")
		returned("ptr_Stack_go_shape_string_Push", s.Push("item", "note"))

		call("variadic", "numbers", 3, int64(i), int64(-3))
		variadic("numbers", int64(i), 2, -3)
		call("blank", i, -i)
		blank(1, i, "blank", -i)
	}
	add := adder(10)
	call("callback", double, 1)
	returned("callback", callback(double, 1))
	call("callback", 0, 2)
	returned("callback", callback(nil, 2))
	for n := 3; n < 5; n++ {
		call("callback", add, n)
		call("adder_func1", 10, n)
		sum := callback(add, n)
		returned("adder_func1", sum)
		returned("callback", sum)
	}
}
