// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

type Text string

type element struct{ id int }

type (
	Names    []string
	Bytes    []byte
	Elements []element // []element itself appears nowhere
	Nested   []Names
	Pointers []*element
	Empties  []struct{}
)

type Holder struct {
	s       string
	text    Text
	bytes   []byte
	runes   []rune
	strings []string
	matrix  [][][]float64
	texts   []Text
	names   Names
	raw     Bytes
	ones    Elements
	nested  Nested
	ptrs    Pointers
	empty   Empties
	anon    []struct{ A, B int }
	arrays  [][4]int16
	funcs   []func(int) error
	anys    []any
	errs    []error
	chans   []chan int
	maps    []map[string]int
}

var global = []string{"a", "b"}

//go:noinline
func join(parts []string, glue string) (out string) {
	for i, part := range parts {
		if i > 0 {
			out += glue
		}
		out += part
	}
	return out
}

//go:noinline
func split(t Text, at Names) (head, tail Text) {
	return t[:len(at)], t[len(at):]
}

//go:noinline
func keep(...any) {}

func main() {
	keep(&Holder{}, join(global, ", "))
	keep(split("text", Names{"n"}))
}
