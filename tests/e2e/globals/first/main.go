// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// A program whose variables and constants are asked for by a BPF program.
package main

import "fmt"

type Color uint8

const (
	Red Color = iota
	Green
	Blue
)

// Untyped constants, as a protocol's numbers are.
const (
	version = 3
	lowest  = -7
	huge    = 1<<40 + 5
)

type Session struct {
	ID    int64
	Color Color
}

var (
	counter int64
	current = Session{ID: 1}
	padding [3]byte
)

//go:noinline
func step(n int64) { fmt.Println(n, counter, current, padding) }

func main() {
	counter = 4711
	current = Session{ID: -42, Color: Green}
	step(version + lowest + huge)
}
