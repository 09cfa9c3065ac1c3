// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

type Pair[A, B any] struct {
	first  A
	second B
}

//go:noinline
func (p *Pair[A, B]) Swap() *Pair[B, A] { return &Pair[B, A]{p.second, p.first} }

type (
	pair2  = Pair[Pair[int, string], Pair[string, int]]
	pair4  = Pair[pair2, Pair[bool, pair2]]
	pair8  = Pair[pair4, Pair[pair4, error]]
	pair16 = Pair[pair8, Pair[any, pair8]]
)

// Compiler and linker write these out wherever they are used.
type anonymous struct {
	fields struct {
		TheFirstFieldOfALongAnonymousStruct  []map[string]map[string]func(int, string) (bool, error)
		TheSecondFieldOfALongAnonymousStruct struct {
			Nested, AndMore, AndStillMore chan<- func(...struct{ A, B, C int }) (struct{ D, E string }, error)
		} `a:"tag that makes it longer still" b:"and another one, which has \"quotes\" in it"`
		TheThirdFieldOfALongAnonymousStruct interface {
			FirstMethod(a, b, c int) (string, error)
			SecondMethod(func(string) func(string) func(string) error) map[string][]string
			ThirdMethod(rest ...interface{ Inner(int) error })
		}
	}
	function func(
		first map[string]func(int) (string, error), second [16][32]struct{ X, Y, Z float64 },
		third func(func(func(int) string) func(int) string) func(func(int) string) func(int) string,
		fourth <-chan map[[4]string]*[]*[8]struct{ Key, Value string }, rest ...pair8,
	) (results map[string]pair4, more []struct{ Code int }, err error)
}

// Two that are equal up to the cut and further.
type twins struct {
	one func(aaaaaaaaaa, bbbbbbbbbb, cccccccccc map[string]map[string]map[string]map[string]map[string]int, last int8)
	two func(aaaaaaaaaa, bbbbbbbbbb, cccccccccc map[string]map[string]map[string]map[string]map[string]int, last int16)
}

var calls int

//go:noinline
func generic[A, B any](a A, b B) func() Pair[A, B] {
	return func() Pair[A, B] { return Pair[A, B]{a, b} }
}

//go:noinline
func keep(...any) {}

func main() {
	keep((&pair16{}).Swap(), generic(pair8{}, pair8{})(), anonymous{}, twins{})
	names()
}
