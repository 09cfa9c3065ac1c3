// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// A program to be probed: it prints what it passes to functions and what they return, one call a
// line, and arguments.bpf.c must see the same.
//
//	call main_ints 1: -128 255 ...     the function's BTF name, the goroutine, the arguments
//	return main_sum 1: 7               the results
package main

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strings"
	"sync"
)

var output struct {
	sync.Mutex
	bytes.Buffer
}

// The number of the running goroutine, as the runtime prints it.
func goid() (id int) {
	text := make([]byte, 64)
	fmt.Sscanf(string(text[:runtime.Stack(text, false)]), "goroutine %d ", &id)
	return id
}

func line(kind, function string, values []any) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s main_%s %d:", kind, function, goid())
	for _, value := range values {
		b.WriteString(" " + show(value))
	}
	output.Lock()
	defer output.Unlock()
	output.WriteString(b.String() + "\n")
}

func call(function string, values ...any)     { line("call", function, values) }
func returned(function string, values ...any) { line("return", function, values) }

// Numbers in decimal, text between quotes with all but plain characters as \xNN, whatever is an
// address as the number it is.
func show(value any) string {
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.String:
		return quote(v.String())
	case reflect.Bool:
		if v.Bool() {
			return "1"
		}
		return "0"
	case reflect.Ptr, reflect.UnsafePointer, reflect.Map, reflect.Chan:
		return fmt.Sprint(uint64(v.Pointer()))
	case reflect.Func:
		return fmt.Sprint(uint64(v.Pointer())) // of its code
	default:
		return fmt.Sprint(value)
	}
}

func quote(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c > ' ' && c < 0x7f && c != '"' && c != '\\' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "\\x%02x", c)
		}
	}
	return `"` + b.String() + `"`
}

// What the functions do with their arguments, so that they are no leaves and have a prologue, and
// so that the arguments are worth keeping when that makes the stack grow.
//
//go:noinline
func work(arguments ...any) { worked += len(arguments) }

var worked int

func main() {
	scalars()
	texts()
	aggregates()
	interfaces()
	containers()
	functions()
	results()
	goroutines()
	os.Stdout.Write(output.Bytes())
}
