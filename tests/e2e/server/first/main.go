// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// A program to be probed: its functions are called once, with values that the test knows.
package main

import (
	"errors"
	"fmt"
)

type Config struct {
	Retries int32
	Name    string
	Limit   int64
}

type Server struct {
	ID     int64
	Config *Config
	Tags   []string
}

//go:noinline
func (s *Server) Handle(request int) int {
	return request + int(s.Config.Limit)
}

// Parameters of every kind, more than there are registers.
//
//go:noinline
func Mixed(a int64, text string, flag bool, list []int64, ratio float64, triple [3]int64, small int16, last *Server, many [2]uint32) (int64, error) {
	return a + int64(len(text)) + triple[2] + list[0] + int64(many[1]), errors.New(fmt.Sprint(flag, ratio, small, last.ID))
}

func main() {
	s := &Server{ID: 4711, Config: &Config{Retries: -3, Name: "primary", Limit: 1 << 40}, Tags: []string{"a", "second"}}
	fmt.Println(s.Handle(99))
	fmt.Println(Mixed(-7, "four", true, []int64{5, 6}, 1.5, [3]int64{31, 32, 33}, -2, s, [2]uint32{8, 9}))
}
