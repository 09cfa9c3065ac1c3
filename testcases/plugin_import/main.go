// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"os"
	"plugin"
)

type Pair[A, B comparable] struct {
	a A
	b B
}

type large struct {
	name  string
	words [9]string
}

//go:noinline
func Equal[A, B comparable](p, q Pair[A, B]) bool { return p == q }

// Its type's equality function has a symbol that is hashed.
//
//go:noinline
func same(p, q large) bool { return p == q }

//go:noinline
func load(path string) (plugin.Symbol, error) {
	p, err := plugin.Open(path)
	if err != nil {
		return nil, err
	}
	return p.Lookup("Symbol")
}

//go:noinline
func keep(...any) {}

func main() {
	if len(os.Args) > 1 {
		keep(load(os.Args[1]))
	}
	keep(Equal(Pair[large, string]{}, Pair[large, string]{}), same(large{}, large{}))
	keep(map[Pair[string, large]]large{})
}
