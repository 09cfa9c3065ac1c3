// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// cilium_load loads BTF as users of cilium/ebpf do, old and new: oldest.mod names the first
// release with a public package btf, go.mod the newest. (tests/cilium judges more, and only
// with the newest.)
//
//	cilium_load RAW ELF NAMES OBJECT RESULT
//
// RAW is a file of BTF, ELF the same in a section .BTF, NAMES what btf_tool prints of it, OBJECT
// a BPF program whose relocations come to RESULT. "-" for ELF or OBJECT: not asked for. Prints
// figures in one line, or what does not hold and exits with 1.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
)

func main() {
	if len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "usage: cilium_load RAW ELF NAMES OBJECT RESULT")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func run(raw, elf, names, object, result string) error {
	data, err := os.ReadFile(raw)
	if err != nil {
		return err
	}
	spec, err := btf.LoadSpecFromReader(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("LoadSpecFromReader: %w", err)
	}
	asked, err := readNames(names)
	if err != nil {
		return err
	}
	if err := takeAll(spec, asked.types); err != nil {
		return err
	}
	for _, path := range []string{raw, elf} {
		if err := loadPath(path, asked.types); err != nil {
			return err
		}
	}
	figures, err := lookUp(spec, asked.names)
	if err != nil {
		return err
	}
	fmt.Printf("types=%d %s", asked.types, figures)
	if object != "-" {
		if err := relocate(object, spec, result); err != nil {
			return err
		}
		fmt.Printf(" core=%s", result)
	}
	fmt.Println()
	return nil
}

type name struct {
	kind, name string
	id         btf.TypeID
}

type question struct {
	types btf.TypeID // the last one
	names []name
}

func readNames(path string) (question, error) {
	var q question
	file, err := os.Open(path)
	if err != nil {
		return q, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var n name
		if _, err := fmt.Sscan(lines.Text(), &n.kind, &n.name, &n.id); err != nil {
			return q, fmt.Errorf("%s: %w", path, err)
		}
		if n.kind == "TYPES" {
			q.types = n.id
		} else {
			q.names = append(q.names, n)
		}
	}
	return q, lines.Err()
}

// takeAll takes every type by its id: newer releases read none before it is asked for.
func takeAll(spec *btf.Spec, last btf.TypeID) error {
	if last == 0 {
		return errors.New("no types to ask for")
	}
	for id := btf.TypeID(1); id <= last; id++ {
		if _, err := spec.TypeByID(id); err != nil {
			return fmt.Errorf("TypeByID(%d): %w", id, err)
		}
	}
	return nil
}

func loadPath(path string, last btf.TypeID) error {
	if path == "-" {
		return nil
	}
	spec, err := btf.LoadSpec(path)
	if err != nil {
		return fmt.Errorf("LoadSpec: %w", err)
	}
	return takeAll(spec, last)
}

// lookUp asks for every struct, typedef and function, and must get that very type.
func lookUp(spec *btf.Spec, names []name) (string, error) {
	funcs := 0
	for _, n := range names {
		if err := find(spec, n.kind, n.name, n.id); err != nil {
			return "", fmt.Errorf("%s %s: %w", n.kind, n.name, err)
		}
		if n.kind == "FUNC" {
			funcs++
		}
	}
	return fmt.Sprintf("named=%d funcs=%d lookups=%d", len(names), funcs, len(names)), nil
}

func find(spec *btf.Spec, kind, name string, id btf.TypeID) error {
	found, err := byKind(spec, kind, name)
	if err != nil {
		return err
	}
	if got, err := spec.TypeID(found); err != nil || got != id {
		return fmt.Errorf("asked for id %d, got %d (%v)", id, got, err)
	}
	namesakes, err := spec.AnyTypesByName(name)
	if err != nil {
		return err
	}
	if !slices.Contains(namesakes, found) {
		return errors.New("not among AnyTypesByName")
	}
	return nil
}

func byKind(spec *btf.Spec, kind, name string) (btf.Type, error) {
	switch kind {
	case "STRUCT":
		return get[*btf.Struct](spec, name)
	case "TYPEDEF":
		return get[*btf.Typedef](spec, name)
	case "FUNC":
		return get[*btf.Func](spec, name)
	}
	return nil, errors.New("not a kind to ask for")
}

func get[T btf.Type](spec *btf.Spec, name string) (btf.Type, error) {
	var found T
	err := spec.TypeByName(name, &found)
	return found, err
}

// relocate loads the program against our types and runs it: what it returns is made of
// relocations alone.
func relocate(object string, spec *btf.Spec, result string) error {
	programs, err := ebpf.LoadCollectionSpec(object)
	if err != nil {
		return fmt.Errorf("LoadCollectionSpec: %w", err)
	}
	options := ebpf.CollectionOptions{Programs: ebpf.ProgramOptions{KernelTypes: spec}}
	loaded, err := ebpf.NewCollectionWithOptions(programs, options)
	if err != nil {
		return fmt.Errorf("with KernelTypes: %w", err)
	}
	defer loaded.Close()
	if len(loaded.Programs) == 0 {
		return errors.New("the object has no program")
	}
	for _, program := range loaded.Programs {
		got, _, err := program.Test(make([]byte, 64))
		if err != nil {
			return err
		}
		if fmt.Sprint(got) != result {
			return fmt.Errorf("relocated to %d, not %s", got, result)
		}
	}
	return nil
}
