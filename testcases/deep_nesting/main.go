// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

type Arrays [1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1]int

type Anonymous struct {
	a struct {
		b struct {
			c struct {
				d struct {
					e struct {
						f struct {
							g struct{ h struct{ i struct{ j A40 } } }
						}
					}
				}
			}
		}
	}
}

type Pointers ****************************************int

type Slices [][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][]int

type Maps map[int]map[int]map[int]map[int]map[int]map[int]map[int]map[int]S40

type Funcs func(func(func(func(func(func(func(func(func(func(func(func(S40))))))))))))

//go:noinline
func byValue(s S40, a A40, p P40) (S40, A40) {
	s.level += int32(len(a))
	return s, a
}

//go:noinline
func keep(...any) {}

func main() {
	keep(byValue(S40{}, A40{}, nil))
	keep(new(Arrays), new(Anonymous), new(Pointers), new(Slices), new(Maps), new(Funcs))
}
