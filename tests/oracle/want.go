// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"fmt"
	"strings"
)

// want is a type as the contract asks for it. STRUCT and TYPEDEF are nodes that the BTF
// must have by name; the others say how users refer to them.
type want struct {
	kind     uint32
	spelling string // what the BTF name and its hash are made from
	goName   string // DW_AT_name, "" for types that Go does not spell
	family   string // go.kind, if any
	name     string // BTF name; of STRUCT and TYPEDEF filled in by nameTypes
	fixed    bool   // name is not made from the spelling
	size     uint64
	encoding uint32
	count    uint64
	target   *want // PTR TYPEDEF; ARRAY: element; FUNC_PROTO: result; nil is void
	fields   []wantField
	loose    bool   // typedefs of predeclared types may come before it
	cut      bool   // PTR of a cycle that C cannot say: may be void *
	needed   bool   // must be there; otherwise it may
	id       uint32 // in the BTF, 0: not found
}

type wantField struct {
	name      string
	repeated  bool // an earlier member has the name too
	rewritten bool // from what is no C identifier
	offset    uint64
	size      uint64 // of members in DWARF
	typ       *want
	goType    string // 32 bits: what the go_ptr32 points to
}

type arrayKey struct {
	elem  *want
	count uint64
}

// catalog makes the wants of a program, each once.
type catalog struct {
	p       *program
	byDie   map[*die]*want
	made    map[string]*want // slices and closures by spelling
	results map[string]*want
	ptrs    map[*want]*want
	arrays  map[arrayKey]*want
	fixed   map[string]*want // GoInt, GoFloat64At4, go_ptr32 by BTF name
	padByte *want
	all     []*want // STRUCTs and TYPEDEFs
}

func newCatalog(p *program) *catalog {
	c := &catalog{p: p, byDie: map[*die]*want{}, made: map[string]*want{}, results: map[string]*want{},
		ptrs: map[*want]*want{}, arrays: map[arrayKey]*want{}, fixed: map[string]*want{}}
	c.predeclare()
	for _, d := range p.topTypes {
		c.of(d)
	}
	return c
}

// settle is called when all types and functions are known: only then can cycles be cut,
// and only then is it known which of the made-up types somebody refers to.
func (c *catalog) settle(users []*want) {
	c.cutCycles()
	for _, d := range c.p.topTypes {
		if w := c.of(d); w != nil && w.isNamed() {
			w.need()
		}
	}
	for _, user := range users {
		user.need()
	}
}

func (w *want) isNamed() bool { return w.kind == kindStruct || w.kind == kindTypedef }

func (w *want) need() {
	if w == nil || w.needed {
		return
	}
	w.needed = true
	if !w.cut {
		w.target.need()
	}
	for i := range w.fields {
		w.fields[i].typ.need()
	}
}

func (c *catalog) add(w *want) *want {
	c.all = append(c.all, w)
	return w
}

func (c *catalog) ptrTo(target *want) *want {
	if c.p.wordSize == 4 {
		return c.ptr32()
	}
	w := c.ptrs[target]
	if w == nil {
		w = &want{kind: kindPtr, target: target}
		c.ptrs[target] = w
	}
	return w
}

// ptr32 stands for every pointer of a 32-bit program, because a BTF PTR has 8 bytes.
func (c *catalog) ptr32() *want {
	return c.once("go_ptr32", func() *want {
		return &want{kind: kindTypedef, target: c.integer(4, false)}
	})
}

func (c *catalog) arrayOf(elem *want, count uint64) *want {
	key := arrayKey{elem, count}
	w := c.arrays[key]
	if w == nil {
		w = &want{kind: kindArray, target: elem, count: count}
		c.arrays[key] = w
	}
	return w
}

// once makes the type that has this very BTF name.
func (c *catalog) once(btfName string, make func() *want) *want {
	w := c.fixed[btfName]
	if w == nil {
		w = make()
		w.name, w.fixed = btfName, true
		c.fixed[btfName] = c.add(w)
	}
	return w
}

// integer is the INT that gcc uses for this size: its names are those of the C ABI.
func (c *catalog) integer(size int64, signed bool) *want {
	long := "long"
	if c.p.wordSize == 4 {
		long = "long long" // readers take the pointer size from an INT called long
	}
	name := map[int64]string{1: "char", 2: "short", 4: "", 8: long}[size]
	w := &want{kind: kindInt, size: uint64(size)}
	switch {
	case signed && size == 1:
		w.name = "signed char"
	case !signed && size == 1:
		w.name = "unsigned char"
	case signed:
		w.name = strings.TrimSpace(name + " int")
	case size == 4:
		w.name = "unsigned int"
	default:
		w.name = name + " unsigned int"
	}
	if signed {
		w.encoding = encSigned
	}
	return w
}

func (c *catalog) float(size int64) *want {
	name := "double"
	if size == 4 {
		name = "float"
	}
	return &want{kind: kindFloat, name: name, size: uint64(size)}
}

func (w *want) loosely() *want {
	copied := *w
	copied.loose = true
	return &copied
}

// String says what is asked for, in the words of index.describe.
func (w *want) String() string { return w.text(6) }

func (w *want) text(depth int) string {
	switch {
	case w == nil:
		return "void"
	case depth == 0:
		return "…"
	}
	switch w.kind {
	case kindInt, kindFloat:
		return fmt.Sprintf("%s '%s' of %d bytes", kindNames[w.kind], w.name, w.size)
	case kindPtr:
		return "pointer to " + w.target.text(depth-1)
	case kindArray:
		return fmt.Sprintf("[%d] of %s", w.count, w.target.text(depth-1))
	case kindFuncProto:
		var list []string
		for _, p := range w.fields {
			list = append(list, p.name+" "+p.typ.text(depth-1))
		}
		return fmt.Sprintf("(%s) → %s", strings.Join(list, ", "), w.target.text(depth-1))
	}
	return fmt.Sprintf("%s %s (%s)", kindNames[w.kind], w.name, w.label())
}

// label is how a person knows the type.
func (w *want) label() string {
	for _, s := range []string{w.goName, w.spelling, w.name} {
		if s != "" {
			return s
		}
	}
	return "?"
}
