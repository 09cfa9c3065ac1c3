// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"github.com/cilium/ebpf/link"
)

const probeUsage = `usage: cilium probe [-kernel] OBJECT BTF BINARY SYMBOL

Loads OBJECT, attaches its one program to SYMBOL of BINARY, runs BINARY, and prints what that
printed and each entry of the map "records": "record KEY HEX".
`

// probe is `cilium probe`.
func probe(args []string) error {
	flags := flag.NewFlagSet("probe", flag.ExitOnError)
	kernel := flags.Bool("kernel", false, "resolve relocations by the kernel's BTF first, by BTF then")
	flags.Usage = func() {
		fmt.Fprint(os.Stderr, probeUsage)
		flags.PrintDefaults()
	}
	flags.Parse(args)
	if flags.NArg() != 4 {
		flags.Usage()
		os.Exit(2)
	}
	object, binary, symbol := flags.Arg(0), flags.Arg(2), flags.Arg(3)
	spec, err := btf.LoadSpec(flags.Arg(1))
	if err != nil {
		return err
	}
	options := ebpf.ProgramOptions{KernelTypes: spec}
	if *kernel {
		options = ebpf.ProgramOptions{ExtraRelocationTargets: []*btf.Spec{spec}}
	}
	collection, err := loadObject(object, options)
	if err != nil {
		return err
	}
	defer collection.Close()
	return watch(collection, binary, symbol)
}

func loadObject(object string, options ebpf.ProgramOptions) (*ebpf.Collection, error) {
	spec, err := ebpf.LoadCollectionSpec(object)
	if err != nil {
		return nil, err
	}
	return ebpf.NewCollectionWithOptions(spec, ebpf.CollectionOptions{Programs: options})
}

func watch(collection *ebpf.Collection, binary, symbol string) error {
	executable, err := link.OpenExecutable(binary)
	if err != nil {
		return err
	}
	for _, program := range collection.Programs {
		attached, err := executable.Uprobe(symbol, program, nil)
		if err != nil {
			return err
		}
		defer attached.Close()
	}
	command := exec.Command(binary)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s: %w", binary, err)
	}
	records := collection.Maps["records"].Iterate()
	var key uint32
	var value []byte
	for records.Next(&key, &value) {
		fmt.Printf("record %d %x\n", key, value)
	}
	return records.Err()
}
