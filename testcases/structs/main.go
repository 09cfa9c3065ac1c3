// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import "io"

type Base struct {
	id   int32
	name string
}

//go:noinline
func (b *Base) Name() string { return b.name }

type Embeds struct {
	Base
	*Pointed
	io.Writer
	error
	int
}

type Pointed struct{ self *Pointed }

// Alignment comes from the blank fields alone.
type Blanks struct {
	_ int8
	a int8
	_ [3]byte
	b int16
	_ int64
	_ struct{}
	_ string
}

type OnlyBlanks struct {
	_ int32
	_ [0]func() // the usual way to forbid ==
}

type ZeroSize struct {
	first struct{}
	a     int32
	mid   [0]int64
	also  struct{}
	b     int32
}

// A pointer to the last field must not point past the object, so the compiler pads.
type ZeroSizeLast struct {
	a    int64
	last struct{}
}

type ZeroArrayLast struct {
	a    int16
	tail [0]int64
}

type Empty struct{}

type Padding struct {
	a bool
	b int64
	c bool
	d int32
	e bool
	f int16
	g bool
}

type Anonymous struct {
	outer struct {
		x, y  int16
		inner struct {
			deep *struct{ value string }
			flag bool
		}
	}
	list []struct{ key, value string }
	Up   *struct {
		Anonymous
		more int
	}
}

type Tags struct {
	A int `json:"a,omitempty" xml:"<a b='c'>"`
	B int "quote \" backslash \\ tab \t newline \n nul \x00 unicode é"
	C struct {
		D int `k:"v; w { x } [y] (z) → *"`
		_ int `_`
	} ``
	E struct{ F int } `};`
}

type Mixed struct {
	*Base
	next  *Mixed
	fn    func(*Mixed) Mixed
	byVal [2]Base
	m     map[string]*Mixed
	ch    chan Mixed
}

//go:noinline
func byValue(e Empty, p Padding, z ZeroSizeLast, b Blanks) Padding {
	p.b += z.a + int64(b.a)
	return p
}

//go:noinline
func keep(...any) {}

func main() {
	keep(new(Embeds), new(Blanks), new(OnlyBlanks), new(ZeroSize), new(ZeroSizeLast), new(ZeroArrayLast), new(Empty))
	keep(new(Padding), new(Anonymous), new(Tags), new(Mixed), struct{}{}, struct{ A, B int8 }{})
	keep(byValue(Empty{}, Padding{}, ZeroSizeLast{}, Blanks{}), (&Base{}).Name())
}
