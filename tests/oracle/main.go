// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// oracle holds the BTF of a Go program against the program's own DWARF. It knows the
// contract (docs/go-to-btf.md) and the standard library, and nothing of the encoder.
package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
)

const usage = `usage: oracle [options] BINARY BTF

Reads the DWARF of BINARY and says where BTF differs from what it should be.
Exit status: 0 everything holds, 1 something does not, 2 usage or unreadable input.
`

func main() {
	var d demand
	only := flag.String("only-check", "", "comma-separated `list` of functions, types, variables, constants, names, mangling, tags, shape")
	verbose := flag.Bool("v", false, "show every failure, not only the first of each class")
	limit := flag.Int("max", 10, "examples per class of failure")
	flag.BoolVar(&d.wrappers, "wrappers", false, "the BTF was made with --wrappers")
	flag.BoolVar(&d.variables, "vars", false, "the BTF was made with --vars")
	flag.BoolVar(&d.constants, "consts", false, "the BTF was made with --consts")
	flag.BoolVar(&d.noEnum64, "no-enum64", false, "the BTF was made with --no-enum64")
	asserts := flag.String("asserts", "", "write the DWARF's sizes and offsets to `file`, as C for a header made of BTF")
	tags := flag.String("tags", "all", "the BTF was made with --tags=`MODE`: all, loc, names, none")
	flag.Usage = func() {
		fmt.Fprint(os.Stderr, usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	if *verbose {
		*limit = math.MaxInt
	}
	known := false
	d.tagging, known = taggings[*tags]
	chosen, err := parseOnly(strings.FieldsFunc(*only, func(r rune) bool { return r == ',' }))
	if err == nil && !known {
		err = fmt.Errorf("there is no --tags=%s", *tags)
	}
	if err != nil || flag.NArg() != 2 {
		if err != nil {
			fmt.Fprintln(os.Stderr, "oracle:", err)
		}
		flag.Usage()
		os.Exit(2)
	}
	r := newReport(*limit)
	passed, err := compare(flag.Arg(0), flag.Arg(1), d, chosen, r)
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(2)
	}
	r.print(os.Stdout)
	if *asserts != "" {
		if err := os.WriteFile(*asserts, []byte(strings.Join(r.sizes, "")), 0o666); err != nil {
			fmt.Fprintln(os.Stderr, "oracle:", err)
			os.Exit(2)
		}
	}
	if !passed {
		os.Exit(1)
	}
}

func compare(binary, btf string, d demand, only map[string]bool, r *report) (bool, error) {
	p, err := readProgram(binary)
	if err != nil {
		return false, err
	}
	data, err := os.ReadFile(btf)
	if err != nil {
		return false, err
	}
	file, err := parseBTF(data)
	if err != nil {
		return false, fmt.Errorf("%s: %w", btf, err)
	}
	j := newJudge(p, file, d, r)
	j.run(only)
	return j.passed(), nil
}
