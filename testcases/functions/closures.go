// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

var packageLevel = func(a int) int { return a + calls }

var nestedPackageLevel = func() func(string) int {
	return func(s string) int { return len(s) + calls }
}()

func init() { calls++ }

func init() { calls += packageLevel(1) }

// Large literals are filled in by functions of their own.
var table = map[string]func(int) int{
	"zero": func(a int) int { return a },
	"one":  func(a int) int { return a + calls },
}

//go:noinline
func (c *counter) closureInMethod() func() int {
	return func() int { return c.n }
}

//go:noinline
func capturing(a int, s string, big large) func(int) (int, string) {
	calls += a
	return func(b int) (int, string) {
		a++ // by reference; s and big by value
		inner := func(c int) int {
			return func() int { return a + b + c + int(big.words[0]) }()
		}
		return inner(1), s
	}
}

//go:noinline
func deferred(a int, s string) (out int) {
	defer func() {
		if r := recover(); r != nil {
			out = len(s)
		}
	}()
	defer none()
	defer blank(a, s, 1, out)
	defer (&counter{a}).pointer(a)
	return 1 / a
}

//go:noinline
func spawned(a int, done chan struct{}) {
	go func(b int) {
		calls += b
		done <- struct{}{}
	}(a)
	<-done
	go send(done, a)
	<-done
}

//go:noinline
func send(done chan struct{}, a int) {
	calls += a
	done <- struct{}{}
}

func closures() {
	keep(packageLevel(1), nestedPackageLevel("a"), table, (&counter{}).closureInMethod()())
	keep(capturing(1, "a", large{})(2))
	keep(deferred(0, "a"))
	spawned(1, make(chan struct{}))
}
