// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import "strings"

// Kernels before 6.1 take identifiers up to here.
const longestLegal = 127

// nameTypes gives every STRUCT and TYPEDEF its BTF name. A name that two different Go
// names lead to is given to neither of them: both get a hash, of 64 bits if 32 collide.
func nameTypes(all []*want, present func(*want) bool) {
	names := newNaming()
	for _, w := range all {
		switch {
		case w.fixed:
			continue
		case w.family == "results":
			w.name = resultsName(w.spelling)
		default:
			w.name = typeName(w.spelling)
		}
		if w.needed || present(w) { // what is not there takes no name from anybody
			names.add(w.spelling, &w.name)
		}
	}
	names.settle()
}

func nameFuncs(funcs []*wantFunc) {
	names := newNaming()
	for _, f := range funcs {
		f.name = funcName(f.goName)
		names.add(f.goName, &f.name)
	}
	names.settle()
}

type naming struct {
	goNames []string
	plain   []string
	slots   []*string
}

func newNaming() *naming { return &naming{} }

func (n *naming) add(goName string, slot *string) {
	n.goNames = append(n.goNames, goName)
	n.plain = append(n.plain, *slot)
	n.slots = append(n.slots, slot)
}

func (n *naming) settle() { n.settleBeside(nil) }

// settleBeside also keeps away from names that are taken, and stay as they are.
func (n *naming) settleBeside(taken map[string]bool) {
	for _, hashed := range []func(name, goName string) string{withHash32, withHash64} {
		users := map[string]string{} // BTF name → a Go name that has it
		clash := map[string]bool{}
		for i, slot := range n.slots {
			if other, used := users[*slot]; used && other != n.goNames[i] || taken[*slot] {
				clash[*slot] = true
			}
			users[*slot] = n.goNames[i]
		}
		for i, slot := range n.slots {
			if clash[*slot] {
				*slot = hashed(n.plain[i], n.goNames[i])
			}
		}
	}
}

// checkNames asks whether the names are legal and unique, whatever they are made from.
func (j *judge) checkNames() {
	symbols := map[string]string{}
	enumerators := map[string]uint32{}
	for id := range j.types {
		t := &j.types[id]
		switch t.kind {
		case kindStruct, kindTypedef:
			j.checkTypeName(uint32(id))
			j.checkFieldNames(uint32(id), "member")
		case kindFuncProto:
			j.checkFieldNames(uint32(id), "parameter")
		case kindEnum, kindEnum64:
			j.checkEnumNames(uint32(id), enumerators)
		case kindFunc, kindVar:
			j.checkLegal(uint32(id))
			goName := j.funcGoName(uint32(id))
			if other, taken := symbols[t.name]; taken && other != goName {
				j.fail("names/unique", "%s %s stands for %s and %s", kindNames[t.kind], t.name, other, goName)
			}
			symbols[t.name] = goName
		}
	}
}

func (j *judge) checkLegal(id uint32) {
	t := &j.types[id]
	switch {
	case !isIdentifier(t.name):
		j.fail("names/identifier", "%s: no C identifier", j.describe(id))
	case len(t.name) > longestLegal:
		j.fail("names/length", "%s: %d bytes", j.describe(id), len(t.name))
	}
}

func (j *judge) checkTypeName(id uint32) {
	j.checkLegal(id)
	name := j.types[id].name
	if strings.Contains(name, "___") {
		j.fail("names/flavour", "%s: ___ begins a CO-RE flavour", j.describe(id))
	}
	if !strings.HasPrefix(name, "go_") && !strings.HasPrefix(name, "Go") {
		j.fail("names/prefix", "%s: begins neither with go_ nor with Go", j.describe(id))
	}
	if ids := j.typesByName[name]; len(ids) > 1 && ids[0] == id {
		j.fail("names/unique", "%d types are called %s, one is %s", len(ids), name, j.describe(ids[1]))
	}
}

func (j *judge) checkFieldNames(id uint32, what string) {
	t := &j.types[id]
	if len(t.fields) == 0 {
		return
	}
	seen := make(map[string]bool, len(t.fields))
	for _, f := range t.fields {
		switch {
		case !isIdentifier(f.name):
			j.fail("names/"+what, "%s %q of %s: no C identifier", what, f.name, j.describe(id))
		case reserved[f.name]:
			j.fail("names/"+what, "%s %s of %s: C does not take this name", what, f.name, j.describe(id))
		case seen[f.name]:
			j.fail("names/"+what, "%s %s of %s: comes twice", what, f.name, j.describe(id))
		case len(f.name) > longestLegal:
			j.fail("names/"+what, "%s %s of %s: %d bytes", what, f.name, j.describe(id), len(f.name))
		}
		seen[f.name] = true
	}
}

// checkMangling compares names with what this program makes of the same Go names. A
// difference may also be an ambiguity of the contract.
func (j *judge) checkMangling() {
	compared := 0
	compare := func(goName, wanted, got string) {
		compared++
		if wanted != got {
			j.fail("mangling", "%s: want %s, BTF has %s", goName, wanted, got)
		}
	}
	for _, w := range j.catalog.all {
		if w.id != 0 {
			compare(w.label(), w.name, j.types[w.id].name)
		}
	}
	for _, f := range j.wantFuncs {
		for _, id := range j.idsOf(f) {
			compare(f.goName, f.name, j.types[id].name)
		}
	}
	j.figure("names made again %d, different %d", compared, j.count("mangling"))
}
