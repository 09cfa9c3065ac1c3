// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// answer is right BTF, taken apart so that a test can spoil one thing in it.
type answer struct {
	*btfFile
	t *testing.T
}

func (a *answer) find(kind uint32, name string) *btfType { return &a.types[a.id(kind, name)] }

func (a *answer) id(kind uint32, name string) uint32 {
	for id := range a.types {
		if t := &a.types[id]; t.kind == kind && (name == "" || t.name == name) {
			return uint32(id)
		}
	}
	a.t.Fatalf("no %s %s in the fixture", kindNames[kind], name)
	return 0
}

func (a *answer) node() *btfType { return a.find(kindStruct, "go_main_Node") }

func (a *answer) proto(function string) *btfType { return &a.types[a.find(kindFunc, function).ref] }

func (a *answer) tag(text string) *btfType { return a.find(kindDeclTag, text) }

func (a *answer) add(t btfType) uint32 {
	t.raw = []byte(fmt.Sprint("new ", len(a.types)))
	a.types = append(a.types, t)
	return uint32(len(a.types) - 1)
}

func rightAnswer(t *testing.T, p *program) *answer {
	t.Helper()
	c, funcs, vars := model(p)
	file, err := parseBTF(encode(c, funcs, vars, taggings["all"]))
	if err != nil {
		t.Fatal(err)
	}
	return &answer{file, t}
}

func judgeAnswer(p *program, file *btfFile) (*judge, string) {
	r := newReport(20)
	j := newJudge(p, file, demand{tagging: taggings["all"], variables: true, constants: true}, r)
	j.run(nil)
	var text strings.Builder
	r.print(&text)
	return j, text.String()
}

func TestRightAnswer(t *testing.T) {
	for _, wordSize := range []int64{4, 8} {
		for _, goMinor := range []int{19, 23, 26} {
			p := smallProgram(wordSize, goMinor)
			if j, text := judgeAnswer(p, rightAnswer(t, p).btfFile); !j.passed() {
				t.Errorf("%d bits, go1.%d:\n%s", 8*wordSize, goMinor, text)
			}
		}
	}
}

// TestFaults: a check that cannot fail is worth nothing, so each class of failure is provoked.
func TestFaults(t *testing.T) {
	for _, fault := range faults {
		t.Run(fault.class+" "+fault.what, func(t *testing.T) {
			p := smallProgram(8, 26)
			a := rightAnswer(t, p)
			fault.spoil(a)
			j, text := judgeAnswer(p, a.btfFile)
			if j.count(fault.class) == 0 {
				t.Errorf("not noticed; the report is\n%s", text)
			}
			if j.passed() {
				t.Error("noticed, but passed")
			}
		})
	}
}

// TestFaults32 provokes what only 32-bit programs can have.
func TestFaults32(t *testing.T) {
	for class, spoil := range map[string]func(a *answer){
		"structs/member-missing": func(a *answer) { // a gap without its _padN
			n := a.node()
			n.fields = append(n.fields[:1:1], n.fields[2:]...)
		},
		"structs/member-type": func(a *answer) { a.node().fields[3].typ = a.id(kindTypedef, "GoInt") },
		"tags/go.type":        func(a *answer) { a.tag("go.type=*main.Node").name = "go.type=*main.Edge" },
		"shape/scalar":        func(a *answer) { a.find(kindInt, "unsigned int").name = "long unsigned int" },
	} {
		p := smallProgram(4, 26)
		a := rightAnswer(t, p)
		spoil(a)
		if j, text := judgeAnswer(p, a.btfFile); j.count(class) == 0 || j.passed() {
			t.Errorf("%s: not noticed; the report is\n%s", class, text)
		}
	}
}

// TestUnaskedTags judges BTF with tags as if it had been made with --tags=none.
func TestUnaskedTags(t *testing.T) {
	p := smallProgram(8, 26)
	j := newJudge(p, rightAnswer(t, p).btfFile, demand{tagging: taggings["none"]}, newReport(20))
	j.run(nil)
	if j.count("tags/unasked") == 0 {
		t.Error("not noticed")
	}
}

// TestUnaskedGlobals judges BTF with variables and constants as if nobody had asked for them.
func TestUnaskedGlobals(t *testing.T) {
	p := smallProgram(8, 26)
	j := newJudge(p, rightAnswer(t, p).btfFile, demand{tagging: taggings["all"]}, newReport(20))
	j.run(nil)
	if j.count("variables/unasked") != 5 || j.count("constants/unasked") != 3 {
		t.Error("not noticed")
	}
}

// TestNoEnum64: what needs a sign or 64 bits must be missing.
func TestNoEnum64(t *testing.T) {
	enums, leftOut := wantedEnums(smallProgram(8, 26), true)
	if leftOut != 2 || len(enums) != 2 || len(enums[1].items) != 1 {
		t.Errorf("%d left out, %d enums", leftOut, len(enums))
	}
}

// TestWrappers: trampolines are there exactly when they were asked for.
func TestWrappers(t *testing.T) {
	p := smallProgram(8, 26)
	p.funcs[0].wrapper = true
	a := rightAnswer(t, p) // has no wrappers
	for wrappers, class := range map[bool]string{true: "functions/missing", false: ""} {
		j := newJudge(p, a.btfFile, demand{tagging: taggings["all"], wrappers: wrappers, variables: true, constants: true}, newReport(20))
		j.run(nil)
		if class != "" && j.count(class) == 0 || class == "" && !j.passed() {
			t.Errorf("wrappers=%v: passed=%v", wrappers, j.passed())
		}
	}
}

// TestOneFunctionInAThousand: functions, and only they, may miss a few.
func TestOneFunctionInAThousand(t *testing.T) {
	p := smallProgram(8, 26)
	x := &fixture{program: p}
	for i := 0; i < 1000; i++ {
		x.function(fmt.Sprintf("main.f%d", i))
	}
	a := rightAnswer(t, p)
	a.proto("main_add").fields[0].name = "b"
	j, text := judgeAnswer(p, a.btfFile)
	if !j.passed() || j.count("functions") != 1 {
		t.Error(text)
	}
}

var faults = []struct {
	class, what string
	spoil       func(a *answer)
}{
	{"variables/missing", "another name", func(a *answer) {
		a.find(kindVar, "main_text").name = "main_t"
		a.tag("go.name=main.text").name = "go.name=main.t"
	}},
	{"variables/extra", "", func(a *answer) { a.add(btfType{kind: kindVar, name: "x", ref: a.id(kindInt, "")}) }},
	{"variables/type", "", func(a *answer) { a.find(kindVar, "main_text").ref = a.id(kindTypedef, "GoInt") }},
	{"variables/linkage", "", func(a *answer) { a.find(kindVar, "main_text").linkage = 0 }},
	{"variables/place", "offset", func(a *answer) { a.find(kindDatasec, ".data").fields[1].bit++ }},
	{"variables/place", "nowhere", func(a *answer) { a.find(kindDatasec, ".data").fields = nil }},
	{"variables/place", "another section", func(a *answer) { a.find(kindDatasec, ".bss").name = ".data" }},
	{"variables/section", "unknown", func(a *answer) { a.find(kindDatasec, ".bss").name = ".b" }},
	{"variables/section", "size", func(a *answer) { a.find(kindDatasec, ".bss").size++ }},
	{"variables/section", "no VAR", func(a *answer) { a.find(kindDatasec, ".bss").fields[0].typ = a.id(kindInt, "") }},
	{"variables/name", "", func(a *answer) { a.find(kindVar, "main_text").name = "main_T" }},
	{"tags/go.name", "of a variable", func(a *answer) { a.tag("go.name=main.text").name = "go.sym=x" }},
	{"constants/missing", "", func(a *answer) { a.find(kindEnum, "go_main_Number_consts").name = "go_main_N" }},
	{"constants/extra", "", func(a *answer) { a.add(btfType{kind: kindEnum, name: "go_x"}) }},
	{"constants/kind", "sign", func(a *answer) { a.find(kindEnum, "go_main_consts").kindFlag = false }},
	{"constants/kind", "size", func(a *answer) { a.find(kindEnum, "go_main_consts").size = 1 }},
	{"constants/kind", "ENUM", func(a *answer) { a.find(kindEnum64, "go_main_consts_uintptr").kind = kindEnum }},
	{"constants/count", "", func(a *answer) {
		e := a.find(kindEnum, "go_main_consts")
		e.fields = e.fields[:1]
	}},
	{"constants/name", "", func(a *answer) { a.find(kindEnum, "go_main_consts").fields[0].name = "go_main_m" }},
	{"constants/value", "sign", func(a *answer) { a.find(kindEnum, "go_main_consts").fields[0].value = 1 }},
	{"constants/value", "high half", func(a *answer) {
		a.find(kindEnum64, "go_main_consts_uintptr").fields[0].value &= 1<<32 - 1
	}},
	{"names/constant", "", func(a *answer) { a.find(kindEnum, "go_main_consts").fields[0].name = "go.x" }},
	{"names/unique", "constants", func(a *answer) {
		a.find(kindEnum, "go_main_consts").fields[0].name = "go_main_One"
	}},
	{"names/unique", "a constant and a type", func(a *answer) {
		a.find(kindEnum, "go_main_consts").fields[0].name = "go_main_Node"
	}},
	{"structs/missing", "another Go name", func(a *answer) {
		a.tag("go.name=main.Node").name = "go.name=main.Nobody"
		a.node().name = "go_main_Nobody"
	}},
	{"structs/missing", "a TYPEDEF instead", func(a *answer) { a.node().kind = kindTypedef }},
	{"structs/extra", "unknown struct", func(a *answer) { a.add(btfType{kind: kindStruct, name: "go_x"}) }},
	{"structs/twice", "same go.name", func(a *answer) {
		id := a.add(btfType{kind: kindStruct, name: "go_x"})
		a.add(btfType{kind: kindDeclTag, name: "go.name=main.Node", ref: id, component: -1})
	}},
	{"structs/size", "", func(a *answer) { a.node().size++ }},
	{"structs/offset", "", func(a *answer) { a.node().fields[1].bit -= 8 }},
	{"structs/member-missing", "renamed", func(a *answer) { a.node().fields[1].name = "short" }},
	{"structs/member-missing", "dropped", func(a *answer) { a.node().fields = a.node().fields[:3] }},
	{"structs/member-extra", "blank", func(a *answer) {
		n := a.node()
		n.fields = append([]btfField{n.fields[0], {name: "_p", bit: 32, typ: n.fields[0].typ}}, n.fields[1:]...)
	}},
	{"structs/member-type", "scalar", func(a *answer) { a.node().fields[0].typ = a.id(kindTypedef, "GoInt") }},
	{"structs/member-type", "count", func(a *answer) { a.types[a.node().fields[4].typ].count++ }},
	{"structs/member-type", "void *", func(a *answer) { a.types[a.node().fields[2].typ].ref = 0 }},
	{"structs/member-type", "pointee", func(a *answer) {
		a.types[a.node().fields[2].typ].ref = a.id(kindStruct, "GoString")
	}},
	{"structs/member-type", "closure's parameter", func(a *answer) {
		closure := a.find(kindStruct, "go_func_int_ret_string")
		a.types[a.types[closure.fields[0].typ].ref].fields[0].typ = a.id(kindStruct, "GoString")
	}},
	{"named/missing", "", func(a *answer) {
		a.tag("go.name=main.Number").name = "go.name=main.N"
		a.find(kindTypedef, "go_main_Number").name = "go_main_N"
	}},
	{"named/extra", "", func(a *answer) { a.add(btfType{kind: kindTypedef, name: "go_x", ref: a.id(kindInt, "")}) }},
	{"named/shape", "another INT", func(a *answer) { a.find(kindTypedef, "go_main_Number").ref = a.id(kindInt, "long int") }},
	{"named/shape", "sign", func(a *answer) { a.find(kindInt, "short unsigned int").encoding = encSigned }},
	{"functions/missing", "", func(a *answer) {
		a.tag("go.name=main.add").name = "go.name=main.sub"
		a.find(kindFunc, "main_add").name = "main_sub"
	}},
	{"functions/extra", "", func(a *answer) {
		a.add(btfType{kind: kindFunc, name: "nobody", ref: a.id(kindFuncProto, "")})
	}},
	{"functions/twice", "", func(a *answer) {
		a.add(btfType{kind: kindFunc, name: "plain", ref: a.id(kindFuncProto, "")})
	}},
	{"functions/linkage", "global", func(a *answer) { a.find(kindFunc, "plain").linkage = 1 }},
	{"functions/proto", "name", func(a *answer) { a.proto("main_add").fields[0].name = "b" }},
	{"functions/proto", "keyword", func(a *answer) { a.proto("main_add").fields[2].name = "int" }},
	{"functions/proto", "order", func(a *answer) {
		f := a.proto("main_add").fields
		f[0].typ, f[2].typ = f[2].typ, f[0].typ
	}},
	{"functions/proto", "too many", func(a *answer) {
		p := a.proto("main_add")
		p.fields = append(p.fields, btfField{name: "z", typ: p.fields[0].typ})
	}},
	{"functions/proto", "result", func(a *answer) { a.proto("main_add").ref = a.id(kindTypedef, "GoInt") }},
	{"functions/proto", "array result", func(a *answer) { a.proto("main_one").ref = a.node().fields[4].typ }},
	{"functions/proto", "results' offset", func(a *answer) {
		r := a.find(kindStruct, "go_results_int_string")
		r.name = "go_results_x"
		r.fields[1].bit += 64
		r.size += 8
	}},
	{"functions/proto", "no dictionary", func(a *answer) {
		p := a.proto("main_apply_go_shape_int")
		p.fields = p.fields[1:]
	}},
	{"functions/proto", "dictionary's type", func(a *answer) {
		p := a.proto("main_apply_go_shape_int")
		p.fields[0].typ = p.fields[1].typ
	}},
	{"names/identifier", "type", func(a *answer) { a.node().name = "go_main.Node" }},
	{"names/identifier", "function", func(a *answer) { a.find(kindFunc, "main_add").name = "9add" }},
	{"names/length", "", func(a *answer) { a.node().name = "go_" + strings.Repeat("x", 125) }},
	{"names/flavour", "", func(a *answer) { a.node().name = "go_main___Node" }},
	{"names/prefix", "", func(a *answer) { a.node().name = "main_Node" }},
	{"names/unique", "types", func(a *answer) { a.node().name = "go_main_Number" }},
	{"names/unique", "functions", func(a *answer) { a.find(kindFunc, "main_add").name = "main_one" }},
	{"names/member", "twice", func(a *answer) { a.node().fields[1].name = "a" }},
	{"names/member", "keyword", func(a *answer) { a.node().fields[1].name = "short" }},
	{"names/parameter", "nameless", func(a *answer) { a.proto("main_add").fields[0].name = "" }},
	{"mangling", "type", func(a *answer) { a.node().name = "go_Node" }},
	{"mangling", "collision", func(a *answer) { a.find(kindStruct, withHash32("go_a_b_Twin", "a.b.Twin")).name = "go_a_b_Twin" }},
	{"mangling", "results", func(a *answer) { a.find(kindStruct, "go_results_int_string").name = "go_results_x" }},
	{"mangling", "function", func(a *answer) { a.find(kindFunc, "main_add").name = "add" }},
	{"tags/go.name", "wrong", func(a *answer) { a.tag("go.name=main.Node").name = "go.name=main.Other" }},
	{"tags/go.name", "superfluous", func(a *answer) {
		a.add(btfType{kind: kindDeclTag, name: "go.name=plain", ref: a.id(kindFunc, "plain"), component: -1})
	}},
	{"tags/go.name", "missing", func(a *answer) { a.tag("go.name=main.Node").kind = kindPtr }},
	{"tags/go.kind", "wrong", func(a *answer) { a.tag("go.kind=results").name = "go.kind=slice" }},
	{"tags/go.kind", "missing", func(a *answer) { a.tag("go.kind=slice").kind = kindPtr }},
	{"tags/go.sym", "not there", func(a *answer) {
		a.add(btfType{kind: kindDeclTag, name: "go.sym=x", ref: a.id(kindFunc, "plain"), component: -1})
	}},
	{"tags/go.loc", "places", func(a *answer) { a.tag("go.loc=ax;ax;ax->ax").name = "go.loc=ax;ax->ax" }},
	{"tags/go.loc", "result", func(a *answer) { a.tag("go.loc=ax;ax;ax->ax").name = "go.loc=ax;ax;ax" }},
	{"tags/go.loc", "assembly", func(a *answer) {
		a.add(btfType{kind: kindDeclTag, name: "go.loc=", ref: a.id(kindFunc, "main_assembly"), component: -1})
		a.types[len(a.types)-1].name = "go.loc=ax"
	}},
	{"tags/unknown", "", func(a *answer) { a.tag("go.kind=slice").name = "slice" }},
	{"tags/repeated", "", func(a *answer) { a.tag("go.kind=slice").name = "go.name=x" }},
	{"tags/component", "-2", func(a *answer) { a.tag("go.kind=slice").component = -2 }},
	{"tags/component", "beyond", func(a *answer) { a.tag("go.kind=slice").component = 3 }},
	{"tags/target", "", func(a *answer) { a.tag("go.kind=slice").ref = a.id(kindInt, "") }},
	{"shape/byte-order", "", func(a *answer) { a.order = binary.BigEndian }},
	{"shape/kind", "", func(a *answer) { a.find(kindPtr, "").kind = kindConst }},
	{"shape/named", "", func(a *answer) { a.find(kindPtr, "").named = true }},
	{"shape/nameless", "", func(a *answer) { a.node().name = "" }},
	{"shape/kind-flag", "", func(a *answer) { a.node().kindFlag = true }},
	{"shape/scalar", "name", func(a *answer) { a.find(kindInt, "long int").name = "long" }},
	{"shape/scalar", "bits", func(a *answer) { a.find(kindInt, "long int").bits = 63 }},
	{"shape/scalar", "float", func(a *answer) { a.find(kindFloat, "double").size = 4 }},
	{"shape/array", "index", func(a *answer) { a.find(kindArray, "").index = a.id(kindInt, "long int") }},
	{"shape/array", "too large", func(a *answer) { a.find(kindArray, "").count = 1 << 30 }},
	{"shape/func", "", func(a *answer) { a.find(kindFunc, "plain").ref = a.id(kindPtr, "") }},
	{"shape/duplicate", "", func(a *answer) { a.types = append(a.types, *a.find(kindPtr, "")) }},
	{"shape/order", "", func(a *answer) {
		a.find(kindArray, "").ref = a.add(btfType{kind: kindInt, name: "long int", size: 8, bits: 64, encoding: encSigned})
	}},
	{"shape/member", "overlap", func(a *answer) { a.node().fields[1].bit = 8 }},
	{"shape/member", "outside", func(a *answer) { a.node().size -= 8 }},
	{"shape/member", "bit-field", func(a *answer) { a.node().fields[1].bit++ }},
	{"shape/member", "void", func(a *answer) { a.node().fields[1].typ = 0 }},
	{"shape/parameter", "void", func(a *answer) { a.proto("main_add").fields[0].typ = 0 }},
	{"shape/cycle", "type P *P", func(a *answer) {
		loop := a.find(kindTypedef, "go_main_Loop")
		a.types[loop.ref].ref = a.id(kindTypedef, "go_main_Loop")
	}},
	{"shape/cycle", "GoInt is itself", func(a *answer) {
		id := a.id(kindTypedef, "GoInt")
		a.types[id].ref = id
		a.find(kindTypedef, "go_main_Number").ref = id
	}},
	{"shape/cycle", "by value", func(a *answer) {
		n := a.node()
		n.fields[1].typ = a.id(kindStruct, "go_main_Node")
	}},
	{"shape/string-twice", "", func(a *answer) {
		a.strings.data = append(a.strings.data, "int\x00int\x00"...)
		a.strings.used = make([]bool, len(a.strings.data))
	}},
	{"shape/string-unused", "", func(a *answer) {
		a.strings.data = append(a.strings.data, "nobody\x00"...)
		a.strings.used = append(a.strings.used, make([]bool, 7)...)
	}},
}
