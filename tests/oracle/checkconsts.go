// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"math"
	"strings"
)

// wantEnum lists the constants of one type: of a defined one all in the program, of a
// predeclared one those of one package.
type wantEnum struct {
	spelling string
	name     string
	signed   bool
	items    []wantItem
}

type wantItem struct {
	goName string
	name   string
	value  uint64
}

func wantedEnums(p *program, noEnum64 bool) (enums []*wantEnum, leftOut int) {
	bySpelling := map[string]*wantEnum{}
	for _, k := range p.constants {
		d := p.at(k.typ)
		signed := d.encoding == encodingSigned
		if noEnum64 && (k.value < 0 || k.value > math.MaxInt32) {
			leftOut++
			continue
		}
		spelling := d.name + " consts"
		if _, ok := predeclared[d.name]; ok {
			spelling = packageOf(k.name) + " consts"
			if d.name != "int" {
				spelling += " " + d.name
			}
		}
		w := bySpelling[spelling]
		if w == nil {
			w = &wantEnum{spelling: spelling, signed: signed && !noEnum64}
			bySpelling[spelling] = w
			enums = append(enums, w)
		}
		w.items = append(w.items, wantItem{goName: k.name, value: uint64(k.value)})
	}
	return enums, leftOut
}

// packageOf cuts "net/http.StatusOK" behind the import path, whose last element has no dots:
// they are escaped.
func packageOf(name string) string {
	slash := strings.LastIndexByte(name, '/') + 1
	if dot := strings.IndexByte(name[slash:], '.'); dot >= 0 {
		return name[:slash+dot]
	}
	return name
}

// nameEnums: constants share C's scope with typedefs, and give way to all types.
func nameEnums(enums []*wantEnum, types map[string][]uint32) {
	taken := map[string]bool{}
	for name := range types {
		taken[name] = true
	}
	names := newNaming()
	for _, w := range enums {
		w.name = shorten(identifier("go_", w.spelling), w.spelling)
		names.add(w.spelling, &w.name)
		for i := range w.items {
			item := &w.items[i]
			item.name = shorten(identifier("go_", item.goName), item.goName)
			names.add(item.goName, &item.name)
		}
	}
	names.settleBeside(taken)
}

func (w *wantEnum) fits32() bool {
	for _, item := range w.items {
		v := int64(item.value)
		if w.signed && (v < math.MinInt32 || v > math.MaxInt32) || !w.signed && item.value > math.MaxUint32 {
			return false
		}
	}
	return true
}

func (j *judge) checkConsts() {
	if !j.demand.constants {
		j.mustHaveNone("constants/unasked", kindEnum, kindEnum64)
		return
	}
	enums, leftOut := wantedEnums(j.program, j.demand.noEnum64)
	nameEnums(enums, j.typesByName)
	right, total, seen := 0, 0, map[string]bool{}
	for _, w := range enums {
		total += len(w.items)
		seen[w.name] = true
		if ids := j.enumsByName[w.name]; len(ids) == 1 {
			right += j.checkEnum(w, ids[0])
		} else {
			j.fail("constants/missing", "%s: %d ENUMs %s", w.spelling, len(ids), w.name)
		}
	}
	for name := range j.enumsByName {
		if !seen[name] {
			j.fail("constants/extra", "%s: the binary has no such constants", name)
		}
	}
	if total+leftOut != len(j.program.constants) {
		j.fail("constants/sum", "%d and %d left out are not %d", total, leftOut, len(j.program.constants))
	}
	j.figure("constants %d/%d", right, total)
}

// checkEnum gives the number of constants that are as in the binary.
func (j *judge) checkEnum(w *wantEnum, id uint32) (right int) {
	t := &j.types[id]
	kind, size := uint32(kindEnum), uint32(4)
	if !w.fits32() {
		kind, size = kindEnum64, 8
	}
	if t.kind != kind || t.size != size || t.kindFlag != w.signed {
		j.fail("constants/kind", "%s: want %s of %d bytes, signed %v; BTF has %s of %d, %v",
			w.spelling, kindNames[kind], size, w.signed, kindNames[t.kind], t.size, t.kindFlag)
	}
	if len(t.fields) != len(w.items) {
		j.fail("constants/count", "%s: want %d, BTF has %d", w.spelling, len(w.items), len(t.fields))
		return 0
	}
	for i, item := range w.items {
		got := t.fields[i]
		value := got.value
		if t.kind == kindEnum && t.kindFlag {
			value = uint64(int64(int32(value)))
		}
		switch {
		case got.name != item.name:
			j.fail("constants/name", "%s: want %s, BTF has %s", item.goName, item.name, got.name)
		case value != item.value:
			j.fail("constants/value", "%s: want %#x, BTF has %#x", item.goName, item.value, value)
		default:
			right++
		}
	}
	return right
}

// checkEnumNames: in C all constants share one scope, with the typedefs.
func (j *judge) checkEnumNames(id uint32, seen map[string]uint32) {
	j.checkTypeName(id)
	j.checkFieldNames(id, "constant")
	t := &j.types[id]
	if len(j.typesByName[t.name]) > 0 || len(j.enumsByName[t.name]) > 1 {
		j.fail("names/unique", "another type is called like %s", j.describe(id))
	}
	for _, f := range t.fields {
		if other, again := seen[f.name]; again && other != id {
			j.fail("names/unique", "%s is in %s and in %s", f.name, j.describe(other), j.describe(id))
		}
		if len(j.typesByName[f.name]) > 0 {
			j.fail("names/unique", "%s of %s is also a type", f.name, j.describe(id))
		}
		if !strings.HasPrefix(f.name, "go_") {
			j.fail("names/prefix", "%s of %s: does not begin with go_", f.name, j.describe(id))
		}
		seen[f.name] = id
	}
}
