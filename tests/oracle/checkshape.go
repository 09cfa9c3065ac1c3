// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// What holds for the BTF whatever program it describes.

package main

import "bytes"

func (j *judge) checkShape() {
	if j.order != j.program.order {
		j.fail("shape/byte-order", "%v, the binary is %v", j.order, j.program.order)
	}
	records := make(map[string]uint32, len(j.types))
	for i := 1; i < len(j.types); i++ {
		id, t := uint32(i), &j.types[i]
		j.checkKind(id, t)
		j.checkOrder(id, t)
		j.checkFieldPlaces(id, t)
		if first, again := records[string(t.raw)]; again && t.kind != kindVar && t.kind != kindDatasec {
			j.fail("shape/duplicate", "[%d] and [%d] are the same: %s", first, id, j.describe(id))
		}
		records[string(t.raw)] = id
	}
	j.checkCycles()
	j.checkStrings()
}

func (j *judge) checkKind(id uint32, t *btfType) {
	switch t.kind {
	case kindUnion, kindFwd, kindConst, kindVolatile, kindRestrict, kindTypeTag:
		j.fail("shape/kind", "%s: the contract has no %s", j.describe(id), kindNames[t.kind])
	case kindPtr, kindArray, kindFuncProto:
		if t.named {
			j.fail("shape/named", "[%d] %s has a name, %q", id, kindNames[t.kind], t.name)
		}
	default:
		if t.name == "" {
			j.fail("shape/nameless", "[%d] %s has no name", id, kindNames[t.kind])
		}
	}
	if t.kindFlag && t.kind != kindEnum && t.kind != kindEnum64 { // there it means signed
		j.fail("shape/kind-flag", "%s has the kind_flag", j.describe(id))
	}
	switch t.kind {
	case kindInt, kindFloat:
		j.checkScalar(id, t)
	case kindArray:
		j.checkArray(id, t)
	case kindFunc:
		if j.types[t.ref].kind != kindFuncProto {
			j.fail("shape/func", "%s is of type %s", j.describe(id), j.describe(t.ref))
		}
	}
}

type scalar struct {
	kind, size, encoding uint32
}

// gccScalars are the DWARF names of gcc, so that dedup joins them with C units.
func gccScalars(wordSize int64) map[string]scalar {
	table := map[string]scalar{
		"signed char": {kindInt, 1, encSigned}, "unsigned char": {kindInt, 1, 0},
		"short int": {kindInt, 2, encSigned}, "short unsigned int": {kindInt, 2, 0},
		"int": {kindInt, 4, encSigned}, "unsigned int": {kindInt, 4, 0},
		"_Bool": {kindInt, 1, encBool}, "float": {kindFloat, 4, 0}, "double": {kindFloat, 8, 0},
	}
	long := "long "
	if wordSize == 4 {
		long = "long long "
	}
	table[long+"int"] = scalar{kindInt, 8, encSigned}
	table[long+"unsigned int"] = scalar{kindInt, 8, 0}
	return table
}

func (j *judge) checkScalar(id uint32, t *btfType) {
	if want, ok := gccScalars(j.wordSize)[t.name]; !ok || want != (scalar{t.kind, t.size, t.encoding}) {
		j.fail("shape/scalar", "%s, encoding %d: not one of gcc's", j.describe(id), t.encoding)
	}
	if t.kind == kindInt && (t.bitOffset != 0 || t.bits != t.size*8) {
		j.fail("shape/scalar", "%s: %d bits from bit %d", j.describe(id), t.bits, t.bitOffset)
	}
}

func (j *judge) checkArray(id uint32, t *btfType) {
	name := "long unsigned int"
	if j.wordSize == 4 {
		name = "unsigned int"
	}
	if index := &j.types[t.index]; index.kind != kindInt || index.name != name {
		j.fail("shape/array", "%s: its index is %s, not '%s'", j.describe(id), j.describe(t.index), name)
	}
	size, ok := j.sizeOf(id)
	if !ok || size > 1<<32-1 {
		j.fail("shape/array", "%s: %d bytes", j.describe(id), size)
	}
}

// checkOrder: the kernel resolves 32 levels of types that it has not seen yet, so every
// edge but a pointer to a struct leads to a smaller id.
func (j *judge) checkOrder(id uint32, t *btfType) {
	if t.kind == kindDeclTag || j.pointsToStruct(t) {
		return
	}
	t.references(func(to uint32) {
		if to >= id {
			j.fail("shape/order", "[%d] %s refers to [%d], which comes later", id, j.describe(id), to)
		}
	})
}

func (j *judge) pointsToStruct(t *btfType) bool {
	return t.kind == kindPtr && j.types[j.behind(t.ref)].kind == kindStruct
}

// checkFieldPlaces: members ascend, do not overlap, have a size and stay inside.
func (j *judge) checkFieldPlaces(id uint32, t *btfType) {
	switch t.kind {
	case kindFuncProto:
		for _, p := range t.fields {
			if _, sized := j.sizeOf(p.typ); !sized {
				j.fail("shape/parameter", "%s: parameter %s has no size", j.describe(id), p.name)
			}
		}
	case kindStruct:
		end := uint64(0)
		for _, f := range t.fields {
			size, sized := j.sizeOf(f.typ)
			start := uint64(f.bit) / 8
			switch {
			case !sized:
				j.fail("shape/member", "%s.%s: %s has no size", j.describe(id), f.name, j.describe(f.typ))
			case f.bit%8 != 0:
				j.fail("shape/member", "%s.%s: begins inside a byte, at bit %d", j.describe(id), f.name, f.bit)
			case start < end:
				j.fail("shape/member", "%s.%s: at %d, the member before it ends at %d", j.describe(id), f.name, start, end)
			case start+size > uint64(t.size):
				j.fail("shape/member", "%s.%s: ends at %d, the struct at %d", j.describe(id), f.name, start+size, t.size)
			}
			end = start + size
		}
	}
}

// checkCycles: without the pointers to structs, nothing may come back to itself.
func (j *judge) checkCycles() {
	edges := func(id int, visit func(int)) {
		t := &j.types[id]
		if t.kind == kindDeclTag || j.pointsToStruct(t) {
			return
		}
		t.references(func(to uint32) { visit(int(to)) })
	}
	components(len(j.types), edges, func(ids []int) {
		j.fail("shape/cycle", "%d types, one is [%d] %s", len(ids), ids[0], j.describe(uint32(ids[0])))
	})
}

// checkStrings: every string once, and none that nobody uses (dedup would drop it).
func (j *judge) checkStrings() {
	data := j.strings.data
	first := map[string]bool{}
	for at := 0; at < len(data); {
		text := string(data[at : at+bytes.IndexByte(data[at:], 0)])
		if first[text] {
			j.fail("shape/string-twice", "%q", text)
		}
		if at > 0 && !j.strings.used[at] {
			j.fail("shape/string-unused", "%q", text)
		}
		first[text] = true
		at += len(text) + 1
	}
}
