// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Types of one name in several packages, and copies of one type in several units.
package main

import (
	"os"
	"time"

	"example.com/my.mod/other"
	"example.com/my.mod/shapes"
)

type Point struct{ A string }

type local struct {
	mine  Point
	his   shapes.Point
	hers  other.Point
	wait  time.Duration
	first shapes.Same
	last  other.Same
}

func use(l *local, h *shapes.Holder, k shapes.Kind) int { return len(l.mine.A) + int(k) }

func main() {
	h := shapes.New(3)
	l := &local{Point{"a"}, shapes.Point{}, other.Point{}, time.Second, shapes.Same{}, other.Same{}}
	n := use(l, h, h.Kind) + shapes.Use(h, l.first) + int(other.Far(l.hers, l.his, l.last))
	if n < 0 {
		os.Exit(1)
	}
}
