// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Sizes, offsets, and what happens to those that BTF has no room for.

package main

import (
	"debug/dwarf"
	"fmt"
	"math"
	"strings"
)

// A member's offset is 32 bits wide and counts bits.
const endOfMembers = 1 << 29

func (c *catalog) array(d *die) *want {
	elem := c.p.at(d.typ)
	count := uint64(d.count)
	fits := uint64(math.MaxUint32)
	if size := uint64(c.sizeOf(elem)); size > 0 {
		fits /= size
	}
	if count > fits {
		count = fits
	}
	return c.arrayOf(c.of(elem), count)
}

func (c *catalog) layOut(w *want, d *die) {
	if uint64(d.size) > math.MaxUint32 {
		return // a struct of size 0 without members
	}
	w.size = uint64(d.size)
	fields := make([]wantField, 0, len(d.members))
	for _, m := range d.members {
		if m.name == "_" || m.offset >= endOfMembers {
			continue
		}
		fields = append(fields, c.field(m))
	}
	w.fields = c.padded(fields, w.size)
	numberRepeated(w.fields)
}

func (c *catalog) field(m member) wantField {
	d := c.p.source(c.p.at(m.typ))
	f := wantField{name: cName(m.name, 0), rewritten: !isIdentifier(m.name), offset: uint64(m.offset),
		size: uint64(c.sizeOf(d)), typ: c.of(d)}
	if c.p.wordSize == 4 {
		f.typ = c.aligned(f.typ, d, f.offset)
		if f.typ == c.ptr32() {
			f.goType = d.name
		}
	}
	return f
}

func numberRepeated(fields []wantField) {
	seen := map[string]bool{}
	for i := range fields {
		fields[i].repeated = seen[fields[i].name]
		seen[fields[i].name] = true
	}
}

// aligned wraps a float64 that a 32-bit target puts where the kernel takes no double.
func (c *catalog) aligned(w *want, d *die, offset uint64) *want {
	s := c.p.shape(d)
	if s == nil || s.tag != dwarf.TagBaseType || s.encoding != encodingFloat || s.size != 8 || offset%8 == 0 {
		return w
	}
	return c.once("GoFloat64At4", func() *want {
		return &want{kind: kindStruct, size: 8, fields: []wantField{{name: "v", typ: c.float(8).loosely()}}}
	})
}

// padded makes the gaps of 32-bit structs explicit: bpftool does not rebuild them there.
func (c *catalog) padded(fields []wantField, size uint64) []wantField {
	if c.p.wordSize == 8 {
		return fields
	}
	var out []wantField
	end := uint64(0)
	fill := func(to uint64) {
		if to > end && end < endOfMembers {
			out = append(out, wantField{name: fmt.Sprintf("_pad%d", end), offset: end,
				typ: c.arrayOf(c.byteType(), to-end)})
		}
	}
	for _, f := range fields {
		fill(f.offset)
		out = append(out, f)
		if after := f.offset + f.size; after > end {
			end = after
		}
	}
	fill(size)
	return out
}

// byteType is one for all pads, so that equal pads are equal arrays.
func (c *catalog) byteType() *want {
	if c.padByte == nil {
		c.padByte = c.integer(1, false).loosely()
	}
	return c.padByte
}

func (c *catalog) sizeOf(d *die) int64 {
	s := c.p.shape(d)
	switch {
	case s == nil:
		return 0
	case s.tag == dwarf.TagPointerType:
		return c.p.wordSize
	}
	return s.size
}

// alignOf is Go's rule (go/types.StdSizes): nothing is aligned to more than a word.
func (c *catalog) alignOf(d *die) int64 {
	s := c.p.shape(d)
	if s == nil {
		return 1
	}
	align := int64(1)
	switch {
	case s.tag == dwarf.TagArrayType:
		return c.alignOf(c.p.at(s.typ))
	case s.tag == dwarf.TagStructType:
		if strings.HasSuffix(s.name, "atomic.align64") {
			return 8 // the compiler's exception for 64-bit atomics on 32-bit targets
		}
		for _, m := range s.members {
			if a := c.alignOf(c.p.at(m.typ)); a > align {
				align = a
			}
		}
		return align
	case s.tag == dwarf.TagBaseType && s.encoding == encodingComplexFloat:
		align = s.size / 2
	default:
		align = c.sizeOf(s)
	}
	if align > c.p.wordSize {
		return c.p.wordSize
	}
	if align < 1 {
		return 1
	}
	return align
}
