// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

type T struct{ global int }

//go:noinline
func first() any {
	type T struct{ first int }
	return T{calls}
}

//go:noinline
func second() any {
	type T struct{ second string }
	inner := func() any {
		type T struct {
			outer *T // the one being declared, not the one above
			third float64
		}
		return &T{third: float64(calls)}
	}
	if calls > 0 {
		type T []struct{ fourth bool }
		return []any{T{}, inner()}
	}
	return T{}
}

//go:noinline
func (T) method() any {
	type (
		T     int16
		Func  func(T) T
		Names map[T][]T
	)
	keep(new(T), new(Func), new(Names))
	return T(calls)
}

type Box[E any] struct{ value E }

//go:noinline
func inBox() any {
	type T struct{ boxed int }
	box := Box[T]{T{calls}}
	keep(&box)
	return box
}

var calls = 1

var inVariable = func() any {
	type T struct{ inVariable int }
	return T{calls}
}

//go:noinline
func keep(...any) {}

func main() {
	keep(new(T), first(), second(), T{}.method(), inBox(), inVariable())
	generic()
}
