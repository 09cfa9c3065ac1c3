// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"net"
	"strings"
)

//go:noinline
func text(a string, n int, b string) { work(a, n, b) }

//go:noinline
func bytesOf(a []byte, limit int) { work(a, limit) }

// The slices' elements number `index`; the points' are structs.
//
//go:noinline
func slices(index int, a []int16, b []string, c []Point) { work(index, a, b, c) }

// Beyond the registers: on the stack, all of it.
//
//go:noinline
func lateText(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16 int, s string, list []string) {
	work(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, s, list)
}

//go:noinline
func address(ip net.IP) { work(ip) }

// What the probes copy of a text at most, with a NUL at the end.
const limit = 48 - 1

func cut(text string) string {
	if len(text) > limit {
		return text[:limit]
	}
	return text
}

func texts() {
	long := strings.Repeat("0123456789", 5)
	for _, v := range [][2]string{
		{"", ""}, {"a", "bc"}, {"zero\x00inside", "Grüße, Go\n"}, {"x", long[:46]},
		{long[:47], long[:48]}, {long, "\xff\xfe"},
	} {
		call("text", cut(v[0]), len(v[0]), len(v[1]), cut(v[1]), len(v[1]))
		text(v[0], len(v[1]), v[1])
		call("bytesOf", cut(v[1]), len(v[1]), len(v[1])+8)
		bytesOf(append(make([]byte, 0, len(v[1])+8), v[1]...), len(v[1])+8)
		call("lateText", 16, cut(v[0]), cut(v[1]))
		lateText(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, v[0], []string{"first", v[1]})
	}

	a, b := []int16{-1, 2, -300}, []string{"zero", "one", long}
	c := []Point{{X: 1, Y: -2}, {X: -3, Y: 4}, {X: 5, Y: 6}}
	for index := 0; index < 3; index++ {
		call("slices", index, a[index], cut(b[index]), c[index].X, c[index].Y)
		slices(index, a, b, c)
	}
	for _, index := range []int{-1, 3, 1 << 62} { // what a probe must not read: ERANGE
		call("slices", index, -34, -34)
		slices(index, a, b, c)
	}

	for _, ip := range []net.IP{
		net.IPv4(192, 0, 2, 1), net.IPv4(192, 0, 2, 2).To4(), net.ParseIP("2001:db8::1"),
	} {
		if ip4 := ip.To4(); ip4 != nil {
			call("address", string(ip4))
		} else {
			call("address", string(ip))
		}
		address(ip)
	}
	for _, ip := range []net.IP{nil, {1, 2, 3}} { // EINVAL
		call("address", -22)
		address(ip)
	}
}
