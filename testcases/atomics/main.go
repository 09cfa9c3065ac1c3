// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"sync"
	"sync/atomic"
)

// An atomic 64-bit word is aligned to 8 everywhere, a plain one to 4 on 32-bit targets.
type Words struct {
	a     bool
	plain int64
	b     bool
	word  atomic.Int64
	c     bool
	uword atomic.Uint64
	tail  bool
}

type All struct {
	flag   atomic.Bool
	i32    atomic.Int32
	u32    atomic.Uint32
	ptr    atomic.Uintptr
	node   atomic.Pointer[Words]
	value  atomic.Value
	nested [3]atomic.Int64
}

type Guarded struct {
	sync.Mutex
	rw      sync.RWMutex
	once    sync.Once
	group   sync.WaitGroup
	m       sync.Map
	pool    sync.Pool
	cond    *sync.Cond
	counter Words
}

var global atomic.Pointer[Guarded]

//go:noinline
func bump(w *Words, delta int64) (int64, uint64) {
	return w.word.Add(delta), w.uword.Load()
}

//go:noinline
func keep(...any) {}

func main() {
	global.Store(&Guarded{})
	keep(bump(&global.Load().counter, 1))
	keep(&Words{}, &All{})
}
