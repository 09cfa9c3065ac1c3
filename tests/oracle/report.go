// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"fmt"
	"io"
	"sort"
	"strings"
)

// report collects failures by class ("structs/size") with the first few examples of each.
type report struct {
	limit   int // examples per class
	classes map[string]*class
	figures []string
	sizes   []string // C assertions: what the DWARF says of the names that the BTF gives
}

type class struct {
	count    int
	examples []string
}

func newReport(limit int) *report { return &report{limit: limit, classes: map[string]*class{}} }

func (r *report) fail(name, format string, args ...interface{}) {
	c := r.classes[name]
	if c == nil {
		c = &class{}
		r.classes[name] = c
	}
	c.count++
	if len(c.examples) < r.limit {
		c.examples = append(c.examples, fmt.Sprintf(format, args...))
	}
}

func (r *report) figure(format string, args ...interface{}) {
	r.figures = append(r.figures, fmt.Sprintf(format, args...))
}

// size and offset note in C how large a struct is in the DWARF, and where its members are.
func (r *report) size(name string, size uint64) {
	r.sizes = append(r.sizes, fmt.Sprintf("_Static_assert(sizeof(struct %s) == %d, \"%s\");\n", name, size, name))
}

func (r *report) offset(name, member string, offset uint64) {
	r.sizes = append(r.sizes, fmt.Sprintf("_Static_assert(__builtin_offsetof(struct %s, %s) == %d, \"%s.%s\");\n",
		name, member, offset, name, member))
}

// count sums the failures of a check, "" for all.
func (r *report) count(check string) int {
	sum := 0
	for name, c := range r.classes {
		if check == "" || name == check || strings.HasPrefix(name, check+"/") {
			sum += c.count
		}
	}
	return sum
}

func (r *report) print(w io.Writer) {
	names := make([]string, 0, len(r.classes))
	for name := range r.classes {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		c := r.classes[name]
		fmt.Fprintf(w, "%s: %d\n", name, c.count)
		for _, example := range c.examples {
			fmt.Fprintf(w, "    %s\n", example)
		}
		if more := c.count - len(c.examples); more > 0 {
			fmt.Fprintf(w, "    … and %d more (-max, -v)\n", more)
		}
	}
	fmt.Fprintln(w, strings.Join(r.figures, "; "))
}
