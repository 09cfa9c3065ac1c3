// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"unsafe"
)

type Shape interface{ Area() int64 }

type Square struct{ Side int64 }

func (s Square) Area() int64 { return s.Side * s.Side }

type Circle struct{ X, Y, Radius int64 }

func (c *Circle) Area() int64 { return 3 * c.Radius * c.Radius }

// A struct of one pointer is as good as the pointer: interfaces hold it, not its address.
type Handle struct{ circle *Circle }

func (h Handle) Area() int64 { return h.circle.Area() }

//go:noinline
func anything(v any, index int) { work(v, index) }

//go:noinline
func shape(s Shape, index int) { work(s, index) }

//go:noinline
func failure(err error, index int) { work(err, index) }

type custom int

func (c custom) Error() string { return "custom" }

// The address of the type's descriptor.
func typeWord(v any) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&v)) }

// What a probe reads of an interface: the type word and, unless it is nil, the type's kind,
// size and hash, and the value's first eight bytes.
func describe(v any) []any {
	if v == nil {
		return []any{0}
	}
	t := reflect.TypeOf(v)
	copied := reflect.New(t)
	copied.Elem().Set(reflect.ValueOf(v))
	var first [8]byte
	copy(first[:], unsafe.Slice((*byte)(copied.UnsafePointer()), t.Size()))
	word := typeWord(v)
	hash := *(*uint32)(unsafe.Add(word, 16))
	return []any{word, int(t.Kind()), t.Size(), hash, binary.LittleEndian.Uint64(first[:])}
}

func interfaces() {
	circle := &Circle{1, 2, 3}
	for i, v := range []any{
		nil, 4711, int8(-1), uint16(65535), true, 2.5, "text", []byte("bytes"), circle, *circle,
		Square{9}, Handle{circle}, [1]*Circle{circle}, map[string]int{"a": 1}, make(chan int), func() {}, struct{}{},
		uintptr(77), unsafe.Pointer(circle), errors.New("inside"), [3]byte{1, 2, 3}, custom(5),
	} {
		call("anything", append(describe(v), i)...)
		anything(v, i)
	}
	for i, s := range []Shape{nil, Square{4}, &Square{5}, circle, Handle{circle}} {
		// As an interface without methods it has the type itself for its first word.
		call("shape", append(describe(s), i)...)
		shape(s, i)
	}

	plain := errors.New("plain error")
	wrapped := fmt.Errorf("wrapped: %w", plain)
	for i, err := range []error{plain, wrapped, fmt.Errorf("again: %w", wrapped), fmt.Errorf("no verb %d", 5), errors.New("")} {
		call("failure", cut(err.Error()), i)
		failure(err, i)
	}
	both := fmt.Errorf("%w, %w", plain, wrapped)
	call("failure", cut(both.Error()), 5)
	failure(both, 5)
	for i, err := range []error{custom(1), &fs.PathError{Op: "open", Path: "x", Err: plain}} { // ENOENT
		call("failure", -2, i)
		failure(err, i)
	}
	call("failure", -22, 0) // EINVAL
	failure(nil, 0)
}
