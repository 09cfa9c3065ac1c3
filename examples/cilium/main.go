// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// cilium prints each registration at testcases/nf, with cilium/ebpf:
//
//	cilium NF BTF FUNCTIONS
//
// BTF is that build's; FUNCTIONS what `gofixup functions --json` says of Register in it.
package main

//go:generate go tool bpf2go -target amd64,arm64 -type registration registrations ../bpf/registrations.bpf.c -- -I. -I../bpf -I../../libgofixup/include -I/usr/include/x86_64-linux-gnu -I/usr/include/aarch64-linux-gnu

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"github.com/cilium/ebpf/link"
	"github.com/cilium/ebpf/ringbuf"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: cilium NF BTF FUNCTIONS")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "cilium:", err)
		os.Exit(1)
	}
}

func run(program, btfPath, functionsPath string) error {
	var objects registrationsObjects
	if err := load(&objects, btfPath); err != nil {
		return err
	}
	defer objects.Close()
	places, err := readPlaces(functionsPath)
	if err != nil {
		return err
	}
	links, err := attach(&objects, program, places)
	for _, l := range links {
		defer l.Close() // who forgets links lets the garbage collector detach them
	}
	if err != nil {
		return err
	}
	reader, err := ringbuf.NewReader(objects.Registrations)
	if err != nil {
		return err
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-stop
		reader.Close()
	}()
	fmt.Fprintf(os.Stderr, "attached to %d places of %s\n", len(links), program)
	return printAll(reader)
}

// load has the Go types beside the kernel's, which are the default: the program uses both.
func load(objects *registrationsObjects, btfPath string) error {
	types, err := btf.LoadSpec(btfPath)
	if err != nil {
		return err
	}
	return loadRegistrationsObjects(objects, &ebpf.CollectionOptions{
		Programs: ebpf.ProgramOptions{ExtraRelocationTargets: []*btf.Spec{types}},
	})
}

// attach returns what it attached, in case of an error too.
func attach(objects *registrationsObjects, program string, places function) ([]link.Link, error) {
	executable, err := link.OpenExecutable(program)
	if err != nil {
		return nil, err
	}
	var links []link.Link
	add := func(program *ebpf.Program, offset uint64) {
		if err != nil {
			return
		}
		// Not by symbol: that would be the function's entry.
		var l link.Link
		if l, err = executable.Uprobe("", program, &link.UprobeOptions{Address: offset}); err == nil {
			links = append(links, l)
		}
	}
	add(objects.RegisterBegins, places.begin())
	for _, place := range places.Returns {
		add(objects.RegisterReturns, place.FileOffset)
	}
	return links, err
}

func printAll(reader *ringbuf.Reader) error {
	for {
		record, err := reader.Read()
		if errors.Is(err, ringbuf.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		var r registrationsRegistration
		if err := binary.Read(bytes.NewReader(record.RawSample), binary.NativeEndian, &r); err != nil {
			return err
		}
		fmt.Println(line(&r))
	}
}

func line(r *registrationsRegistration) string {
	text := fmt.Sprintf("registration process=%s goid=%d ran=%d latency_ns=%d failed=%t",
		cString(r.Name[:]), r.Goid, r.Ran, r.Latency, r.Failed != 0)
	if r.Known != 0 {
		cause := "-"
		if r.HasCause != 0 {
			cause = fmt.Sprint(r.Cause)
		}
		text += fmt.Sprintf(" supi=%s state=%d created=%d sessions=%d cause=%s",
			cString(r.Supi[:]), r.State, r.Created/1e9, r.Sessions, cause)
	}
	if r.Session != 0 {
		text += fmt.Sprintf(" session=%d network=%s address=%s flow=%d down=%d",
			r.Session, cString(r.Network[:]), net.IP(r.Address[:r.AddressSize]), r.Flow, r.Down)
	}
	return text
}

func cString[T int8 | uint8](text []T) string {
	var s []byte
	for _, c := range text {
		if c == 0 {
			break
		}
		s = append(s, byte(c))
	}
	return string(s)
}
