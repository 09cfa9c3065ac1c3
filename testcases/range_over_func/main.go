// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import "iter"

type tree[T any] struct {
	left, right *tree[T]
	value       T
}

//go:noinline
func (t *tree[T]) all() iter.Seq[T] {
	return func(yield func(T) bool) { t.push(yield) }
}

//go:noinline
func (t *tree[T]) push(yield func(T) bool) bool {
	return t == nil || t.left.push(yield) && yield(t.value) && t.right.push(yield)
}

//go:noinline
func pairs(n int) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i := range n {
			if !yield(i, "x") {
				return
			}
		}
	}
}

//go:noinline
func forever(yield func() bool) {
	for yield() {
	}
}

//go:noinline
func nested(t *tree[int]) (sum int, err error) {
	defer func() { sum++ }()
outer:
	for v := range t.all() {
		for i, s := range pairs(v) {
			defer func() { sum += len(s) }() // belongs to nested, not to the loop
			switch {
			case i > 5:
				return sum, nil
			case i > 3:
				continue outer
			case v > 8:
				break outer
			}
			sum += i
		}
	}
	return sum, err
}

//go:noinline
func simple() (count int) {
	for range forever {
		if count++; count > 3 {
			break
		}
	}
	return count
}

//go:noinline
func pulled(t *tree[int]) (int, bool) {
	next, stop := iter.Pull(t.all())
	defer stop()
	return next()
}

//go:noinline
func keep(...any) {}

func main() {
	t := &tree[int]{left: &tree[int]{value: 1}, value: 4}
	keep(nested(t))
	keep(pulled(t))
	keep(simple())
}
