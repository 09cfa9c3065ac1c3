// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

// checkTypes holds every STRUCT ("structs") and TYPEDEF ("named") against the binary.
func (j *judge) checkTypes() {
	found := map[uint32]int{}
	wanted := map[uint32]int{}
	for _, w := range j.catalog.all {
		if !w.needed && w.id == 0 {
			continue
		}
		wanted[w.kind]++
		if j.checkType(w, checkOf(w.kind)) {
			found[w.kind]++
		}
	}
	for _, id := range j.namedTypes {
		if j.owner[id] == nil {
			j.fail(checkOf(j.types[id].kind)+"/extra", "%s: the binary has no such type", j.describe(id))
		}
	}
	j.figure("structs %d/%d", found[kindStruct], wanted[kindStruct])
	j.figure("named %d/%d", found[kindTypedef], wanted[kindTypedef])
}

func checkOf(kind uint32) string {
	if kind == kindStruct {
		return "structs"
	}
	return "named"
}

func (j *judge) checkType(w *want, check string) bool {
	if w.id == 0 {
		j.fail(check+"/missing", "%s: no %s%s", w.label(), kindNames[w.kind], j.nearest(w))
		return false
	}
	before := j.count("")
	t := &j.types[w.id]
	if w.goName != "" && len(j.typesByGo[w.goName]) > 1 {
		j.fail(check+"/twice", "%s: %d types carry this go.name", w.goName, len(j.typesByGo[w.goName]))
	}
	if w.kind == kindTypedef {
		if difference := j.diff(w.target, t.ref); difference != "" {
			j.fail(check+"/shape", "%s: %s", w.label(), difference)
		}
		return j.count("") == before
	}
	if uint64(t.size) != w.size {
		j.fail(check+"/size", "%s: want %d bytes, BTF [%d] has %d", w.label(), w.size, w.id, t.size)
	}
	j.size(t.name, w.size)
	j.checkMembers(w, t)
	return j.count("") == before
}

// nearest helps to see why a type was not found.
func (j *judge) nearest(w *want) string {
	for _, ids := range [][]uint32{j.typesByGo[w.goName], j.typesByName[w.name]} {
		if len(ids) > 0 {
			return ", BTF has " + j.describe(ids[0])
		}
	}
	return ""
}

// checkMembers goes by offset and name, so that one lost member does not condemn the rest.
func (j *judge) checkMembers(w *want, t *btfType) {
	at := 0
	for i := range w.fields {
		f := &w.fields[i]
		k := at
		for k < len(t.fields) && !f.sameName(t.fields[k].name) {
			k++
		}
		if k == len(t.fields) {
			j.fail("structs/member-missing", "%s.%s at %d: not in BTF [%d] %s", w.label(), f.name, f.offset, w.id, t.name)
			continue
		}
		j.extraMembers(w, t.fields[at:k])
		at = k + 1
		got := t.fields[k]
		j.offset(t.name, got.name, f.offset)
		if uint64(got.bit) != f.offset*8 {
			j.fail("structs/offset", "%s.%s: want offset %d, BTF has %d (bit %d)", w.label(), f.name, f.offset, got.bit/8, got.bit)
		}
		if difference := j.diff(f.typ, got.typ); difference != "" {
			j.fail("structs/member-type", "%s.%s: %s", w.label(), f.name, difference)
		}
		if goType := j.tagsOf(w.id).members[int32(k)]; j.tagging.names && goType != f.goType && j.wordSize == 4 {
			j.fail("tags/go.type", "%s.%s: want go.type=%q, BTF has %q", w.label(), f.name, f.goType, goType)
		}
	}
	j.extraMembers(w, t.fields[at:])
}

func (j *judge) extraMembers(w *want, fields []btfField) {
	for _, f := range fields {
		j.fail("structs/member-extra", "%s: BTF has a member %s at bit %d", w.label(), f.name, f.bit)
	}
}
