// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	ax "example.com/testcases/same_name/a/x"
	bx "example.com/testcases/same_name/b/x"
	dotty "example.com/testcases/same_name/dot.v2"
	dash "example.com/testcases/same_name/with-dash"
	"example.com/testcases/same_name/with.dots/and-dashes/plain"
)

type T struct {
	a     ax.T
	b     *bx.T
	dots  dotty.List
	plain plain.T
	dash  dash.T[dotty.T]
	aa    ax.Named
	bb    bx.Named
}

//go:noinline
func New() *T { return &T{a: *ax.New(1), b: bx.New(2), dots: dotty.List{dotty.New("a")}} }

//go:noinline
func (t *T) Get() (ax.T, bx.T) { return t.a, *t.b }

//go:noinline
func keep(...any) {}

func main() {
	t := New()
	keep(t.Get())
	keep(t.a.Get())
	keep(t.b.Get())
	keep(t.dots[0].Get())
	keep(plain.New(true).Get())
	keep(dash.New(*t), dash.New(1), map[ax.T]bx.T{}, []dotty.T{}, []plain.T{})
}
