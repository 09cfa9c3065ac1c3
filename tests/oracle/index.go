// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// BTF seen through its tags and names.

package main

import (
	"fmt"
	"strings"
)

// tags are the DECL_TAGs of one type.
type tags struct {
	name, kind, sym, loc string
	typ                  string           // go.type of a variable
	members              map[int32]string // go.type of a member
	unknown              []string
	repeated             []string
}

type index struct {
	*btfFile
	tags        map[uint32]*tags
	typesByGo   map[string][]uint32 // STRUCT and TYPEDEF by go.name
	typesByName map[string][]uint32
	funcsByGo   map[string][]uint32 // by go.name or, without the tag, by name
	namedTypes  []uint32
	funcs       []uint32
	varsByGo    map[string][]uint32
	enumsByName map[string][]uint32
	places      map[uint32][]place // where DATASECs have a VAR
	wordSize    int64
}

func newIndex(file *btfFile, wordSize int64) *index {
	x := &index{btfFile: file, wordSize: wordSize, tags: map[uint32]*tags{},
		typesByGo: map[string][]uint32{}, typesByName: map[string][]uint32{}, funcsByGo: map[string][]uint32{},
		varsByGo: map[string][]uint32{}, enumsByName: map[string][]uint32{}, places: map[uint32][]place{}}
	for id := range file.types {
		if t := &file.types[id]; t.kind == kindDeclTag {
			x.addTag(t)
		}
	}
	for i := range file.types {
		id, t := uint32(i), &file.types[i]
		goName := x.goName(id)
		switch t.kind {
		case kindStruct, kindTypedef:
			x.namedTypes = append(x.namedTypes, id)
			x.typesByName[t.name] = append(x.typesByName[t.name], id)
			if goName != "" {
				x.typesByGo[goName] = append(x.typesByGo[goName], id)
			}
		case kindFunc:
			x.funcs = append(x.funcs, id)
			if goName == "" {
				goName = t.name
			}
			x.funcsByGo[goName] = append(x.funcsByGo[goName], id)
		case kindVar:
			if goName == "" {
				goName = t.name
			}
			x.varsByGo[goName] = append(x.varsByGo[goName], id)
		case kindDatasec:
			for _, f := range t.fields {
				x.places[f.typ] = append(x.places[f.typ], place{t.name, uint64(f.bit), uint64(f.size)})
			}
		case kindEnum, kindEnum64:
			x.enumsByName[t.name] = append(x.enumsByName[t.name], id)
		}
	}
	return x
}

func (x *index) addTag(t *btfType) {
	to := x.tags[t.ref]
	if to == nil {
		to = &tags{}
		x.tags[t.ref] = to
	}
	key, value := t.name, ""
	if at := strings.IndexByte(t.name, '='); at >= 0 {
		key, value = t.name[:at], t.name[at+1:]
	}
	if t.component >= 0 {
		if to.members == nil {
			to.members = map[int32]string{}
		}
		if _, again := to.members[t.component]; again {
			to.repeated = append(to.repeated, t.name)
		}
		if key != "go.type" {
			to.unknown = append(to.unknown, t.name)
		}
		to.members[t.component] = value
		return
	}
	slot := to.slot(key)
	if slot == nil || value == "" {
		to.unknown = append(to.unknown, t.name)
		return
	}
	if *slot != "" {
		to.repeated = append(to.repeated, t.name)
	}
	*slot = value
}

func (t *tags) slot(key string) *string {
	switch key {
	case "go.name":
		return &t.name
	case "go.kind":
		return &t.kind
	case "go.sym":
		return &t.sym
	case "go.loc":
		return &t.loc
	case "go.type":
		return &t.typ
	}
	return nil
}

var noTags tags

func (x *index) tagsOf(id uint32) *tags {
	if t := x.tags[id]; t != nil {
		return t
	}
	return &noTags
}

func (x *index) goName(id uint32) string { return x.tagsOf(id).name }

// has says whether a type that need not be there is, under its plain name or another.
func (x *index) has(w *want) bool {
	if w.goName != "" {
		return len(x.typesByGo[w.goName]) > 0
	}
	return len(x.typesByName[w.name]) > 0 || len(x.typesByName[withHash32(w.name, w.spelling)]) > 0
}

// behind follows typedefs.
func (x *index) behind(id uint32) uint32 {
	for steps := 0; x.types[id].kind == kindTypedef && steps < len(x.types); steps++ {
		id = x.types[id].ref
	}
	return id
}

// sizeOf gives the bytes of a value, false for what has no size (or no end).
func (x *index) sizeOf(id uint32) (uint64, bool) {
	times := uint64(1)
	for steps := 0; steps <= len(x.types); steps++ {
		t := &x.types[id]
		switch t.kind {
		case kindInt, kindFloat, kindStruct, kindUnion, kindEnum, kindEnum64:
			return times * uint64(t.size), true
		case kindPtr:
			return times * 8, true
		case kindArray:
			times *= uint64(t.count)
			id = t.ref
		case kindTypedef, kindConst, kindVolatile, kindRestrict, kindTypeTag:
			id = t.ref
		default:
			return 0, false
		}
	}
	return 0, false
}

// describe says in one line what a type is, down to the next names.
func (x *index) describe(id uint32) string { return x.describeTo(id, 6) }

func (x *index) describeTo(id uint32, depth int) string {
	t := &x.types[id]
	if depth == 0 {
		return "…"
	}
	inner := func(to uint32) string { return x.describeTo(to, depth-1) }
	switch t.kind {
	case 0:
		return "void"
	case kindInt, kindFloat:
		return fmt.Sprintf("%s '%s' of %d bytes", kindNames[t.kind], t.name, t.size)
	case kindPtr:
		return "pointer to " + inner(t.ref)
	case kindArray:
		return fmt.Sprintf("[%d] of %s", t.count, inner(t.ref))
	case kindFuncProto:
		var list []string
		for _, p := range t.fields {
			list = append(list, p.name+" "+inner(p.typ))
		}
		return fmt.Sprintf("(%s) → %s", strings.Join(list, ", "), inner(t.ref))
	}
	text := fmt.Sprintf("%s %s [%d]", kindNames[t.kind], t.name, id)
	if goName := x.goName(id); goName != "" {
		text += fmt.Sprintf(" (%s)", goName)
	}
	return text
}
