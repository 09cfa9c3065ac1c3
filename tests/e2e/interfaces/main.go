// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Says what the words of interface values are: one line for each, "eface ADDRESS DIRECT TYPE",
// "itab ADDRESS TYPE-ADDRESS TYPE" or "late ...", the same for an itab made while it ran. Then
// "map START OFFSET" for each mapping of the program itself.
package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
	"unsafe"
)

type Shape interface {
	Area() int
	Name() string
}

type Circle struct{ Pad, Radius int64 }

func (c Circle) Area() int    { return int(3 * c.Radius * c.Radius) }
func (c Circle) Name() string { return "circle" }

type Square struct {
	Title string
	Side  int64
}

func (s *Square) Area() int    { return int(s.Side * s.Side) }
func (s *Square) Name() string { return s.Title }

// Holder is one pointer, which an interface's data word is itself.
type Holder struct{ P *int64 }

func (h Holder) Area() int    { return int(*h.P) }
func (h Holder) Name() string { return "holder" }

// Late is never converted to Shape where the linker could see it.
type Late struct{ N int64 }

func (l Late) Area() int    { return int(l.N) }
func (l Late) Name() string { return "late" }

type (
	Map         map[string]int
	Func        func(int) string
	List[T any] struct{ Items []T }
	Text        string
	Pair        struct{ A, B any }
)

//go:noinline
func eface[T any](v T) {
	boxed := any(v)
	words := *(*[2]uintptr)(unsafe.Pointer(&boxed))
	direct := unsafe.Sizeof(v) == unsafe.Sizeof(words[0]) &&
		*(*uintptr)(unsafe.Pointer(&v)) == words[1]
	fmt.Printf("eface %#x %t %T\n", words[0], direct, boxed)
}

//go:noinline
func itab(word string, s Shape) {
	at := *(*uintptr)(unsafe.Pointer(&s))
	fmt.Printf("%s %#x %#x %T\n", word, at, (*(**[2]uintptr)(unsafe.Pointer(&s)))[1], s)
}

//go:noinline
func reader(r io.Reader) {
	fmt.Printf("itab %#x %#x %T\n", *(*uintptr)(unsafe.Pointer(&r)),
		(*(**[2]uintptr)(unsafe.Pointer(&r)))[1], r)
}

// Measure is probed.
//
//go:noinline
func Measure(s Shape, v any) int {
	if _, is := v.(int); is {
		return s.Area()
	}
	return 0
}

func mappings() {
	exe, _ := os.Executable()
	maps, _ := os.ReadFile("/proc/self/maps")
	for _, line := range strings.Split(string(maps), "\n") {
		fields := strings.Fields(line)
		if len(fields) == 6 && fields[5] == exe {
			fmt.Printf("map %s %s\n", strings.SplitN(fields[0], "-", 2)[0], fields[2])
		}
	}
}

func main() {
	n := int64(77)
	type Local struct{ A, B int }
	eface(42)
	eface("text")
	eface(Text("text"))
	eface(uint8(3))
	eface(2.5)
	eface(complex(1, 2))
	eface([]byte("slice"))
	eface([3]int{1, 2, 3})
	eface([1]*int64{&n})
	eface(&n)
	eface(unsafe.Pointer(&n))
	eface(map[string]int{"a": 1})
	eface(Map{"a": 1})
	eface(make(chan int))
	eface(func(int) string { return "" })
	eface(Func(func(int) string { return "" }))
	eface(struct{ X, Y int }{1, 2})
	eface(Circle{1, 2})
	eface(&Square{"square", 3})
	eface(Holder{&n})
	eface(List[int]{[]int{1}})
	eface(&List[*Circle]{})
	eface(Local{1, 2})
	eface(time.Second)
	eface(&bytes.Buffer{})
	eface(net.IPv4(127, 0, 0, 1))
	eface(Pair{1, "one"})

	itab("itab", Circle{1, 2})
	itab("itab", &Square{"square", 3})
	itab("itab", Holder{&n})
	reader(&bytes.Buffer{})
	reader(os.Stdin)
	late := any(Late{5}).(Shape)
	itab("late", late)

	Measure(Circle{1, 11}, 101)
	Measure(&Square{"square", 12}, "text")
	Measure(late, 103)
	mappings()
}
