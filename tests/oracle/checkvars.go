// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"math"
	"sort"
)

// wantVar is a VAR that the contract asks for.
type wantVar struct {
	variable
	goName string
	name   string // BTF name
	size   uint64
	in     *section
	typ    *want
	goType string // 32 bits: what the go_ptr32 points to
}

// place is what a DATASEC says of a VAR, offset and size in bytes.
type place struct {
	section      string
	offset, size uint64
}

// wantedVars leaves out what no DATASEC can hold: what has no bytes, no address, no section
// or bytes of another variable.
func wantedVars(c *catalog) []*wantVar {
	all := append([]variable(nil), c.p.variables...)
	sort.SliceStable(all, func(i, k int) bool { return all[i].addr < all[k].addr })
	var out []*wantVar
	end := uint64(0)
	for _, v := range all {
		d := c.p.at(v.typ)
		w := &wantVar{variable: v, goName: v.name, size: uint64(c.sizeOf(d)), typ: c.of(d)}
		w.in = c.p.sectionOf(v.addr, w.size)
		if !v.known || w.size == 0 || w.in == nil || v.addr < end || v.addr-w.in.addr+w.size > math.MaxUint32 {
			continue
		}
		if c.p.wordSize == 4 && w.typ == c.ptr32() {
			w.goType = d.name
		}
		end = v.addr + w.size
		out = append(out, w)
	}
	return out
}

// nameVars: VARs share a name space with FUNCs, and give way to them.
func nameVars(vars []*wantVar, funcs []*wantFunc) {
	taken := map[string]bool{}
	for _, f := range funcs {
		taken[f.name] = true
	}
	names := newNaming()
	for _, v := range vars {
		v.name = funcName(v.goName)
		names.add(v.goName, &v.name)
	}
	names.settleBeside(taken)
}

func (j *judge) checkVars() {
	if !j.demand.variables {
		j.mustHaveNone("variables/unasked", kindVar, kindDatasec)
		return
	}
	right, seen := 0, map[uint32]bool{}
	for _, v := range j.wantVars {
		ids := j.idsOfVar(v)
		if len(ids) != 1 {
			j.fail("variables/missing", "%s: %d VARs", v.goName, len(ids))
			continue
		}
		seen[ids[0]] = true
		if j.checkVar(v, ids[0]) {
			right++
		}
	}
	for id := range j.types {
		switch t := &j.types[id]; {
		case t.kind == kindVar && !seen[uint32(id)]:
			j.fail("variables/extra", "%s: the binary has no such variable, or no place for it", j.describe(uint32(id)))
		case t.kind == kindDatasec:
			j.checkDatasec(uint32(id), t)
		}
	}
	j.figure("variables %d/%d", right, len(j.wantVars))
}

func (j *judge) idsOfVar(v *wantVar) []uint32 {
	if ids := j.varsByGo[v.goName]; len(ids) > 0 {
		return ids
	}
	return j.varsByGo[v.name]
}

func (j *judge) checkVar(v *wantVar, id uint32) bool {
	before := j.count("variables")
	t := &j.types[id]
	if difference := j.diff(v.typ, t.ref); difference != "" {
		j.fail("variables/type", "%s: %s", v.goName, difference)
	}
	if linkage := map[bool]uint32{true: 1}[v.external]; t.linkage != linkage {
		j.fail("variables/linkage", "%s: want %d, BTF has %d", v.goName, linkage, t.linkage)
	}
	want := place{v.in.name, v.addr - v.in.addr, v.size}
	if places := j.places[id]; len(places) != 1 || places[0] != want {
		j.fail("variables/place", "%s: want %v, BTF has %v", v.goName, want, places)
	}
	// A second witness: the linker's symbol table.
	size, listed := j.program.objects[object{v.goName, v.addr}]
	if listed && size != v.size && !(size > v.size && j.symbolIsLarger(v)) {
		j.fail("variables/symbol", "%s: %d bytes, its symbol has %d", v.goName, v.size, size)
	} else if !listed && j.program.objects != nil {
		j.fail("variables/symbol", "%s: no symbol at %#x", v.goName, v.addr)
	}
	if t.name != v.name {
		j.fail("variables/name", "%s: want %s, BTF has %s", v.goName, v.name, t.name)
	}
	tags := j.tagsOf(id)
	j.checkGoName(id, v.goName, j.tagging.funcNames)
	if tags.kind != "" || tags.sym != "" || tags.loc != "" {
		j.fail("tags/target", "%s: go.kind, go.sym and go.loc are not for variables", j.describe(id))
	}
	if tags.typ != v.goType && (j.tagging.names || tags.typ != "") {
		j.fail("tags/go.type", "%s: want go.type=%q, BTF has %q", v.goName, v.goType, tags.typ)
	}
	return j.count("variables") == before
}

// symbolIsLarger knows where Go itself declares less than there is: runtime/cgo takes the
// address of variables of C by declaring each as a byte, and the linker writes a byte and its
// end into two flags of the runtime (cmd/link/internal/ld, Link.loadlib).
func (j *judge) symbolIsLarger(v *wantVar) bool {
	return j.program.at(v.variable.typ).name == "uint8" || v.goName == "runtime.islibrary" || v.goName == "runtime.isarchive"
}

// checkDatasec asks what the kernel asks.
func (j *judge) checkDatasec(id uint32, t *btfType) {
	known := false
	for _, s := range j.program.sections {
		known = known || s.name == t.name && uint64(t.size) == min64(s.size, math.MaxUint32)
	}
	if !known {
		j.fail("variables/section", "%s: no section of %d bytes is called so", j.describe(id), t.size)
	}
	end := uint64(0)
	for _, f := range t.fields {
		if j.types[f.typ].kind != kindVar {
			j.fail("variables/section", "%s: %s is no VAR", j.describe(id), j.describe(f.typ))
		}
		if f.size == 0 || uint64(f.bit) < end || uint64(f.bit)+uint64(f.size) > uint64(t.size) {
			j.fail("variables/section", "%s: %s overlaps, is empty, or leaves the section", j.describe(id), j.describe(f.typ))
		}
		end = uint64(f.bit) + uint64(f.size)
	}
}

func (j *judge) mustHaveNone(class string, kinds ...uint32) {
	for id := range j.types {
		for _, kind := range kinds {
			if j.types[id].kind == kind {
				j.fail(class, "%s", j.describe(uint32(id)))
			}
		}
	}
}

func min64(a, b uint64) uint64 {
	if a < b {
		return a
	}
	return b
}
