// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"debug/dwarf"
	"fmt"
)

// dieReader walks every entry once and keeps types and functions.
type dieReader struct {
	p        *program
	reader   *dwarf.Reader
	owners   []interface{} // whom the children of the open entries belong to: *die, *subprogram or nil
	abstract map[dwarf.Offset]*subprogram
	formals  map[dwarf.Offset]param // parameters of abstract functions
}

func newDieReader(p *program, data *dwarf.Data) *dieReader {
	return &dieReader{p: p, reader: data.Reader(),
		abstract: map[dwarf.Offset]*subprogram{}, formals: map[dwarf.Offset]param{}}
}

func (r *dieReader) run() error {
	inGo := false
	for {
		e, err := r.reader.Next()
		if err != nil {
			return fmt.Errorf("DWARF: %w", err)
		}
		if e == nil {
			break
		}
		switch {
		case e.Tag == 0:
			r.pop()
			continue
		case e.Tag == dwarf.TagCompileUnit || e.Tag == dwarf.TagPartialUnit:
			r.owners = r.owners[:0]
			if inGo = isGoUnit(e); inGo {
				r.p.goUnits++
				r.p.goMinor = goMinorOf(e.Val(dwarf.AttrProducer).(string))
			}
		}
		var owner interface{}
		if inGo {
			owner = r.entry(e)
		}
		if e.Children {
			r.owners = append(r.owners, owner)
		}
	}
	return r.resolveOrigins()
}

func (r *dieReader) pop() {
	if len(r.owners) > 0 {
		r.owners = r.owners[:len(r.owners)-1]
	}
}

// entry keeps e if it matters and returns what its children belong to.
func (r *dieReader) entry(e *dwarf.Entry) interface{} {
	atUnit := len(r.owners) == 1
	var parent interface{}
	if len(r.owners) > 0 {
		parent = r.owners[len(r.owners)-1]
	}
	switch e.Tag {
	case dwarf.TagBaseType, dwarf.TagStructType, dwarf.TagPointerType, dwarf.TagArrayType,
		dwarf.TagSubroutineType, dwarf.TagTypedef, dwarf.TagUnspecifiedType:
		return r.typeEntry(e, atUnit)
	case dwarf.TagSubprogram:
		if atUnit {
			return r.subprogramEntry(e)
		}
	case dwarf.TagFormalParameter:
		r.parameter(e, parent)
	case dwarf.TagVariable:
		if atUnit {
			r.variable(e)
		}
	case tagConstant:
		r.constant(e)
	case dwarf.TagUnspecifiedParameters:
		if d, ok := parent.(*die); ok {
			d.variadic = len(d.params) - 1
		}
	case dwarf.TagMember:
		if d, ok := parent.(*die); ok {
			d.members = append(d.members, member{stringOf(e, dwarf.AttrName), intOf(e, dwarf.AttrDataMemberLoc), refOf(e, dwarf.AttrType)})
		}
	case dwarf.TagSubrangeType:
		if d, ok := parent.(*die); ok {
			d.count = intOf(e, dwarf.AttrCount)
		}
	}
	return nil
}

func (r *dieReader) typeEntry(e *dwarf.Entry, atUnit bool) *die {
	d := &die{
		offset: e.Offset, tag: e.Tag, name: stringOf(e, dwarf.AttrName),
		size: intOf(e, dwarf.AttrByteSize), encoding: intOf(e, dwarf.AttrEncoding),
		goKind: intOf(e, attrGoKind), typ: refOf(e, dwarf.AttrType), elem: refOf(e, attrGoElem),
		variadic: -1, nested: !atUnit,
	}
	r.p.dies[d.offset] = d
	if !d.nested {
		r.p.topTypes = append(r.p.topTypes, d)
		// A typedef comes with a definition of the same name; users mean the typedef.
		if r.p.byName[d.name] == nil || d.tag == dwarf.TagTypedef {
			r.p.byName[d.name] = d
		}
	}
	return d
}

func (r *dieReader) subprogramEntry(e *dwarf.Entry) *subprogram {
	f := &subprogram{offset: e.Offset, name: stringOf(e, dwarf.AttrName), origin: refOf(e, dwarf.AttrAbstractOrigin)}
	f.external, _ = e.Val(dwarf.AttrExternal).(bool)
	f.wrapper, _ = e.Val(dwarf.AttrTrampoline).(bool)
	addr, hasCode := e.Val(dwarf.AttrLowpc).(uint64)
	f.addr = addr
	if hasCode {
		r.p.funcs = append(r.p.funcs, f)
	} else {
		r.abstract[e.Offset] = f
	}
	return f
}

func (r *dieReader) parameter(e *dwarf.Entry, parent interface{}) {
	result, _ := e.Val(dwarf.AttrVarParam).(bool)
	p := param{stringOf(e, dwarf.AttrName), refOf(e, dwarf.AttrType), result}
	switch owner := parent.(type) {
	case *die:
		owner.params = append(owner.params, p)
		owner.results = owner.results || result
	case *subprogram:
		owner.params = append(owner.params, p)
		owner.origins = append(owner.origins, refOf(e, dwarf.AttrAbstractOrigin))
		r.formals[e.Offset] = p
	}
}

// resolveOrigins completes the concrete entries of functions that were also inlined.
// It has to wait for the end: an abstract entry may come later in the file.
func (r *dieReader) resolveOrigins() error {
	for _, f := range r.p.funcs {
		if f.origin != 0 {
			from := r.abstract[f.origin]
			if from == nil {
				return fmt.Errorf("DWARF: function at %#x: no abstract entry at %#x", f.offset, f.origin)
			}
			f.name, f.external = from.name, from.external
		}
		for i, origin := range f.origins {
			if origin == 0 {
				continue
			}
			from, ok := r.formals[origin]
			if !ok {
				return fmt.Errorf("DWARF: parameter %d of %s: no abstract entry at %#x", i, f.name, origin)
			}
			f.params[i] = from
		}
	}
	return nil
}

func stringOf(e *dwarf.Entry, a dwarf.Attr) string {
	s, _ := e.Val(a).(string)
	return s
}

func intOf(e *dwarf.Entry, a dwarf.Attr) int64 {
	switch v := e.Val(a).(type) {
	case int64:
		return v
	case uint64:
		return int64(v)
	}
	return 0
}

func refOf(e *dwarf.Entry, a dwarf.Attr) dwarf.Offset {
	off, _ := e.Val(a).(dwarf.Offset)
	return off
}
