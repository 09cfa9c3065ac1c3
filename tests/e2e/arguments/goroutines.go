// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"runtime"
	"strings"
	"sync"
)

//go:noinline
func worker(id int, name string) int {
	runtime.Gosched()
	work(id, name)
	return id * id
}

// Its frame is large, so that stacks grow on the way down: then the entry is passed twice.
//
//go:noinline
func deep(depth int, name string, late [2]int) int {
	var frame [512]byte
	if depth == 0 {
		return len(name)
	}
	frame[depth] = byte(depth)
	n := deep(depth-1, name, [2]int{late[0] + 1, late[1] - 1}) + 1
	return n + int(frame[depth]) - depth
}

// The compiler does not keep arguments that nothing uses: when the stack has grown, the entry is
// passed again, and the body for the first time, with whatever the registers hold then.
//
//go:noinline
func ignored(n int, text string) (sum byte) {
	var frame [16 << 10]byte
	work(&frame)
	return frame[worked&7]
}

func goroutines() {
	var wait sync.WaitGroup
	for i := 1; i <= 8; i++ {
		wait.Add(2)
		go func(i int) {
			defer wait.Done()
			call("ignored", i, "unused")
			ignored(i, "unused")
		}(i)
		go func(i int) {
			defer wait.Done()
			name := strings.Repeat("w", i)
			for turn := 0; turn < 5; turn++ {
				call("worker", 10*i+turn, name)
				returned("worker", worker(10*i+turn, name))
			}
			const depth = 40
			for d := depth; d >= 0; d-- {
				call("deep", d, name, depth-d+i, d-depth)
				returned("deep", len(name)+d)
			}
			deep(depth, name, [2]int{i, 0})
		}(i)
	}
	wait.Wait()
}
