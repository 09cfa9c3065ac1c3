// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// From DWARF's type entries to the types that the contract asks for.

package main

import (
	"debug/dwarf"
	"strings"
)

const (
	encodingBoolean      = 2
	encodingComplexFloat = 3
	encodingFloat        = 4
	encodingSigned       = 5
	encodingUnsigned     = 7
)

// of gives the type that users of d refer to; nil is void.
func (c *catalog) of(d *die) *want {
	d = c.p.source(d)
	if d == nil {
		return nil
	}
	if w, ok := c.byDie[d]; ok {
		return w
	}
	switch d.tag {
	case dwarf.TagBaseType:
		return c.keep(d, c.base(d))
	case dwarf.TagStructType:
		return c.structure(d)
	case dwarf.TagTypedef:
		return c.typedef(d)
	case dwarf.TagPointerType:
		return c.pointer(d)
	case dwarf.TagArrayType:
		return c.keep(d, c.array(d))
	case dwarf.TagSubroutineType:
		return c.keep(d, c.ptrTo(c.closure(d)))
	}
	return nil // DW_TAG_unspecified_type
}

func (c *catalog) keep(d *die, w *want) *want {
	c.byDie[d] = w
	return w
}

// named adds the TYPEDEF of a type that has a name, before its target is known.
func (c *catalog) named(d *die) *want {
	w := &want{kind: kindTypedef, spelling: d.name, goName: d.name, family: c.family(d)}
	return c.keep(d, c.add(w))
}

func (c *catalog) family(d *die) string {
	if d.goKind == goKindInterface {
		return "interface"
	}
	s := c.p.shape(d)
	switch {
	case s == nil:
	case s.tag == dwarf.TagSubroutineType:
		return "func"
	case s.goKind == goKindSlice:
		return "slice"
	case s.tag == dwarf.TagPointerType && d.goKind == 21:
		return "map"
	case s.tag == dwarf.TagPointerType && d.goKind == 18:
		return "chan"
	}
	return ""
}

// scalar is the C type below a base type.
func (c *catalog) scalar(d *die) *want {
	switch d.encoding {
	case encodingBoolean:
		return &want{kind: kindInt, name: "_Bool", size: uint64(d.size), encoding: encBool}
	case encodingFloat:
		return c.float(d.size)
	case encodingComplexFloat:
		return c.complex(d.size)
	}
	return c.integer(d.size, d.encoding == encodingSigned)
}

func (c *catalog) base(d *die) *want {
	if w := c.predeclaredBase(d); w != nil {
		return w
	}
	w := c.named(d)
	w.target = c.scalar(d).orPredeclared()
	return w
}

// predeclaredBase gives int, bool, complex64 … their fixed names; nil for all others.
func (c *catalog) predeclaredBase(d *die) *want {
	name, ok := predeclared[d.name]
	switch {
	case !ok:
		return nil
	case d.encoding == encodingComplexFloat:
		return c.complex(d.size)
	}
	return c.once(name, func() *want {
		return &want{kind: kindTypedef, goName: d.name, target: c.scalar(d)}
	})
}

// predeclare makes the scalars that the program may lack: type T int16 may pass through
// GoInt16 even if nobody uses int16 itself.
func (c *catalog) predeclare() {
	word := c.p.wordSize
	for name, size := range map[string]int64{"": word, "8": 1, "16": 2, "32": 4, "64": 8} {
		c.base(&die{name: "int" + name, size: size, encoding: encodingSigned})
		c.base(&die{name: "uint" + name, size: size, encoding: encodingUnsigned})
	}
	c.base(&die{name: "uintptr", size: word, encoding: encodingUnsigned})
	c.base(&die{name: "float32", size: 4, encoding: encodingFloat})
	c.base(&die{name: "float64", size: 8, encoding: encodingFloat})
	c.base(&die{name: "bool", size: 1, encoding: encodingBoolean})
}

// orPredeclared lets a typedef chain pass through GoInt on its way to the INT.
func (w *want) orPredeclared() *want {
	if w.isNamed() {
		return w
	}
	return w.loosely()
}

func (c *catalog) complex(size int64) *want {
	goName := "complex128"
	if size == 8 {
		goName = "complex64"
	}
	return c.once(predeclared[goName], func() *want {
		half := c.float(size / 2).loosely()
		return &want{kind: kindStruct, goName: goName, size: uint64(size), fields: []wantField{
			{name: "real", typ: half}, {name: "imag", typ: half, offset: uint64(size / 2)}}}
	})
}

func (c *catalog) structure(d *die) *want {
	switch {
	case d.goKind == goKindSlice:
		return c.keep(d, c.sliceOf(c.p.at(d.elem)))
	case d.goKind == goKindString && d.name != "string":
		w := c.named(d)
		w.target = c.text()
		return w
	case d.goKind == goKindString:
		return c.keep(d, c.text())
	}
	w := c.keep(d, c.add(&want{kind: kindStruct, spelling: d.name, goName: d.name, family: c.structFamily(d.name)}))
	c.layOut(w, d)
	return w
}

// structFamily knows the structs that the runtime uses behind maps, channels and interfaces.
func (c *catalog) structFamily(name string) string {
	switch {
	case strings.HasPrefix(name, "map<"), strings.HasPrefix(name, "hash<"):
		return "map"
	case strings.HasPrefix(name, "hchan<"):
		return "chan"
	case name == "runtime.iface", name == "runtime.eface":
		return "interface"
	}
	return ""
}

func (c *catalog) intType() *want { return c.fixed["GoInt"] }

func (c *catalog) uintptrType() *want { return c.fixed["GoUintptr"] }

func (c *catalog) text() *want {
	return c.once("GoString", func() *want {
		word := uint64(c.p.wordSize)
		return &want{kind: kindStruct, goName: "string", size: 2 * word, fields: []wantField{
			{name: "str", typ: c.ptrTo(c.fixed["GoUint8"]), goType: "*uint8"},
			{name: "len", typ: c.intType(), offset: word}}}
	})
}

// sliceOf makes the struct of []elem. DWARF may have it only under a name (type By []byte),
// so it is always made from the element.
func (c *catalog) sliceOf(elem *die) *want {
	name := "?"
	if elem != nil {
		name = elem.name
	}
	spelling := "[]" + name
	if w := c.made[spelling]; w != nil {
		return w
	}
	word := uint64(c.p.wordSize)
	w := c.add(&want{kind: kindStruct, spelling: spelling, goName: spelling, family: "slice", size: 3 * word})
	c.made[spelling] = w
	w.fields = []wantField{
		{name: "array", typ: c.ptrTo(c.of(elem)), goType: "*" + name},
		{name: "len", typ: c.intType(), offset: word},
		{name: "cap", typ: c.intType(), offset: 2 * word}}
	return w
}

func (c *catalog) typedef(d *die) *want {
	target := c.p.at(d.typ)
	if target == nil {
		return nil
	}
	sameThing := target.name == d.name && (target.tag == dwarf.TagTypedef || isPlainStruct(target))
	if sameThing || unnamed(d.name) || strings.HasPrefix(d.name, "noalg.") {
		return c.keep(d, c.of(target))
	}
	if btfName, ok := predeclared[d.name]; ok { // error
		w := c.once(btfName, func() *want {
			return &want{kind: kindTypedef, goName: d.name, family: c.family(d)}
		})
		c.keep(d, w)
		w.target = c.of(target)
		return w
	}
	w := c.named(d)
	w.target = c.of(target)
	return w
}

func isPlainStruct(d *die) bool {
	return d.tag == dwarf.TagStructType && d.goKind != goKindSlice && d.goKind != goKindString
}

func (c *catalog) pointer(d *die) *want {
	if d.typ != 0 {
		return c.keep(d, c.ptrTo(c.of(c.p.at(d.typ))))
	}
	if btfName, ok := predeclared[d.name]; ok { // unsafe.Pointer
		return c.keep(d, c.once(btfName, func() *want {
			return &want{kind: kindTypedef, goName: d.name, target: c.ptrTo(nil)}
		}))
	}
	if unnamed(d.name) || d.name == "" {
		return c.keep(d, c.ptrTo(nil))
	}
	w := c.named(d) // type U unsafe.Pointer
	w.target = c.ptrTo(nil).loosely()
	if c.p.wordSize == 4 {
		w.target = c.ptr32().target.loosely()
	}
	return w
}
