// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// cilium holds BTF against cilium/ebpf, the reader of most Go programs that use BPF: it
// must load, be found by name, have sizes, and leave nothing for deduplication to remove; and
// `cilium probe` relocates BPF programs by it.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "probe" {
		if err := probe(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, "cilium probe:", err)
			os.Exit(1)
		}
		return
	}
	limit := flag.Int("max", 10, "examples per kind of failure")
	flag.Usage = func() {
		fmt.Fprint(os.Stderr, "usage: cilium [-max N] BTF...\n       cilium probe ...\n\nExit status: 0 all hold, 1 one does not, 2 usage or unreadable file.\n")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	status := 0
	for _, path := range flag.Args() {
		status = max(status, judgeFile(path, *limit))
	}
	os.Exit(status)
}

func judgeFile(path string, limit int) int {
	data, err := os.ReadFile(path)
	if err != nil {
		fmt.Fprintln(os.Stderr, "cilium:", err)
		return 2
	}
	j := &judge{limit: limit}
	j.run(data)
	for _, line := range j.lines() {
		fmt.Println(line)
	}
	fmt.Printf("%s: %s\n", path, j.figures())
	if j.failed() {
		return 1
	}
	return 0
}
