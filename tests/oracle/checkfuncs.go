// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"sort"
	"strings"
)

// wantFunc is a FUNC that the contract asks for.
type wantFunc struct {
	goName string
	proto  *want
	addrs  []uint64 // where it may be attached; the first is the entry for Go callers
	known  bool     // the parameters are
	name   string   // BTF name
}

// wantedFuncs makes one of all entries that have a name in common: the ABIInternal and
// ABI0 versions of a function, or static assembly that was linked twice.
func wantedFuncs(c *catalog, wrappers bool) []*wantFunc {
	byName := map[string][]*subprogram{}
	var names []string
	for _, f := range c.p.funcs {
		if f.wrapper && !wrappers {
			continue
		}
		if byName[f.name] == nil {
			names = append(names, f.name)
		}
		byName[f.name] = append(byName[f.name], f)
	}
	sort.Strings(names)
	var out []*wantFunc
	for _, name := range names {
		out = append(out, merged(c, byName[name]))
	}
	return out
}

func merged(c *catalog, group []*subprogram) *wantFunc {
	w := &wantFunc{goName: group[0].name}
	for _, f := range group {
		w.addrs = append(w.addrs, f.addr)
		if proto := c.proto(f); w.proto == nil || len(f.params) > 0 && !w.known {
			w.proto, w.known = proto, len(f.params) > 0
		}
	}
	return w
}

// checkFuncs holds every FUNC against the binary; "functions" fails below 99.5 %.
func (j *judge) checkFuncs() {
	right := 0
	known := map[string]bool{}
	for _, f := range j.wantFuncs {
		known[f.goName] = true
		if j.checkFunc(f) {
			right++
		}
	}
	for _, id := range j.funcs {
		if name := j.funcGoName(id); !known[name] {
			j.fail("functions/extra", "FUNC [%d] %s (%s): the binary has no such function", id, j.types[id].name, name)
		}
	}
	percent := 100.0
	if len(j.wantFuncs) > 0 {
		percent = 100 * float64(right) / float64(len(j.wantFuncs))
	}
	j.funcPercent = percent
	j.figure("functions %d/%d (%.2f %%)", right, len(j.wantFuncs), percent)
}

func (j *judge) funcGoName(id uint32) string {
	if name := j.goName(id); name != "" {
		return name
	}
	if name, ok := j.goNameOfFunc[j.types[id].name]; ok {
		return name // without tags the BTF name must do
	}
	return j.types[id].name
}

func (j *judge) idsOf(f *wantFunc) []uint32 {
	if ids := j.funcsByGo[f.goName]; len(ids) > 0 {
		return ids
	}
	return j.funcsByGo[f.name]
}

func (j *judge) checkFunc(f *wantFunc) bool {
	ids := j.idsOf(f)
	if len(ids) == 0 {
		j.fail("functions/missing", "%s: no FUNC", f.goName)
		return false
	}
	before := j.count("functions")
	if len(ids) > 1 {
		j.fail("functions/twice", "%s: %d FUNCs", f.goName, len(ids))
	}
	for _, id := range ids {
		t := &j.types[id]
		if t.linkage != 0 {
			j.fail("functions/linkage", "%s: linkage %d, not static", f.goName, t.linkage)
		}
		if j.types[t.ref].kind != kindFuncProto {
			j.fail("functions/proto", "%s: FUNC [%d] is of type %s", f.goName, id, j.describe(t.ref))
		} else if difference := j.diff(f.proto, t.ref); difference != "" {
			j.fail("functions/proto", "%s: %s", f.goName, difference)
		}
	}
	return j.count("functions") == before
}

// checkFuncTags looks at what one needs to attach to a function.
func (j *judge) checkFuncTags(f *wantFunc) {
	for _, id := range j.idsOf(f) {
		tags := j.tagsOf(id)
		j.checkGoName(id, f.goName, j.tagging.funcNames)
		if tags.kind != "" {
			j.fail("tags/go.kind", "FUNC %s has go.kind=%s", f.goName, tags.kind)
		}
		j.checkSymbol(f, tags.sym)
		switch {
		// Up to Go 1.21 blank parameters have no entry, so places may be impossible to tell.
		case tags.loc == "" && f.known && j.tagging.loc && j.program.goMinor >= 22:
			j.fail("tags/go.loc", "%s: no go.loc", f.goName)
		case tags.loc != "" && !f.known && len(f.proto.fields) == 0:
			j.fail("tags/go.loc", "%s: parameters unknown, but go.loc=%s", f.goName, tags.loc)
		case tags.loc != "":
			j.checkLocation(f, tags.loc)
		}
	}
}

func (j *judge) checkSymbol(f *wantFunc, sym string) {
	if j.program.symbols == nil {
		return
	}
	differs, listed := true, false
	for _, addr := range f.addrs {
		for _, s := range j.program.symbols[addr] {
			differs = differs && s != f.goName
			listed = listed || s == sym
		}
	}
	switch {
	case strings.HasPrefix(sym, "local."):
		j.fail("tags/go.sym", "%s: go.sym=%s is the linker's private name", f.goName, sym)
	case sym == f.goName:
		j.fail("tags/go.sym", "%s: go.sym repeats the name", f.goName)
	case sym != "" && !listed:
		j.fail("tags/go.sym", "%s: no symbol %s at its address", f.goName, sym)
	case sym != "" && !differs:
		j.fail("tags/go.sym", "%s: go.sym=%s, but there is a symbol of the function's own name", f.goName, sym)
	case sym == "" && differs && j.tagging.loc:
		j.fail("tags/go.sym", "%s: no go.sym, but the symbol is called otherwise", f.goName)
	}
}

// checkLocation compares only the number of places: where they are is for a test that
// runs the program.
func (j *judge) checkLocation(f *wantFunc, loc string) {
	places, results, _ := strings.Cut(loc, "->")
	count := 0
	if places != "" {
		count = strings.Count(places, ";") + 1
	}
	if count != len(f.proto.fields) {
		j.fail("tags/go.loc", "%s: %d parameters, go.loc=%s", f.goName, len(f.proto.fields), loc)
	}
	if (results != "") != (f.proto.target != nil) {
		j.fail("tags/go.loc", "%s: result %s, go.loc=%s", f.goName, f.proto.target, loc)
	}
}
