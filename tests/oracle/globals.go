// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Variables and constants of packages, as the binary tells them.

package main

import (
	"debug/dwarf"
	"debug/elf"
	"sort"
)

// tagConstant is on integer constants of packages, with DW_AT_const_value.
const tagConstant = dwarf.Tag(0x27)

const opAddr = 0x03 // DW_OP_addr

type variable struct {
	name     string
	typ      dwarf.Offset
	addr     uint64
	known    bool // the address is
	external bool
}

type constant struct {
	name  string
	typ   dwarf.Offset
	value int64
}

type section struct {
	name       string
	addr, size uint64
}

// object is an ELF symbol of a variable.
type object struct {
	name string
	addr uint64
}

func (r *dieReader) variable(e *dwarf.Entry) {
	v := variable{name: stringOf(e, dwarf.AttrName), typ: refOf(e, dwarf.AttrType)}
	v.external, _ = e.Val(dwarf.AttrExternal).(bool)
	location, _ := e.Val(dwarf.AttrLocation).([]byte)
	switch size := int(r.p.wordSize); {
	case len(location) == 1+size && location[0] == opAddr && size == 4:
		v.addr, v.known = uint64(r.p.order.Uint32(location[1:])), true
	case len(location) == 1+size && location[0] == opAddr:
		v.addr, v.known = r.p.order.Uint64(location[1:]), true
	}
	r.p.variables = append(r.p.variables, v)
}

func (r *dieReader) constant(e *dwarf.Entry) {
	r.p.constants = append(r.p.constants, constant{stringOf(e, dwarf.AttrName), refOf(e, dwarf.AttrType), intOf(e, dwarf.AttrConstValue)})
}

func (p *program) readSections(file *elf.File) {
	for _, s := range file.Sections {
		if s.Flags&elf.SHF_ALLOC != 0 && s.Flags&elf.SHF_TLS == 0 && s.Size > 0 {
			p.sections = append(p.sections, section{s.Name, s.Addr, s.Size})
		}
	}
	sort.SliceStable(p.sections, func(i, k int) bool { return p.sections[i].addr < p.sections[k].addr })
}

// sectionOf gives the section that holds all of the bytes, nil if none does.
func (p *program) sectionOf(addr, size uint64) *section {
	for i := range p.sections {
		s := &p.sections[i]
		if addr >= s.addr && addr-s.addr < s.size && size <= s.size-(addr-s.addr) {
			return s
		}
	}
	return nil
}
