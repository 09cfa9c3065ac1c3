// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// A program to be probed by what gofixup probe generates. Values that must never show are called
// "hidden", or 0xdead….
package main

import (
	"errors"
	"fmt"
	"os"
)

type Limits struct {
	Rate  float64
	Burst uint16
}

type Session struct {
	ID       uint32
	Active   bool
	Kamf     [2]uint64
	Name     string
	Token    string
	Limits   Limits
	Previous *Session
}

// In registers, with a secret between.
type Small struct {
	A        int8
	_        int32
	B        int32
	Password string
	Only     [1]uint16
}

// On the stack, with a secret between.
type Big struct {
	A      int64
	Secret [3]int64
	B      [3]int16
	Ratio  float32
	Sum    [5]byte
}

//go:noinline
func (s *Session) Handle(narrow int16, small Small, big Big, ratio float64, flag bool, note string, data []byte, value interface{}, apiKey string) (count int32, ok bool, text string, err error) {
	if s == nil || len(apiKey) == 0 {
		return 0, false, "", nil
	}
	s.Previous = &Session{Name: fmt.Sprint(narrow, small, big, ratio, flag, note, data, value)}
	return -int32(narrow), !flag, note[:4], errors.New("failed")
}

//go:noinline
func follow(a, b int, s *Session, nobody *Session) bool { return s.Active && nobody == nil && a < b }

//go:noinline
func nothing() { calls++ }

var calls int

// The upper bits of the registers of narrow values are not zero.
func cut(n int64) (int16, int8, int32, uint16) { return int16(n), int8(n), int32(n), uint16(n) }

func main() {
	s := &Session{ID: 7, Active: true, Kamf: [2]uint64{0xdead0001, 0xdead0002}, Name: "first",
		Token: "hidden token", Limits: Limits{2.5, 9}}
	n := int64(0x7ffffffffffffffe) - int64(len(os.Args)) + 1
	narrow, a, b, only := cut(n)
	small := Small{A: a, B: b, Password: "hidden password", Only: [1]uint16{only}}
	big := Big{A: 11, Secret: [3]int64{0xdead0003, 0xdead0004, 0xdead0005}, B: [3]int16{-1, 2, -3},
		Ratio: 0.5, Sum: [5]byte{1, 2, 3, 4, 255}}
	fmt.Println(s.Handle(narrow, small, big, 1.5, true, "noted", []byte{0xab, 0xcd}, s, "hidden key"))
	fmt.Println(follow(1, 2, s, nil))
	nothing()
}
