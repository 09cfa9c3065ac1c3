// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"debug/dwarf"
	"encoding/binary"
)

// fixture builds the DWARF of a program by hand, so that the tests need no Go command.
type fixture struct {
	*program
	next dwarf.Offset
}

func (x *fixture) die(d die) dwarf.Offset {
	x.next++
	d.offset = x.next
	if d.variadic == 0 {
		d.variadic = -1
	}
	x.dies[d.offset] = &d
	x.topTypes = append(x.topTypes, &d)
	x.byName[d.name] = &d
	return d.offset
}

func (x *fixture) base(name string, size, encoding int64) dwarf.Offset {
	return x.die(die{tag: dwarf.TagBaseType, name: name, size: size, encoding: encoding})
}

func (x *fixture) pointer(to dwarf.Offset) dwarf.Offset {
	return x.die(die{tag: dwarf.TagPointerType, name: "*" + x.dies[to].name, typ: to})
}

func (x *fixture) structure(name string, size int64, members ...member) dwarf.Offset {
	return x.die(die{tag: dwarf.TagStructType, name: name, size: size, members: members})
}

func (x *fixture) typedef(name string, to dwarf.Offset) dwarf.Offset {
	return x.die(die{tag: dwarf.TagTypedef, name: name, typ: to})
}

func (x *fixture) function(name string, params ...param) *subprogram {
	f := &subprogram{name: name, addr: 0x1000 + 16*uint64(len(x.funcs)), external: true, params: params}
	x.symbols[f.addr] = []string{name}
	x.funcs = append(x.funcs, f)
	return f
}

// globals adds variables in two sections, one of no size, and constants in three enums.
func (x *fixture) globals(text, pointer, number, intType, word dwarf.Offset) {
	x.sections = []section{{".data", 0x4000, 0x100}, {".bss", 0x5000, 0x80}}
	x.objects = map[object]uint64{}
	empty := x.structure("struct {}", 0)
	for i, v := range []variable{
		{"main.text", text, 0x4010, true, true}, {"main.first", pointer, 0x4000, true, true},
		{"main.plain", number, 0x5008, true, true}, {"main.empty", empty, 0x5008, true, true},
		{"main.lost", text, 0, false, true}, {"main.beyond", text, 0x507f, true, true},
	} {
		x.variables = append(x.variables, v)
		x.objects[object{v.name, v.addr}] = []uint64{uint64(2 * x.wordSize), uint64(x.wordSize), 2, 0, 0, 0}[i]
	}
	x.constants = []constant{{"main.One", number, 1}, {"main.minus", intType, -1}, {"main.two", intType, 2}, {"main.all", word, -2}}
}

// smallProgram has at least one of everything that the faults in faults_test.go spoil.
func smallProgram(wordSize int64, goMinor int) *program {
	x := &fixture{program: &program{wordSize: wordSize, goMinor: goMinor, goUnits: 1, order: binary.LittleEndian, dies: map[dwarf.Offset]*die{},
		byName: map[string]*die{}, symbols: map[uint64][]string{}}}
	intType := x.base("int", wordSize, encodingSigned)
	x.base("uint8", 1, 8)
	word := x.base("uintptr", wordSize, 7)
	double := x.base("float64", 8, encodingFloat)
	number := x.base("main.Number", 2, 7)
	text := x.die(die{tag: dwarf.TagStructType, name: "string", size: 2 * wordSize, goKind: goKindString})
	pair := x.die(die{tag: dwarf.TagArrayType, name: "[2]int", size: 2 * wordSize, typ: intType, count: 2})
	list := x.die(die{tag: dwarf.TagStructType, name: "[]string", size: 3 * wordSize, goKind: goKindSlice, elem: text})
	callback := x.die(die{tag: dwarf.TagSubroutineType, name: "func(int) string", size: wordSize, results: true,
		params: []param{{typ: intType}, {typ: text, result: true}}})

	loop := x.typedef("main.Loop", 0)
	x.dies[loop].typ = x.pointer(loop)

	node := x.structure("main.Node", 48)
	next := x.pointer(node)
	x.dies[node].members = []member{{"a", 0, number}, {"_", 4, number}, {"short", 8, double},
		{"next", 16, next}, {"on", 24, callback}, {"last", 32, pair}}
	x.typedef("main.Node", node)
	x.structure("a/b.Twin", wordSize, member{"x", 0, intType})
	x.structure("a.b.Twin", wordSize, member{"x", 0, intType})

	x.function("main.add", param{"a", intType, false}, param{"~p1", next, false}, param{"int", list, false},
		param{"~r0", intType, true}, param{"~r1", text, true})
	x.function("main.one", param{"~r0", pair, true})
	x.function("main.apply[go.shape.int]", param{"f", callback, false})
	x.function("main.assembly")
	x.function("plain")
	x.globals(text, next, number, intType, word)
	return x.program
}
