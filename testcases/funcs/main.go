// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import "io"

type config struct{ level int }

type (
	Action    func()
	Predicate func(int) bool
	Compare   func(a, b string) int
	Option    func(*config) error
	Printf    func(format string, args ...any) (n int, err error)
	Factory   func(...Option) (*config, error)
	Wrapper   func(Predicate) Predicate
	Curry     func(int) func(int) func(int) int
	Hash      func([]byte) [32]byte // C cannot return an array
	Nothing   func(struct{}, [0]int) struct{}
	OfNamed   Predicate
)

type Holder struct {
	action     Action
	unnamed    func()
	predicate  Predicate
	compare    Compare
	printf     Printf
	factory    Factory
	wrapper    Wrapper
	curry      Curry
	hash       Hash
	nothing    Nothing
	ofNamed    OfNamed
	pointerArg func(*int)
	pointerRes func() *int // up to Go 1.23 DWARF says the same of these two
	variadic   func(...int)
	slice      func([]int)
	two        func() (int, string)
	takesTwo   func(int, string)
	named      func(x, y float64) (sum, product float64)
	byValue    func(config, [4]int, complex64) config
	takesIface func(io.Reader, error, any) io.Writer
	takesFunc  func(func(func()) func()) func(func())
	anon       func(struct{ A int }) struct{ B int }
	list       []func(string) error
	table      map[string]func(...any)
	ch         chan func() error
	pointer    *func(int) int
	array      [2]Action
}

//go:noinline
func apply(p Predicate, f func(int) int, w Wrapper, opts ...Option) (Predicate, func() (int, error)) {
	for _, o := range opts {
		_ = o(&config{f(1)})
	}
	return w(p), func() (int, error) { return f(2), nil }
}

//go:noinline
func keep(...any) {}

func main() {
	even := func(n int) bool { return n%2 == 0 }
	same := func(p Predicate) Predicate { return p }
	keep(&Holder{})
	keep(apply(even, func(n int) int { return n }, same, func(*config) error { return nil }))
	keep(new(Action), new(Predicate), new(Compare), new(Option), new(Printf), new(Factory))
	keep(new(Wrapper), new(Curry), new(Hash), new(Nothing), new(OfNamed))
}
