// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// A small and strict reader of raw BTF (Linux: include/uapi/linux/btf.h). What it
// refuses, some real reader refuses as well.

package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

const (
	kindVoid      = 0
	kindInt       = 1
	kindPtr       = 2
	kindArray     = 3
	kindStruct    = 4
	kindUnion     = 5
	kindEnum      = 6
	kindFwd       = 7
	kindTypedef   = 8
	kindVolatile  = 9
	kindConst     = 10
	kindRestrict  = 11
	kindFunc      = 12
	kindFuncProto = 13
	kindVar       = 14
	kindDatasec   = 15
	kindFloat     = 16
	kindDeclTag   = 17
	kindTypeTag   = 18
	kindEnum64    = 19
)

var kindNames = []string{"void", "INT", "PTR", "ARRAY", "STRUCT", "UNION", "ENUM", "FWD", "TYPEDEF", "VOLATILE",
	"CONST", "RESTRICT", "FUNC", "FUNC_PROTO", "VAR", "DATASEC", "FLOAT", "DECL_TAG", "TYPE_TAG", "ENUM64"}

const (
	encSigned = 1
	encBool   = 4

	headerLength = 24
	largestID    = 1048574 // the kernel drops types beyond it silently
)

// btfType is one record; which fields mean something depends on the kind.
type btfType struct {
	kind      uint32
	kindFlag  bool
	name      string
	named     bool   // the record has a name offset, even if to ""
	size      uint32 // INT FLOAT STRUCT UNION ENUM ENUM64 DATASEC
	ref       uint32 // PTR TYPEDEF FUNC VAR DECL_TAG; ARRAY: element; FUNC_PROTO: result
	index     uint32 // ARRAY: type of the index
	count     uint32 // ARRAY
	encoding  uint32 // INT
	bitOffset uint32 // INT
	bits      uint32 // INT
	linkage   uint32 // FUNC VAR
	component int32  // DECL_TAG: member or parameter, -1: the type itself
	fields    []btfField
	raw       []byte
}

// btfField is a member, a parameter, an enumerator (type 0) or a DATASEC's variable.
type btfField struct {
	name  string
	named bool
	typ   uint32
	bit   uint32 // offset of a member in bits, of a DATASEC's variable in bytes
	size  uint32 // DATASEC
	value uint64 // of an enumerator, as it is in the file
}

type btfFile struct {
	bytes   int
	order   binary.ByteOrder
	types   []btfType // [0] is void
	strings stringTable
}

type btfReader struct {
	order   binary.ByteOrder
	rest    []byte // of the type section
	strings stringTable
	err     error
}

func parseBTF(data []byte) (*btfFile, error) {
	order, typeBytes, stringBytes, err := sections(data)
	if err != nil {
		return nil, err
	}
	strings, err := newStringTable(stringBytes)
	if err != nil {
		return nil, err
	}
	r := &btfReader{order: order, rest: typeBytes, strings: strings}
	file := &btfFile{bytes: len(data), order: order, types: make([]btfType, 1, 1+len(typeBytes)/16)}
	for len(r.rest) > 0 {
		start := r.rest
		t := r.record()
		if r.err != nil {
			return nil, fmt.Errorf("type [%d]: %w", len(file.types), r.err)
		}
		t.raw = start[:len(start)-len(r.rest)]
		file.types = append(file.types, t)
	}
	file.strings = r.strings
	return file, checkReferences(file.types)
}

// sections checks the header: 24 bytes, then types, then strings, then nothing.
func sections(data []byte) (order binary.ByteOrder, types, strings []byte, err error) {
	if len(data) < headerLength {
		return nil, nil, nil, fmt.Errorf("%d bytes are no BTF, the header alone has %d", len(data), headerLength)
	}
	switch {
	case data[0] == 0x9f && data[1] == 0xeb:
		order = binary.LittleEndian
	case data[0] == 0xeb && data[1] == 0x9f:
		order = binary.BigEndian
	default:
		return nil, nil, nil, fmt.Errorf("no BTF: it begins with %#x", data[:2])
	}
	var h [5]uint64 // hdr_len, type_off, type_len, str_off, str_len
	for i := range h {
		h[i] = uint64(order.Uint32(data[4+4*i:]))
	}
	switch {
	case data[2] != 1 || data[3] != 0:
		err = fmt.Errorf("version %d, flags %d instead of 1, 0", data[2], data[3])
	case h[0] != headerLength:
		err = fmt.Errorf("a header of %d bytes instead of %d", h[0], headerLength)
	case h[1] != 0 || h[2]%4 != 0 || h[3] != h[2]:
		err = fmt.Errorf("types at %d, %d bytes, strings at %d: not types first, then strings", h[1], h[2], h[3])
	case headerLength+h[3]+h[4] != uint64(len(data)):
		err = fmt.Errorf("the header describes %d bytes, the file has %d", headerLength+h[3]+h[4], len(data))
	case h[2] == 0:
		err = fmt.Errorf("no types")
	}
	if err != nil {
		return nil, nil, nil, err
	}
	body := data[headerLength:]
	return order, body[:h[2]], body[h[3]:], nil
}

func (r *btfReader) u32() uint32 {
	if len(r.rest) < 4 {
		if r.err == nil {
			r.err = fmt.Errorf("the type section ends in the middle of a record")
		}
		r.rest = nil
		return 0
	}
	v := r.order.Uint32(r.rest)
	r.rest = r.rest[4:]
	return v
}

func (r *btfReader) name() (string, bool) {
	offset := r.u32()
	name, err := r.strings.at(offset)
	if err != nil && r.err == nil {
		r.err = err
	}
	return name, offset != 0
}

func (r *btfReader) record() btfType {
	var t btfType
	t.name, t.named = r.name()
	info := r.u32()
	sizeOrType := r.u32()
	t.kind, t.kindFlag = info>>24&0x1f, info>>31 != 0
	vlen := info & 0xffff
	if info&0x60ff0000 != 0 && r.err == nil {
		r.err = fmt.Errorf("unused bits of the info word are set: %#x", info)
	}
	switch t.kind {
	case kindInt:
		t.size = sizeOrType
		data := r.u32()
		t.encoding, t.bitOffset, t.bits = data>>24, data>>16&0xff, data&0xff
	case kindArray:
		t.ref, t.index, t.count = r.u32(), r.u32(), r.u32()
		if sizeOrType != 0 && r.err == nil {
			r.err = fmt.Errorf("ARRAY with a size, %d", sizeOrType)
		}
	case kindPtr, kindTypedef, kindVolatile, kindConst, kindRestrict, kindTypeTag, kindFwd:
		t.ref = sizeOrType
	case kindFunc:
		t.ref, t.linkage = sizeOrType, vlen
		return t
	case kindVar:
		t.ref, t.linkage = sizeOrType, r.u32()
	case kindDeclTag:
		t.ref, t.component = sizeOrType, int32(r.u32())
	case kindFloat:
		t.size = sizeOrType
	case kindStruct, kindUnion, kindEnum, kindEnum64, kindDatasec:
		t.size = sizeOrType
		t.fields = r.list(t.kind, vlen)
		return t
	case kindFuncProto:
		t.ref = sizeOrType
		t.fields = r.list(t.kind, vlen)
		return t
	default:
		r.err = fmt.Errorf("unknown kind %d", t.kind)
	}
	if vlen != 0 && r.err == nil {
		r.err = fmt.Errorf("%s with %d entries", kindNames[t.kind], vlen)
	}
	return t
}

func (r *btfReader) list(kind, length uint32) []btfField {
	if uint64(length)*8 > uint64(len(r.rest)) && r.err == nil {
		r.err = fmt.Errorf("%d entries reach beyond the type section", length)
		return nil
	}
	fields := make([]btfField, length)
	for i := range fields {
		f := &fields[i]
		if kind == kindDatasec {
			f.typ, f.bit, f.size = r.u32(), r.u32(), r.u32()
			continue
		}
		f.name, f.named = r.name()
		switch kind {
		case kindFuncProto:
			f.typ = r.u32()
		case kindEnum:
			f.value = uint64(r.u32())
		case kindEnum64:
			f.value = uint64(r.u32())
			f.value |= uint64(r.u32()) << 32
		default:
			f.typ, f.bit = r.u32(), r.u32()
		}
	}
	return fields
}

// references calls visit for every type that t refers to.
func (t *btfType) references(visit func(id uint32)) {
	switch t.kind {
	case kindVoid, kindInt, kindFloat, kindEnum, kindEnum64, kindFwd:
		return
	case kindArray:
		visit(t.index)
		visit(t.ref)
	case kindStruct, kindUnion, kindDatasec:
	default:
		visit(t.ref)
	}
	for i := range t.fields {
		visit(t.fields[i].typ)
	}
}

func checkReferences(types []btfType) error {
	if len(types)-1 > largestID {
		return fmt.Errorf("%d types, the kernel knows %d", len(types)-1, largestID)
	}
	for id := range types {
		bad := uint32(0)
		types[id].references(func(to uint32) {
			if int(to) >= len(types) {
				bad = to
			}
		})
		if bad != 0 {
			return fmt.Errorf("type [%d] %s refers to [%d], the last type is [%d]",
				id, kindNames[types[id].kind], bad, len(types)-1)
		}
	}
	return nil
}

// stringTable is the string section with a note of what was used.
type stringTable struct {
	data []byte
	used []bool // by offset
}

func newStringTable(data []byte) (stringTable, error) {
	if len(data) == 0 || data[0] != 0 || data[len(data)-1] != 0 {
		return stringTable{}, fmt.Errorf("the string section must begin and end with a NUL byte")
	}
	return stringTable{data, make([]bool, len(data))}, nil
}

func (s *stringTable) at(offset uint32) (string, error) {
	if int64(offset) >= int64(len(s.data)) {
		return "", fmt.Errorf("string at %d, the string section has %d bytes", offset, len(s.data))
	}
	if offset > 0 && s.data[offset-1] != 0 {
		return "", fmt.Errorf("string at %d is not the beginning of a string", offset)
	}
	s.used[offset] = true
	text := s.data[offset:]
	return string(text[:bytes.IndexByte(text, 0)]), nil
}
