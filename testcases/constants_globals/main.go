// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import "unsafe"

type (
	Color  uint8
	Level  int
	Flags  uint64
	Ratio  float64
	Switch bool
)

const (
	Red Color = iota
	Green
	Blue
)

const (
	Debug Level = -4 + 4*iota
	Info
	Warn
	Error
)

const (
	FlagA Flags = 1 << iota
	FlagB
	_
	FlagD
	FlagLast Flags = 1 << 63
	FlagAll  Flags = 1<<64 - 1
)

// Untyped, with the values that need care when written as signed or as 32 bits.
const (
	zero      = 0
	negative  = -1
	minInt8   = -1 << 7
	minInt64  = -1 << 63
	maxInt32  = 1<<31 - 1
	maxUint32 = 1<<32 - 1
	maxInt64  = 1<<63 - 1
	letter    = 'ж'
	size      = unsafe.Sizeof(everything{})
)

const (
	maxUint64 uint64  = 1<<64 - 1
	address   uintptr = 0xfeed
	narrow    int8    = -128
)

// These are not in DWARF.
const (
	text          = "text"
	pi            = 3.14
	yes           = true
	ratio  Ratio  = 0.5
	on     Switch = true
	bigger        = 1 << 100
)

type everything struct {
	color Color
	level Level
	flags Flags
	ratio Ratio
	on    Switch
}

var (
	integer     int
	initialized = int64(42)
	str         = "text"
	object      everything
	pointer     = &object
	slice       = []Color{Red, Green}
	table       = map[Color]Level{Blue: Warn}
	channel     chan Flags
	function    = func(c Color) Level { return table[c] }
	iface       error
	array       [1000]everything // .bss or .noptrbss
	holder      [10]*everything
	empty       struct{}
	anonymous   struct{ a, b int }
	raw         unsafe.Pointer
	_           = initialized
)

//go:noinline
func keep(...any) {}

func main() {
	keep(&integer, &initialized, &str, &object, &pointer, &slice, &table, &channel, &function)
	keep(&iface, &array, &holder, &empty, &anonymous, &raw)
	keep(Red, Debug, FlagAll, ratio, on, text, pi, yes, maxUint64, address, narrow, size)
}
