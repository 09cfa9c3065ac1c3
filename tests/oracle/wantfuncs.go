// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Functions, func values and lists of results.

package main

import (
	"debug/dwarf"
	"fmt"
	"regexp"
	"strings"
)

// closure is what a func value points to: an object that begins with the code's address.
func (c *catalog) closure(d *die) *want {
	spelling, params, results, known := c.signature(d)
	if w := c.made[spelling]; w != nil {
		return w
	}
	w := c.add(&want{kind: kindStruct, spelling: spelling, family: "func", size: uint64(c.p.wordSize)})
	c.made[spelling] = w
	code := c.ptrTo(nil)
	goType := "unsafe.Pointer"
	if known {
		w.goName = spelling
		goType = "*" + spelling
		proto := &want{kind: kindFuncProto, target: c.result(results)}
		for i, p := range params {
			proto.fields = append(proto.fields, wantField{name: fmt.Sprintf("_p%d", i), typ: c.of(p)})
		}
		code = c.ptrTo(proto)
	}
	w.fields = []wantField{{name: "fn", typ: code, goType: goType}}
	return w
}

// signature takes a func type apart and spells it as Go would. Before go1.24 results are
// unmarked parameters of type *R; then only the name of a type literal tells where they begin.
func (c *catalog) signature(d *die) (spelling string, params, results []*die, known bool) {
	firstResult := len(d.params)
	if c.p.goMinor < 24 {
		literal := strings.TrimPrefix(d.name, "go.shape.")
		if !strings.HasPrefix(literal, "func(") {
			return "func " + d.name, nil, nil, false
		}
		firstResult = countParams(literal)
	}
	var names []string
	for i, p := range d.params {
		t := c.p.source(c.p.at(p.typ))
		switch {
		case p.result:
			results = append(results, t)
		case i >= firstResult:
			results = append(results, c.p.source(c.p.at(t.typ)))
		default:
			params = append(params, t)
			name := t.name
			if i == d.variadic {
				name = "..." + strings.TrimPrefix(name, "[]")
			}
			names = append(names, name)
		}
	}
	spelling = "func(" + strings.Join(names, ", ") + ")"
	switch len(results) {
	case 0:
	case 1:
		spelling += " " + results[0].name
	default:
		spelling += " " + spellResults(results)
	}
	return spelling, params, results, true
}

func spellResults(results []*die) string {
	names := make([]string, len(results))
	for i, r := range results {
		names[i] = r.name
	}
	return "(" + strings.Join(names, ", ") + ")"
}

// countParams counts the parameters in "func(int, func(a, b) c) string".
func countParams(name string) int {
	depth, count, quoted := 0, 0, false
	for i := len("func"); i < len(name); i++ {
		switch b := name[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '(' || b == '[' || b == '{':
			depth++
		case b == ')' || b == ']' || b == '}':
			depth--
			if depth == 0 {
				return count
			}
		case b == ',' && depth == 1:
			count++
		}
		if depth == 1 && count == 0 && name[i] != '(' {
			count = 1
		}
	}
	return count
}

// result is what a FUNC_PROTO returns: C has one value, and never an array.
func (c *catalog) result(results []*die) *want {
	if len(results) == 0 {
		return nil
	}
	if s := c.p.shape(results[0]); len(results) == 1 && (s == nil || s.tag != dwarf.TagArrayType) {
		return c.of(results[0])
	}
	spelling := spellResults(results)
	if w := c.results[spelling]; w != nil {
		return w
	}
	w := c.add(&want{kind: kindStruct, spelling: spelling, family: "results"})
	c.results[spelling] = w
	c.layOutResults(w, results)
	return w
}

func (c *catalog) layOutResults(w *want, results []*die) {
	d := &die{tag: dwarf.TagStructType}
	align := int64(1)
	for i, r := range results {
		a := c.alignOf(r)
		if a > align {
			align = a
		}
		d.size = roundUp(d.size, a)
		d.members = append(d.members, member{fmt.Sprintf("_r%d", i), d.size, r.offset})
		d.size += c.sizeOf(r)
	}
	d.size = roundUp(d.size, align)
	c.layOut(w, d)
}

func roundUp(n, align int64) int64 { return (n + align - 1) / align * align }

// proto is the FUNC_PROTO of a function.
func (c *catalog) proto(f *subprogram) *want {
	w := &want{kind: kindFuncProto}
	var results []*die
	named := map[string]bool{}
	dictionary := c.hiddenDictionary(f)
	for _, p := range f.params {
		t := c.p.source(c.p.at(p.typ))
		switch {
		case p.result:
			// Until go1.26 a function with defer may describe each result twice.
			if t != nil && !named[p.name] {
				results = append(results, t)
			}
			named[p.name] = true
		case p.name == dictionaryName:
			if dictionary < 0 {
				w.fields = append(w.fields, c.dictionary())
			}
		default:
			name := cName(p.name, len(w.fields))
			w.fields = append(w.fields, wantField{name: name, rewritten: !isIdentifier(p.name), typ: c.of(t)})
		}
	}
	if dictionary >= 0 {
		fields := append([]wantField{}, w.fields[:dictionary]...)
		w.fields = append(append(fields, c.dictionary()), w.fields[dictionary:]...)
	}
	if c.p.goMinor < 18 {
		results = nil // go1.17 lists some of them, and does not say which
	}
	w.target = c.result(results)
	numberRepeated(w.fields)
	return w
}

// dictionaryName is how go1.27 and later describe the dictionary.
const dictionaryName = ".dict"

func (c *catalog) dictionary() wantField {
	return wantField{name: "_dict", typ: c.ptrTo(c.uintptrType())}
}

// hiddenDictionary is the position of the parameter that DWARF before go1.27 does not
// mention, -1 if there is none. Later releases do, but an unused one comes last instead of
// in its place, so that only closures, which may get a dictionary anywhere, go by the entry.
func (c *catalog) hiddenDictionary(f *subprogram) int {
	receiver, ok := c.genericBody(f.name)
	switch {
	case !ok:
		return -1
	case receiver == "" || c.p.goMinor < 20 || len(f.params) == 0:
		return 0
	}
	// Before go1.22 a blank receiver has no entry, and the dictionary comes first in what is left.
	first := c.p.source(c.p.at(f.params[0].typ))
	if first != nil && strings.TrimPrefix(first.name, "*") == receiver {
		return 1
	}
	return 0
}

var (
	pointerMethod = regexp.MustCompile(`^\)\.[^.()\d-][^.()-]*$`)
	valueMethod   = regexp.MustCompile(`^\.[^.()\d-][^.()-]*$`)
	madeName      = regexp.MustCompile(`^\.(func|gowrap|deferwrap)\d+$`)
)

// genericBody says whether name is a function or method that several instantiations share,
// and of which type it is a method. Closures and range-over-func bodies inside of one,
// F[go.shape.int].func1, get at the dictionary through their context instead.
func (c *catalog) genericBody(name string) (receiver string, ok bool) {
	open, end := lastBrackets(name)
	if open < 0 || strings.HasPrefix(name, "type:") || strings.HasPrefix(name, "type..") ||
		!strings.Contains(name[open:end], "go.shape.") {
		return "", false
	}
	tail := name[end:]
	switch {
	case tail == "":
		return "", true
	case pointerMethod.MatchString(tail):
		at := strings.LastIndex(name[:open], "(*")
		if at < 0 {
			return "", false
		}
		return name[:at] + name[at+2:end], true
	case valueMethod.MatchString(tail) && (!madeName.MatchString(tail) || c.p.byName[name[:end]] != nil):
		return name[:end], true
	}
	return "", false
}

// lastBrackets finds the last [...] that is not inside another one; type arguments may
// contain brackets, and struct tags with anything in them.
func lastBrackets(name string) (open, end int) {
	open, depth, quoted := -1, 0, false
	for i := 0; i < len(name); i++ {
		switch b := name[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '[':
			if depth == 0 {
				open = i
			}
			depth++
		case b == ']':
			depth--
			if depth == 0 {
				end = i + 1
			}
		}
	}
	return open, end
}
