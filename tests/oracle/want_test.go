// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"debug/dwarf"
	"encoding/binary"
	"testing"
)

func TestCountParams(t *testing.T) {
	for name, want := range map[string]int{
		"func()":                               0,
		"func() (int, error)":                  0,
		"func(int)":                            1,
		"func(int, func(a, b) c, map[k]v) int": 3,
		"func(struct { a int \"x,(y\" }, <-chan int) bool": 2,
		"func(interface { M(int, int) }) (a, b)":           1,
	} {
		if got := countParams(name); got != want {
			t.Errorf("%s: got %d, want %d", name, got, want)
		}
	}
}

func TestGenericBody(t *testing.T) {
	c := &catalog{p: &program{byName: map[string]*die{"main.T[go.shape.int]": {}}}}
	for name, want := range map[string]struct {
		receiver string
		ok       bool
	}{
		"main.F[go.shape.int]":                          {"", true},
		"main.F[go.shape.struct { a []int \"]\" }]":     {"", true},
		"main.(*G[go.shape.int,go.shape.string]).M":     {"main.G[go.shape.int,go.shape.string]", true},
		"main.T[go.shape.int].M":                        {"main.T[go.shape.int]", true},
		"main.T[go.shape.int].func1":                    {"main.T[go.shape.int]", true}, // a method of this name
		"main.F[go.shape.int].func1":                    {},
		"main.F[go.shape.int].gowrap2":                  {},
		"main.f.func1.F[go.shape.int].2":                {}, // a closure of an inlined F
		"main.F[go.shape.int]-range1":                   {},
		"main.(*T[go.shape.int]).M.func1":               {},
		"main.(*T[go.shape.int]).M-fm":                  {},
		"main.(*T[string]).M":                           {},
		"type:.eq.main.T[go.shape.int]":                 {},
		"type..eq.main.T[go.shape.int]":                 {},
		"main.f.G[go.shape.int].func1":                  {},
		"main.plain":                                    {},
		"main.(*A).m":                                   {},
		"a/b.(*G[go.shape.func(a/b.X) (int, bool)]).Do": {"a/b.G[go.shape.func(a/b.X) (int, bool)]", true},
	} {
		receiver, ok := c.genericBody(name)
		if receiver != want.receiver || ok != want.ok {
			t.Errorf("%s: got %q, %v", name, receiver, ok)
		}
	}
}

// TestDictionary: its place depends on the release, and on go1.27 saying it itself.
func TestDictionary(t *testing.T) {
	for minor, want := range map[int]int{18: 0, 19: 0, 20: 1, 26: 1} {
		x := empty(minor)
		receiver := x.pointer(x.structure("main.G[go.shape.int]", 8))
		value := x.base("int", 8, encodingSigned)
		method := x.function("main.(*G[go.shape.int]).M", param{"g", receiver, false}, param{"v", value, false})
		proto := newCatalog(x.program).proto(method)
		if len(proto.fields) != 3 || proto.fields[want].name != "_dict" {
			t.Errorf("go1.%d: %s", minor, proto)
		}
	}
	x := empty(27)
	value := x.base("int", 8, encodingSigned)
	dict, v, r := param{".dict", value, false}, param{"v", value, false}, param{"~r0", value, true}
	for want, f := range map[int]*subprogram{
		0: x.function("main.F[go.shape.int]", v, r, dict),
		1: x.function("main.F[go.shape.int].func1", v, dict),
	} {
		proto := newCatalog(x.program).proto(f)
		if len(proto.fields) != 2 || proto.fields[want].name != "_dict" {
			t.Errorf("go1.27, %s: %s", f.name, proto)
		}
	}
}

// TestRepeatedResults: DWARF of functions with defer says each result twice.
func TestRepeatedResults(t *testing.T) {
	x := empty(26)
	value, text := x.base("int", 8, encodingSigned), x.base("uint8", 1, 7)
	f := x.function("main.f", param{"~r0", value, true}, param{"~r0", value, true})
	g := x.function("main.g", param{"n", value, true}, param{"n", value, true}, param{"ok", text, true})
	c := newCatalog(x.program)
	if got := c.proto(f).target; got != c.intType() {
		t.Errorf("one result became %s", got)
	}
	if got := c.proto(g).target; len(got.fields) != 2 {
		t.Errorf("two results became %s", got)
	}
}

func empty(goMinor int) *fixture {
	return &fixture{program: &program{wordSize: 8, goMinor: goMinor, order: binary.LittleEndian,
		dies: map[dwarf.Offset]*die{}, byName: map[string]*die{}, symbols: map[uint64][]string{}}}
}

// TestOldFuncTypes: up to go1.23 results are unmarked pointers, and only a literal's name helps.
func TestOldFuncTypes(t *testing.T) {
	x := empty(23)
	value := x.base("int", 8, encodingSigned)
	pointer := x.pointer(value)
	shape := die{tag: dwarf.TagSubroutineType, size: 8, params: []param{{typ: pointer}, {typ: pointer}}}
	literal, named := shape, shape
	literal.name, named.name = "func(*int) int", "main.F"
	x.die(literal)
	x.typedef("main.F", x.die(named))
	shared := shape
	shared.name = "go.shape.func() (int, int)"
	x.die(shared)
	c := newCatalog(x.program)
	nameTypes(c.all, absent)
	for _, w := range c.all {
		switch w.spelling {
		case "func(*int) int":
			want := "pointer to (_p0 pointer to TYPEDEF GoInt (int)) → TYPEDEF GoInt (int)"
			if got := w.fields[0].typ.String(); got != want {
				t.Error(got)
			}
		case "func main.F":
			if got := w.fields[0].typ.String(); got != "pointer to void" || typeName(w.spelling) != "go_func_main_F" {
				t.Error(got, typeName(w.spelling))
			}
		}
	}
	if c.made["func() (int, int)"] == nil {
		t.Error("go.shape.func() (int, int) is as good as a literal")
	}
	if c.made["func(*int) int"] == nil || c.made["func main.F"] == nil {
		t.Error("not made")
	}
}

// TestLimits: what 32 bits of size or of bit offset cannot hold.
func TestLimits(t *testing.T) {
	x := empty(26)
	value := x.base("uint8", 1, 7)
	array := func(size int64) dwarf.Offset {
		return x.die(die{tag: dwarf.TagArrayType, size: size, typ: value, count: size})
	}
	half, huge := array(1<<29), array(1<<32)
	nested := x.die(die{tag: dwarf.TagArrayType, typ: huge, count: 2})
	far := x.structure("main.Far", 1<<29+8, member{"a", 0, half}, member{"b", 1 << 29, value})
	large := x.structure("main.Huge", 1<<32+8, member{"a", 0, huge}, member{"b", 1 << 32, value})
	c := newCatalog(x.program)
	at := func(offset dwarf.Offset) *want { return c.of(x.dies[offset]) }
	if got := at(huge).count; got != 1<<32-1 {
		t.Errorf("an array of 4 GiB: %d elements", got)
	}
	if got := at(nested).count; got != 0 {
		t.Errorf("an array of elements of 4 GiB: %d elements", got)
	}
	if w := at(far); len(w.fields) != 1 || w.size != 1<<29+8 {
		t.Errorf("a member at 512 MiB: %d members, %d bytes", len(w.fields), w.size)
	}
	if w := at(large); len(w.fields) != 0 || w.size != 0 {
		t.Errorf("a struct of 4 GiB: %d members, %d bytes", len(w.fields), w.size)
	}
}

// TestCutCycles: the pointers that C cannot say, and not the others.
func TestCutCycles(t *testing.T) {
	x := empty(26)
	loop := x.typedef("main.P", 0)
	toLoop := x.pointer(loop)
	x.dies[loop].typ = toLoop
	knot := x.structure("main.A", 8)
	pair := x.die(die{tag: dwarf.TagArrayType, name: "[2]main.A", typ: knot, count: 2})
	toPair := x.pointer(pair)
	toKnot := x.pointer(knot)
	x.dies[knot].members = []member{{"p", 0, toPair}, {"q", 0, toKnot}}
	innocent := x.pointer(x.base("int", 8, encodingSigned))
	c := newCatalog(x.program)
	c.settle(nil)
	for offset, cut := range map[dwarf.Offset]bool{toLoop: true, toPair: true, toKnot: false, innocent: false} {
		if c.of(x.dies[offset]).cut != cut {
			t.Errorf("%s: cut is %v", x.dies[offset].name, !cut)
		}
	}
}
