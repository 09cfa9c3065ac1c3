// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// The Go program as its DWARF tells it, read with the standard library only:
// this reader shares no code and no idea with the one that is being judged.

package main

import (
	"debug/dwarf"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Attributes and kinds that the Go toolchain adds to DWARF (cmd/internal/dwarf, reflect.Kind).
const (
	attrGoKind = dwarf.Attr(0x2900)
	attrGoElem = dwarf.Attr(0x2902)

	goKindInterface = 20
	goKindSlice     = 23
	goKindString    = 24
)

const langGo = 0x16

// die is a type entry.
type die struct {
	offset   dwarf.Offset
	tag      dwarf.Tag
	name     string
	size     int64
	encoding int64
	goKind   int64
	typ      dwarf.Offset // 0: none
	elem     dwarf.Offset // of a slice
	count    int64        // of an array
	members  []member
	params   []param // of a func type
	variadic int     // index of the parameter that takes the rest, -1: none
	results  bool    // some parameter is marked as a result (go1.24 and later)
	nested   bool    // .paramN, inside a function
}

type member struct {
	name   string
	offset int64
	typ    dwarf.Offset
}

type param struct {
	name   string
	typ    dwarf.Offset
	result bool
}

// subprogram is a function with code.
type subprogram struct {
	offset   dwarf.Offset
	origin   dwarf.Offset // the abstract entry that holds name and external
	name     string
	addr     uint64
	external bool
	wrapper  bool
	params   []param
	origins  []dwarf.Offset // per parameter, 0: described in place
}

// program is everything that the checks ask about the binary.
type program struct {
	wordSize int64
	order    binary.ByteOrder
	goMinor  int // 26 for go1.26; huge for a development version
	dies     map[dwarf.Offset]*die
	topTypes []*die // at unit level, in file order
	byName   map[string]*die
	funcs    []*subprogram
	symbols  map[uint64][]string // FUNC symbols by address; nil: no symbol table
	goUnits  int

	variables []variable
	constants []constant
	sections  []section         // that are in memory, by address
	objects   map[object]uint64 // sizes of OBJECT symbols
}

func readProgram(path string) (*program, error) {
	file, err := elf.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := file.DWARF()
	if err != nil {
		return nil, fmt.Errorf("%s: no usable DWARF: %w", path, err)
	}
	p := &program{order: file.ByteOrder, dies: map[dwarf.Offset]*die{}, byName: map[string]*die{}, wordSize: 8}
	if file.Class == elf.ELFCLASS32 {
		p.wordSize = 4
	}
	if err := newDieReader(p, data).run(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if p.goUnits == 0 {
		return nil, fmt.Errorf("%s: no unit was compiled by the Go compiler", path)
	}
	p.readSymbols(file)
	p.readSections(file)
	return p, nil
}

func (p *program) readSymbols(file *elf.File) {
	symbols, err := file.Symbols()
	if err != nil {
		return // stripped of symbols: the checks of go.sym have nothing to say
	}
	p.symbols = map[uint64][]string{}
	p.objects = map[object]uint64{}
	for _, s := range symbols {
		switch elf.ST_TYPE(s.Info) {
		case elf.STT_FUNC:
			p.symbols[s.Value] = append(p.symbols[s.Value], s.Name)
		case elf.STT_OBJECT:
			p.objects[object{s.Name, s.Value}] = s.Size
		}
	}
}

var producerVersion = regexp.MustCompile(`go1\.(\d+)`)

// goMinorOf reads the release out of "Go cmd/compile go1.24.6; regabi".
func goMinorOf(producer string) int {
	if m := producerVersion.FindStringSubmatch(producer); m != nil {
		minor, _ := strconv.Atoi(m[1])
		return minor
	}
	return 1 << 30
}

func isGoUnit(e *dwarf.Entry) bool {
	lang, _ := e.Val(dwarf.AttrLanguage).(int64)
	producer, _ := e.Val(dwarf.AttrProducer).(string)
	return lang == langGo && strings.HasPrefix(producer, "Go cmd/compile")
}

func (p *program) at(off dwarf.Offset) *die {
	if off == 0 {
		return nil
	}
	return p.dies[off]
}

// shape follows typedefs to what they stand for.
func (p *program) shape(d *die) *die {
	for d != nil && d.tag == dwarf.TagTypedef {
		d = p.at(d.typ)
	}
	return d
}

// source is the type behind the .paramN that generic functions use.
func (p *program) source(d *die) *die {
	for d != nil && d.nested {
		d = p.at(d.typ)
	}
	return d
}

var unnamedPrefixes = []string{"[", "*", "map[", "struct {", "chan ", "<-chan ", "chan<- ", "func(", "interface {"}

// unnamed tells type literals from types that the program gave a name.
func unnamed(name string) bool {
	for _, prefix := range unnamedPrefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
