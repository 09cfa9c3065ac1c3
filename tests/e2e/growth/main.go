// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Stacks that grow while functions of many kinds are called. Prints how often each was.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

const goroutines, depth = 16, 64

var calls [5]atomic64

// atomic.Int64 is younger than Go 1.18.
type atomic64 struct{ n int64 }

func (a *atomic64) add() { atomic.AddInt64(&a.n, 1) }

// A frame, and a call of itself.
//
//go:noinline
func Deep(n int) int {
	calls[0].add()
	var pad [40]int
	pad[n%40] = n
	if n == 0 {
		return pad[0]
	}
	return Deep(n-1) + pad[n%40]
}

// A frame so big that SP could wrap: the check has two branches.
//
//go:noinline
func Big(n int) int {
	calls[1].add()
	var pad [1000]int
	pad[n%1000] = n
	if n == 0 {
		return 1
	}
	return Big(n-1) + pad[n%1000]
}

// Arguments on the stack, and two ways out.
//
//go:noinline
func Many(a, b, c, d, e, f, g, h, i, j, k, n int) int {
	calls[2].add()
	if n == 0 {
		return a + k
	}
	return Many(b, c, d, e, f, g, h, i, j, k, a, n-1) + 1
}

type Number struct{ value int }

// A method, and a jump to a panic that is never taken.
//
//go:noinline
func (r *Number) Method(list []int, n int) int {
	calls[3].add()
	if n == 0 {
		return list[r.value]
	}
	return r.Method(list, n-1) + list[n%len(list)]
}

// Neither a frame nor a call. On 386 such functions check the stack too.
//
//go:noinline
func Leaf(a, b int) int { return a*b + 1 }

func main() {
	var group sync.WaitGroup
	sum := int64(0)
	for i := 0; i < goroutines; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			r := Number{1}
			got := Deep(depth) + Big(depth) + Many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, depth) +
				r.Method([]int{1, 2, 3}, depth)
			for k := 0; k < depth; k++ {
				got = Leaf(got, k)
				calls[4].add()
			}
			atomic.AddInt64(&sum, int64(got))
		}()
	}
	group.Wait()
	fmt.Println(calls[0].n, calls[1].n, calls[2].n, calls[3].n, calls[4].n)
}
