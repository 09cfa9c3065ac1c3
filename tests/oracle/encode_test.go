// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// blob writes raw BTF, right or wrong: it checks nothing.
type blob struct {
	types   bytes.Buffer
	strings bytes.Buffer
	offsets map[string]uint32
	count   uint32
	order   binary.ByteOrder
}

func newBlob(order binary.ByteOrder) *blob {
	b := &blob{offsets: map[string]uint32{"": 0}, order: order}
	b.strings.WriteByte(0)
	return b
}

func (b *blob) str(s string) uint32 {
	offset, ok := b.offsets[s]
	if !ok {
		offset = uint32(b.strings.Len())
		b.offsets[s] = offset
		b.strings.WriteString(s)
		b.strings.WriteByte(0)
	}
	return offset
}

func (b *blob) words(list ...uint32) {
	for _, w := range list {
		binary.Write(&b.types, b.order, w)
	}
}

// record adds a type and gives its id; vlen and kind_flag are part of low.
func (b *blob) record(name string, kind, low, sizeOrType uint32, rest ...uint32) uint32 {
	b.words(b.str(name), kind<<24|low, sizeOrType)
	b.words(rest...)
	b.count++
	return b.count
}

func (b *blob) int(name string, size, encoding uint32) uint32 {
	return b.record(name, kindInt, 0, size, encoding<<24|size*8)
}

func (b *blob) bytes() []byte {
	var out bytes.Buffer
	binary.Write(&out, b.order, uint16(0xeb9f))
	out.Write([]byte{1, 0})
	n := uint32(b.types.Len())
	binary.Write(&out, b.order, []uint32{headerLength, 0, n, n, uint32(b.strings.Len())})
	out.Write(b.types.Bytes())
	out.Write(b.strings.Bytes())
	return out.Bytes()
}

// encoder writes what a catalog asks for. It shows that the oracle can be satisfied, and
// gives the tests a right answer to spoil.
type encoder struct {
	*blob
	ids     map[*want]uint32
	byKey   map[string]uint32
	order   []func() // writes one record each, in the order of ids
	pending []*want
	next    uint32
	word    int64
}

func encode(c *catalog, funcs []*wantFunc, vars []*wantVar, t tagging) []byte {
	e := &encoder{blob: newBlob(c.p.order), ids: map[*want]uint32{}, byKey: map[string]uint32{}, word: c.p.wordSize}
	for _, w := range c.all {
		if w.needed {
			e.id(w)
		}
	}
	for _, f := range funcs {
		e.id(f.proto)
	}
	for _, v := range vars {
		e.id(v.typ)
	}
	for len(e.pending) > 0 {
		w := e.pending[0]
		e.pending = e.pending[1:]
		e.id(w)
	}
	for _, w := range c.all {
		if w.needed {
			e.tagType(w, t)
		}
	}
	for _, f := range funcs {
		e.function(c, f, t)
	}
	e.variables(vars, t)
	e.constants(c)
	for _, write := range e.order {
		write()
	}
	return e.bytes()
}

// put gives the next id to a record, unless there is one with this key.
func (e *encoder) put(key string, write func()) uint32 {
	if id, ok := e.byKey[key]; ok {
		return id
	}
	e.next++
	e.byKey[key] = e.next
	e.order = append(e.order, write)
	return e.next
}

func (e *encoder) id(w *want) uint32 {
	if w == nil {
		return 0
	}
	if id, ok := e.ids[w]; ok {
		return id
	}
	if w.pointsToStruct() {
		e.pending = append(e.pending, w.target)
		e.ids[w] = e.put(fmt.Sprintf("ptr %p", w.target), func() { e.record("", kindPtr, 0, e.ids[w.target]) })
		return e.ids[w]
	}
	var target uint32
	if !w.cut {
		target = e.id(w.target)
	}
	var fields, key []uint32
	for i, f := range w.fields {
		name := f.name
		if f.repeated {
			name = fmt.Sprintf("%s_%d", name, i)
		}
		fields = append(fields, e.str(name), e.id(f.typ))
		key = append(key, e.str(name), e.id(f.typ))
		if w.kind == kindStruct {
			fields = append(fields, uint32(f.offset*8))
		}
	}
	e.ids[w] = e.put(fmt.Sprintf("%d %q %d %d %d %d", w.kind, w.name, w.size, w.count, target, key), e.writer(w, target, fields))
	return e.ids[w]
}

func (e *encoder) writer(w *want, target uint32, fields []uint32) func() {
	vlen := uint32(len(w.fields))
	switch w.kind {
	case kindInt:
		return func() { e.int(w.name, uint32(w.size), w.encoding) }
	case kindFloat:
		return func() { e.record(w.name, kindFloat, 0, uint32(w.size)) }
	case kindArray:
		word := &want{kind: kindInt, name: "long unsigned int", size: 8}
		if e.word == 4 {
			word = &want{kind: kindInt, name: "unsigned int", size: 4}
		}
		index := e.id(word)
		return func() { e.record("", kindArray, 0, 0, target, index, uint32(w.count)) }
	case kindStruct:
		return func() { e.record(w.name, kindStruct, vlen, uint32(w.size), fields...) }
	}
	return func() { e.record(w.name, w.kind, vlen, target, fields...) }
}

func (e *encoder) tag(text string, id uint32, component int32) {
	e.put(fmt.Sprintf("tag %q %d %d", text, id, component), func() {
		e.record(text, kindDeclTag, 0, id, uint32(component))
	})
}

func (e *encoder) tagType(w *want, t tagging) {
	if !t.names {
		return
	}
	if w.goName != "" {
		e.tag("go.name="+w.goName, e.ids[w], -1)
	}
	if w.family != "" {
		e.tag("go.kind="+w.family, e.ids[w], -1)
	}
	for i, f := range w.fields {
		if f.goType != "" && e.word == 4 {
			e.tag("go.type="+f.goType, e.ids[w], int32(i))
		}
	}
}

func (e *encoder) function(c *catalog, f *wantFunc, t tagging) {
	id := e.put("func "+f.goName, func() { e.record(f.name, kindFunc, 0, e.ids[f.proto]) })
	if t.funcNames && f.goName != f.name {
		e.tag("go.name="+f.goName, id, -1)
	}
	if !t.loc {
		return
	}
	if symbol := symbolOf(c.p, f); symbol != f.goName {
		e.tag("go.sym="+symbol, id, -1)
	}
	if f.known {
		loc := ""
		for i := range f.proto.fields {
			if i > 0 {
				loc += ";"
			}
			loc += "ax"
		}
		if f.proto.target != nil {
			loc += "->ax"
		}
		e.tag("go.loc="+loc, id, -1)
	}
}

func (e *encoder) variables(vars []*wantVar, t tagging) {
	entries := map[*section][]uint32{}
	var sections []*section
	for _, v := range vars {
		v := v
		linkage := map[bool]uint32{true: 1}[v.external]
		id := e.put("var "+v.goName, func() { e.record(v.name, kindVar, 0, e.ids[v.typ], linkage) })
		if entries[v.in] == nil {
			sections = append(sections, v.in)
		}
		entries[v.in] = append(entries[v.in], id, uint32(v.addr-v.in.addr), uint32(v.size))
		if t.funcNames && v.goName != v.name {
			e.tag("go.name="+v.goName, id, -1)
		}
		if t.names && v.goType != "" {
			e.tag("go.type="+v.goType, id, -1)
		}
	}
	for _, s := range sections {
		s, list := s, entries[s]
		e.put("section "+s.name, func() { e.record(s.name, kindDatasec, uint32(len(list)/3), uint32(s.size), list...) })
	}
}

func (e *encoder) constants(c *catalog) {
	enums, _ := wantedEnums(c.p, false)
	types := map[string][]uint32{}
	for _, w := range c.all {
		if w.needed {
			types[w.name] = []uint32{1}
		}
	}
	nameEnums(enums, types)
	for _, w := range enums {
		w := w
		kind, size, low := uint32(kindEnum), uint32(4), uint32(len(w.items))
		if w.signed {
			low |= 1 << 31
		}
		if !w.fits32() {
			kind, size = kindEnum64, 8
		}
		var list []uint32
		for _, item := range w.items {
			list = append(list, e.str(item.name), uint32(item.value))
			if kind == kindEnum64 {
				list = append(list, uint32(item.value>>32))
			}
		}
		e.put("enum "+w.name, func() { e.record(w.name, kind, low, size, list...) })
	}
}

func symbolOf(p *program, f *wantFunc) string {
	symbol := f.goName
	for _, addr := range f.addrs {
		for _, s := range p.symbols[addr] {
			if s == f.goName {
				return s
			}
			symbol = s
		}
	}
	return symbol
}
