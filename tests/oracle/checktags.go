// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

// checkTags looks at the DECL_TAGs: the right ones, each once, and no others.
func (j *judge) checkTags() {
	count := 0
	for id := range j.types {
		if t := &j.types[id]; t.kind == kindDeclTag {
			count++
			if t.component < -1 || t.component >= 0 && int(t.component) >= len(j.types[t.ref].fields) {
				j.fail("tags/component", "%q of %s: there is no component %d", t.name, j.describe(t.ref), t.component)
			}
		}
	}
	for id, t := range j.tags {
		for _, text := range t.unknown {
			j.fail("tags/unknown", "%s: the contract knows no tag %q", j.describe(id), text)
		}
		for _, text := range t.repeated {
			j.fail("tags/repeated", "%s: a second %q", j.describe(id), text)
		}
		switch j.types[id].kind {
		case kindStruct, kindTypedef, kindFunc, kindVar:
		default:
			j.fail("tags/target", "%s: not a type that may be tagged", j.describe(id))
		}
	}
	for _, w := range j.catalog.all {
		if w.id != 0 {
			j.checkTypeTags(w)
		}
	}
	for _, f := range j.wantFuncs {
		j.checkFuncTags(f)
	}
	j.figure("%d tags", count)
}

func (j *judge) checkTypeTags(w *want) {
	t := j.tagsOf(w.id)
	if w.goName != "" || w.family == "results" || w.fixed {
		j.checkGoName(w.id, w.goName, j.tagging.names)
	}
	if t.sym != "" || t.loc != "" || t.typ != "" {
		j.fail("tags/target", "%s: go.sym, go.loc and go.type are not for types", j.describe(w.id))
	}
	switch {
	case t.kind != "" && t.kind != w.family:
		j.fail("tags/go.kind", "%s: want %q, BTF has go.kind=%s", w.label(), w.family, t.kind)
	case t.kind == "" && j.tagging.names && w.mustHaveKind():
		j.fail("tags/go.kind", "%s: no go.kind=%s", w.label(), w.family)
	case t.kind != "" && !j.tagging.names:
		j.fail("tags/unasked", "%s: go.kind=%s", w.label(), t.kind)
	}
}

// mustHaveKind leaves out the runtime's structs behind maps, channels and interfaces and
// the TYPEDEFs: the contract does not say which of the two carries the tag.
func (w *want) mustHaveKind() bool {
	return w.kind == kindStruct && (w.family == "slice" || w.family == "func" || w.family == "results")
}

func (j *judge) checkGoName(id uint32, goName string, asked bool) {
	name, tag := j.types[id].name, j.goName(id)
	switch {
	case tag == "" && goName != "" && goName != name && asked:
		j.fail("tags/go.name", "%s: no go.name", j.describe(id))
	case tag != "" && tag != goName:
		j.fail("tags/go.name", "%s: want go.name=%s", j.describe(id), goName)
	case tag != "" && tag == name:
		j.fail("tags/go.name", "%s: go.name repeats the BTF name", j.describe(id))
	case tag != "" && !asked:
		j.fail("tags/unasked", "%s: go.name=%s", j.describe(id), tag)
	}
}
