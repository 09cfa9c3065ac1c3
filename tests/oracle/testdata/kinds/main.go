// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// kinds has something of every kind of Go type and function.
package main

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
)

type (
	number  uint16
	text    string
	list    []number
	loop    *loop
	slices  []slices
	fold    func(fold, ...string) (fold, error)
	table   map[text]list
	line    chan<- *record
	shower  interface{ Show() string }
	phase   complex64
	knot    struct{ next *[2]knot }
	nothing struct{}
	grid    [2][3]float64
)

type record struct {
	sync.Mutex
	a     int8
	_     int32
	b     float32
	c     float64
	short int16
	long_ uintptr
	tail  struct {
		number
		_ [0]int
	}
	on    func(*record, map[string]int) [2]int
	in    <-chan interface{ Close() error }
	count atomic.Int64
	err   error
	raw   [4]byte
	none  nothing
}

type pair[K comparable, V any] struct {
	key  K
	val  V
	rest *pair[K, V]
}

func (p *pair[K, V]) each(yield func(K, V) bool) {
	for ; p != nil && yield(p.key, p.val); p = p.rest {
	}
}

//go:noinline
func (p pair[K, V]) value(_ int, Ёж string) (v V, err error) {
	defer func() { fmt.Println(p.key, Ёж) }()
	return p.val, nil
}

//go:noinline
func apply[X, Y any](xs []X, f func(X) Y) (ys []Y) {
	for _, x := range xs {
		ys = append(ys, f(x))
	}
	return ys
}

//go:noinline
func blanks(_ int, short string, _ float64, r *record) [2]int { return [2]int{len(short), int(r.a)} }

//go:noinline
func (n number) Show() string { return fmt.Sprint(uint16(n)) }

func main() {
	p := &pair[string, int]{key: "a"}
	p.each(func(k string, v int) bool { fmt.Println(k, v); return true })
	fmt.Println(p.value(1, "x"))
	fmt.Println(apply([]int{1}, func(i int) string { return fmt.Sprint(i) }))
	fmt.Println(blanks(1, "", 2, &record{}), text("x"), list{1}, table{}, phase(1), nothing{}, grid{})
	var l loop
	var s slices
	var f fold
	var c line
	var w shower = number(3)
	fmt.Println(l, s, f, c, w.Show(), knot{})
	anonymous := struct {
		x  int `json:"a (b) c"`
		ok bool
	}{}
	fmt.Fprintln(os.Stderr, anonymous)
}
