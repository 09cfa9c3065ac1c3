// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// The first and only process of a booted kernel: asks it for all that /plan lists, a line each, and
// switches the machine off. Go, because that needs no cross compiler for any machine.
//
//	btf FILE              does the kernel load it?
//	run PROGRAM ARGS...   does the program exit with 0?
//
// It answers on the console: "kernel RELEASE: VERSION", a line "VERDICT FILE: why" for each (accepted,
// refused; passed, failed), and "end".
package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"unsafe"
)

// include/uapi/asm-generic/unistd.h, arch/*/entry/syscalls/syscall*.tbl; package syscall is older.
var bpfCall = map[string]uintptr{"amd64": 321, "arm64": 280, "s390x": 351}

const bpfBtfLoad = 18 // enum bpf_cmd

// What BPF_BTF_LOAD has of union bpf_attr since 4.18.
type loadAttributes struct {
	btf, log          uint64 // addresses
	btfSize, logSize  uint32
	logLevel, padding uint32
}

var kernelLog = make([]byte, 1<<24-1)

func load(btf []byte, logged bool) error {
	attributes := loadAttributes{
		btf:     uint64(uintptr(unsafe.Pointer(&btf[0]))),
		btfSize: uint32(len(btf)),
	}
	if logged {
		attributes.log = uint64(uintptr(unsafe.Pointer(&kernelLog[0])))
		attributes.logSize = uint32(len(kernelLog))
		attributes.logLevel = 1
	}
	fd, _, errno := syscall.Syscall(bpfCall[runtime.GOARCH], bpfBtfLoad,
		uintptr(unsafe.Pointer(&attributes)), unsafe.Sizeof(attributes))
	runtime.KeepAlive(btf)
	if errno != 0 {
		return errno
	}
	return syscall.Close(int(fd))
}

// The kernel writes a line for every type before the bad one: the last is the one that counts.
func lastLine(log []byte) string {
	text := string(log)
	if end := strings.IndexByte(text, 0); end >= 0 {
		text = text[:end]
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

func askBTF(path string) {
	btf, err := os.ReadFile(path)
	if err != nil || len(btf) == 0 {
		fmt.Printf("failed %s: cannot be read: %v\n", path, err)
		return
	}
	// Without a log first: with one, the kernel formats a line for every type.
	if err = load(btf, false); err == nil {
		fmt.Printf("accepted %s:\n", path)
		return
	}
	kernelLog[0] = 0
	_ = load(btf, true)
	fmt.Printf("refused %s: %v: %s\n", path, err, lastLine(kernelLog))
}

func runProgram(words []string) {
	command := exec.Command(words[0], words[1:]...)
	command.Stdin = os.Stdin // else it opens /dev/null, and there is none
	output, err := command.CombinedOutput()
	text := strings.ReplaceAll(strings.TrimSpace(string(output)), "\n", "; ")
	if err != nil {
		fmt.Printf("failed %s: %v: %s\n", words[0], err, text)
		return
	}
	fmt.Printf("passed %s: %s\n", words[0], text)
}

func work() error {
	plan, err := os.Open("/plan")
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(plan)
	for lines.Scan() {
		switch words := strings.Fields(lines.Text()); words[0] {
		case "btf":
			askBTF(words[1])
		case "run":
			runProgram(words[1:])
		default:
			return fmt.Errorf("/plan: unknown word %q", words[0])
		}
	}
	return lines.Err()
}

func printKernel() {
	var name syscall.Utsname
	_ = syscall.Uname(&name)
	fmt.Printf("kernel %s: %s\n", cString(name.Release[:]), cString(name.Version[:]))
}

// Utsname has signed bytes on some machines, unsigned ones on others.
func cString[T int8 | uint8](field []T) string {
	var text []byte
	for _, c := range field {
		if c == 0 {
			break
		}
		text = append(text, byte(c))
	}
	return string(text)
}

func main() {
	printKernel()
	if err := work(); err != nil {
		fmt.Printf("failed init: %v\n", err)
	}
	fmt.Println("end")
	syscall.Sync()
	_ = syscall.Reboot(syscall.LINUX_REBOOT_CMD_POWER_OFF)
}
