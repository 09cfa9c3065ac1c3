// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"encoding/binary"
	"strings"
	"testing"
)

func oneInt(order binary.ByteOrder) []byte {
	b := newBlob(order)
	b.int("int", 4, encSigned)
	return b.bytes()
}

func TestParseBothByteOrders(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		file, err := parseBTF(oneInt(order))
		if err != nil {
			t.Fatal(err)
		}
		got := file.types[1]
		if file.order != order || got.name != "int" || got.size != 4 || got.bits != 32 || got.encoding != encSigned {
			t.Errorf("%v: %+v", order, got)
		}
	}
}

// TestParseRefuses spoils the header or one record; the text must say what is wrong.
func TestParseRefuses(t *testing.T) {
	header := func(spoil func(data []byte) []byte) []byte { return spoil(oneInt(binary.LittleEndian)) }
	field := func(at int, value byte) []byte {
		return header(func(data []byte) []byte { data[at] = value; return data })
	}
	record := func(write func(b *blob)) []byte {
		b := newBlob(binary.LittleEndian)
		write(b)
		return b.bytes()
	}
	for _, bad := range []struct {
		why  string
		data []byte
	}{
		{"no BTF", nil},
		{"no BTF", field(0, 'x')},
		{"version", field(2, 2)},
		{"flags", field(3, 1)},
		{"a header of", field(4, 32)},
		{"not types first", field(8, 4)},
		{"not types first", field(16, 0)},
		{"the file has", header(func(data []byte) []byte { return data[:len(data)-1] })},
		{"the file has", header(func(data []byte) []byte { return append(data, 0) })},
		{"NUL", header(func(data []byte) []byte { data[len(data)-1] = 'x'; return data })},
		{"NUL", header(func(data []byte) []byte { data[headerLength+16] = 'x'; return data })},
		{"no types", record(func(b *blob) {})},
		{"middle of a record", record(func(b *blob) { b.record("int", kindInt, 0, 4) })},
		{"beyond the type section", record(func(b *blob) { b.record("s", kindStruct, 3, 4) })},
		{"unknown kind 0", record(func(b *blob) { b.record("", 0, 0, 0) })},
		{"unknown kind 20", record(func(b *blob) { b.record("", 20, 0, 0) })},
		{"unused bits", record(func(b *blob) { b.record("", kindPtr, 1<<16, 0) })},
		{"unused bits", record(func(b *blob) { b.record("", kindPtr, 1<<29, 0) })},
		{"with 1 entries", record(func(b *blob) { b.record("", kindPtr, 1, 0) })},
		{"ARRAY with a size", record(func(b *blob) { b.int("int", 4, 0); b.record("", kindArray, 0, 4, 1, 1, 1) })},
		{"refers to [7]", record(func(b *blob) { b.record("", kindPtr, 0, 7) })},
		{"refers to [7]", record(func(b *blob) { b.record("", kindArray, 0, 0, 1, 7, 1) })},
		{"refers to [7]", record(func(b *blob) { b.record("s", kindStruct, 1, 4, 0, 7, 0) })},
		{"not the beginning", record(func(b *blob) { b.words(b.str("int")+1, kindPtr<<24, 0) })},
		{"the string section has", record(func(b *blob) { b.words(99, kindPtr<<24, 0) })},
	} {
		_, err := parseBTF(bad.data)
		if err == nil || !strings.Contains(err.Error(), bad.why) {
			t.Errorf("want an error with %q, got %v", bad.why, err)
		}
	}
}
