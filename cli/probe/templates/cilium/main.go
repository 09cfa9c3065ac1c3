// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Prints the calls of {{title}}.
//
//	probe [BINARY]
package main

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"log"
	"math"
	"os"
	"os/signal"
	"syscall"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"github.com/cilium/ebpf/link"
	"github.com/cilium/ebpf/ringbuf"
)

const (
	defaultBinary = {{binary}}
	function      = {{function}}
)

// Where the probes go, in the file. Of one build: see checkBinary.
const (
	codeOffset = {{code_offset}}
	codeSize   = {{code_size}}
	codeHash   = {{code_hash}} // FNV-1a
	bodyOffset = {{body_offset}}
)

// At the returns, because a uretprobe makes Go programs crash.
var returnOffsets = []uint64{{{return_offsets}}}

// The Go types that prog.bpf.c uses now; `gofixup encode` writes all.
//
//go:embed go.btf
var goTypes []byte

const (
	eventCall   = 1
	eventReturn = 2
)

// The structs of event.h, member by member.
type eventHead struct {
	TimeNs, Goid, IP uint64
	Pid, Tid, Kind   uint32
	Error            int32
	Comm             [16]byte
}

type callEvent struct {
{{call_members}}}

type returnEvent struct {
{{return_members}}}

func (e *callEvent) print() {
{{print_call}}}

func (e *returnEvent) print() {
{{print_return}}}

func printNumber(name, format string, value uint64) {
	switch format {
	case "float32":
		fmt.Printf("  %s=%v\n", name, math.Float32frombits(uint32(value)))
	case "float64":
		fmt.Printf("  %s=%v\n", name, math.Float64frombits(value))
	case "signed":
		fmt.Printf("  %s=%d\n", name, int64(value))
	case "pointer":
		fmt.Printf("  %s=%#x\n", name, value)
	case "bool":
		fmt.Printf("  %s=%t\n", name, value != 0)
	default:
		fmt.Printf("  %s=%d\n", name, value)
	}
}

// The beginning of a string of that length.
func printText(name string, length uint64, text []byte) {
	fmt.Printf("  %s=%q (%d bytes)\n", name, cString(text), length)
}

func printBytes(name string, length uint64, data []byte) {
	fmt.Printf("  %s=%x (%d bytes)\n", name, data[:min(length, uint64(len(data)))], length)
}

func cString(data []byte) string {
	text, _, _ := bytes.Cut(data, []byte{0})
	return string(text)
}

func printEvent(raw []byte) error {
	var head eventHead
	if _, err := binary.Decode(raw, binary.NativeEndian, &head); err != nil {
		return err
	}
	verb := "calls"
	if head.Kind == eventReturn {
		verb = "returns from"
	}
	fmt.Printf("%d.%09d %s %d/%d goroutine %d %s %s\n", head.TimeNs/1e9, head.TimeNs%1e9,
		cString(head.Comm[:]), head.Pid, head.Tid, head.Goid, verb, function)
	if head.Error != 0 {
		fmt.Printf("  (not all could be read: %v)\n", syscall.Errno(-head.Error))
	}
	if head.Kind == eventCall {
		var event callEvent
		_, err := binary.Decode(raw, binary.NativeEndian, &event)
		event.print()
		return err
	}
	var event returnEvent
	_, err := binary.Decode(raw, binary.NativeEndian, &event)
	event.print()
	return err
}

// checkBinary tells whether the function's code is in this file where it was when this program
// was made. In any other build a probe could land in the middle of an instruction and crash the
// process.
func checkBinary(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	code := make([]byte, codeSize)
	if _, err := file.ReadAt(code, codeOffset); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	hash := uint64(0xcbf29ce484222325)
	for _, b := range code {
		hash = (hash ^ uint64(b)) * 0x100000001b3
	}
	if hash != codeHash {
		return fmt.Errorf("%s is another build: run gofixup probe for it again", path)
	}
	return nil
}

func load() (*progObjects, error) {
	types, err := btf.LoadSpecFromReader(bytes.NewReader(goTypes))
	if err != nil {
		return nil, fmt.Errorf("go.btf: %w", err)
	}
	var objects progObjects
	err = loadProgObjects(&objects, &ebpf.CollectionOptions{
		// Beside the kernel's types, not in their place.
		Programs: ebpf.ProgramOptions{ExtraRelocationTargets: []*btf.Spec{types}},
	})
	if err != nil {
		return nil, fmt.Errorf("loading the BPF program: %w", err)
	}
	return &objects, nil
}

func attach(objects *progObjects, path string) error {
	binary, err := link.OpenExecutable(path)
	if err != nil {
		return err
	}
	for _, offset := range returnOffsets {
		if _, err := binary.Uprobe("", objects.OnReturn, &link.UprobeOptions{Address: offset}); err != nil {
			return fmt.Errorf("%s, offset %#x: %w", path, offset, err)
		}
	}
	if _, err := binary.Uprobe("", objects.OnCall, &link.UprobeOptions{Address: bodyOffset}); err != nil {
		return fmt.Errorf("%s, offset %#x: %w", path, bodyOffset, err)
	}
	return nil
}

func run(path string) error {
	if err := checkBinary(path); err != nil {
		return err
	}
	objects, err := load()
	if err != nil {
		return err
	}
	defer objects.Close()
	events, err := ringbuf.NewReader(objects.Events)
	if err != nil {
		return fmt.Errorf("opening the ring buffer: %w", err)
	}
	if err := attach(objects, path); err != nil {
		return err
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-stop
		events.Close()
	}()
	log.Printf("probing %s", path)
	for {
		record, err := events.Read()
		if errors.Is(err, ringbuf.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := printEvent(record.RawSample); err != nil {
			return err
		}
	}
}

func main() {
	log.SetFlags(0)
	path := defaultBinary
	if len(os.Args) > 1 {
		path = os.Args[1]
	}
	if err := run(path); err != nil {
		log.Fatal(err)
	}
}
