// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

type counter struct{ n int }

//go:noinline
func (c counter) value(a int) int { return c.n + a }

//go:noinline
func (c *counter) pointer(a int) { c.n += a }

//go:noinline
func (_ counter) blankReceiver(a int) int { return a + calls }

//go:noinline
func (counter) noReceiver(a string) int { return len(a) + calls }

//go:noinline
func (*counter) noPointerReceiver() int { return calls }

type number float64

//go:noinline
func (n number) half() number { return n / 2 }

type list []string

//go:noinline
func (l list) len() int { return len(l) }

type handler func(int) int

//go:noinline
func (h handler) call(a int) int { return h(a) }

type nothing struct{}

//go:noinline
func (n nothing) zeroSizeReceiver(a int) int { return a + calls }

// Its promoted methods are wrappers that the compiler writes.
type embeds struct {
	*counter
	number
}

type valuer interface{ value(int) int }

//go:noinline
func throughInterface(v valuer) int { return v.value(1) }

func methods() {
	c := &counter{1}
	c.pointer(2)
	keep(c.value(1), c.blankReceiver(2), c.noReceiver("a"), c.noPointerReceiver())
	keep(number(1).half(), list{"a"}.len(), handler(c.value).call(1), nothing{}.zeroSizeReceiver(1))
	e := embeds{c, 2}
	keep(e, throughInterface(e), throughInterface(c), throughInterface(*c))

	// Method values and expressions: …-fm and wrappers.
	keep(c.pointer, c.value, valuer(c).value, counter.value, (*counter).pointer, valuer.value)
}
