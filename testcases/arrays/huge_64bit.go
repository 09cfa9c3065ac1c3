// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

//go:build amd64 || arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x

package main

// Real programs have such types too, as the target of a pointer conversion.
type (
	Largest          [1<<50 - 1]byte
	BelowLimit       [1<<32 - 1]byte
	AtLimit          [1 << 32]byte
	AboveLimit       [1<<29 + 1]uint64
	ElementsTooLarge [3][1 << 33]byte
)

type TooLarge struct {
	head int32
	bulk [1 << 33]byte
	tail int32
}

type HoldsTooLarge struct {
	before int32
	huge   TooLarge
	after  int32
}

func init() {
	keep(new(*Largest), new(*BelowLimit), new(*AtLimit), new(*AboveLimit), new(*ElementsTooLarge))
	keep(new(*[1<<50 - 1]byte), new(*[1<<48 - 1]uint32), new(*[1 << 40][2]*Item), new(*[1 << 50]struct{}))
	keep(new(*TooLarge), new(*HoldsTooLarge))
}
