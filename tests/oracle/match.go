// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Finding what was asked for in the BTF, and comparing the two.

package main

import "fmt"

type matcher struct {
	*index
	owner map[uint32]*want // what a STRUCT or TYPEDEF of the BTF turned out to be
}

// bind finds every STRUCT and TYPEDEF: by Go name, else by BTF name. Names must have been
// given by then. What has neither is found by its users, see made.
func bind(x *index, all []*want) *matcher {
	m := &matcher{x, map[uint32]*want{}}
	for _, w := range all {
		if w.goName != "" {
			m.claim(w, x.typesByGo[w.goName])
		}
	}
	for _, w := range all {
		if w.id == 0 {
			m.claim(w, x.typesByName[w.name])
		}
	}
	return m
}

func (m *matcher) claim(w *want, candidates []uint32) {
	for _, id := range candidates {
		if m.owner[id] == nil && m.types[id].kind == w.kind {
			m.owner[id], w.id = w, id
			return
		}
	}
}

// diff says how the type that users refer to differs from what was asked for, "" if not.
func (m *matcher) diff(w *want, id uint32) string {
	t := &m.types[id]
	if w == nil {
		return m.unless(id == 0, w, id)
	}
	if w.loose {
		id = m.pastPredeclared(id)
		t = &m.types[id]
	}
	if m.flattens(w, t) {
		return ""
	}
	switch w.kind {
	case kindStruct, kindTypedef:
		if w.id == 0 {
			return m.made(w, id)
		}
		return m.unless(w.id == id, w, id)
	case kindPtr:
		return m.diffPointer(w, id)
	}
	if t.kind != w.kind {
		return m.unless(false, w, id)
	}
	switch w.kind {
	case kindInt, kindFloat:
		return m.unless(t.name == w.name && uint64(t.size) == w.size && t.encoding == w.encoding, w, id)
	case kindArray:
		if uint64(t.count) != w.count {
			return m.unless(false, w, id)
		}
		return m.diff(w.target, t.ref)
	case kindFuncProto:
		return m.diffProto(w, id)
	}
	return ""
}

// Longest chain of typedefs and arrays that libbpf and cilium/ebpf follow.
const longestChain = 31

// flattens says whether BTF has bytes for what would make a chain too long for its readers.
func (m *matcher) flattens(w *want, t *btfType) bool {
	depth, bytes := w.chain()
	if t.kind != kindArray || depth < longestChain {
		return false
	}
	elem := &m.types[t.ref]
	return elem.kind == kindInt && elem.name == "unsigned char" && uint64(t.count) == bytes
}

// chain counts the typedefs and arrays down to another kind, and the bytes that they hold.
func (w *want) chain() (links int, bytes uint64) {
	count := uint64(1)
	for ; w != nil && (w.kind == kindTypedef || w.kind == kindArray); w = w.target {
		if w.kind == kindArray {
			count *= w.count
		}
		links++
	}
	if w == nil {
		return links, 0
	}
	return links, count * w.size
}

func (m *matcher) unless(same bool, w *want, id uint32) string {
	if same {
		return ""
	}
	return fmt.Sprintf("want %s, BTF has %s", w, m.describe(id))
}

// pastPredeclared skips GoInt and the like. Two in a row (GoUnsafePointer, go_ptr32) is the
// most there can be; more is a loop, which is for checkCycles to report.
func (m *matcher) pastPredeclared(id uint32) uint32 {
	for steps := 0; steps < 2; steps++ {
		if w := m.owner[id]; w == nil || !w.fixed || w.kind != kindTypedef {
			break
		}
		id = m.types[id].ref
	}
	return id
}

func (m *matcher) diffPointer(w *want, id uint32) string {
	t := &m.types[id]
	if t.kind != kindPtr {
		return m.unless(false, w, id)
	}
	if w.cut && t.ref == 0 {
		return ""
	}
	if w.target == nil || t.ref == 0 {
		return m.unless(w.target == nil && t.ref == 0, w, id)
	}
	return m.diff(w.target, t.ref)
}

func (m *matcher) diffProto(w *want, id uint32) string {
	t := &m.types[id]
	if difference := m.diff(w.target, t.ref); difference != "" {
		return "result: " + difference
	}
	return m.diffFields(w, t, "parameter")
}

// diffFields compares parameters or members, which come in order in both.
func (m *matcher) diffFields(w *want, t *btfType, what string) string {
	for i := range w.fields {
		f := &w.fields[i]
		if i >= len(t.fields) {
			return fmt.Sprintf("%s %s is missing", what, f.name)
		}
		got := t.fields[i]
		if !f.sameName(got.name) {
			return fmt.Sprintf("%s %d: want %s, BTF has %s", what, i, f.name, got.name)
		}
		if t.kind == kindStruct && uint64(got.bit) != f.offset*8 {
			return fmt.Sprintf("%s %s: want offset %d, BTF has bit %d", what, f.name, f.offset, got.bit)
		}
		if difference := m.diff(f.typ, got.typ); difference != "" {
			return fmt.Sprintf("%s %s: %s", what, f.name, difference)
		}
	}
	if len(t.fields) > len(w.fields) {
		return fmt.Sprintf("%s %s is too much", what, t.fields[len(w.fields)].name)
	}
	return ""
}

// made recognises a struct that has no Go name (results) by what it is, should its name
// be another than expected: a wrong name is one finding, not one per user.
func (m *matcher) made(w *want, id uint32) string {
	t := &m.types[id]
	if w.goName != "" || t.kind != w.kind || m.owner[id] != nil || uint64(t.size) != w.size {
		return m.unless(false, w, id)
	}
	if difference := m.diffFields(w, t, "member"); difference != "" {
		return m.unless(false, w, id) + ": " + difference
	}
	m.owner[id], w.id = w, id
	return ""
}
