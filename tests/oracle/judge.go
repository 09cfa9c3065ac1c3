// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import "fmt"

// tagging is what the encoder was asked to write with --tags.
type tagging struct {
	names     bool // go.name and go.kind of types
	funcNames bool
	loc       bool // go.loc and go.sym
}

var taggings = map[string]tagging{
	"all":   {names: true, funcNames: true, loc: true},
	"loc":   {names: true, loc: true},
	"names": {names: true, funcNames: true},
	"none":  {},
}

// demand is what the encoder was asked for.
type demand struct {
	tagging
	wrappers  bool
	variables bool
	constants bool
	noEnum64  bool // nothing that kernels before 6.0 do not know
}

// judge holds one BTF against one program.
type judge struct {
	*report
	*matcher
	program      *program
	catalog      *catalog
	wantFuncs    []*wantFunc
	goNameOfFunc map[string]string
	demand       demand
	tagging      tagging
	wantVars     []*wantVar
	funcPercent  float64
}

func newJudge(p *program, file *btfFile, d demand, r *report) *judge {
	c := newCatalog(p)
	j := &judge{report: r, program: p, catalog: c, demand: d, tagging: d.tagging, goNameOfFunc: map[string]string{}}
	j.wantFuncs = wantedFuncs(c, d.wrappers)
	var needed []*want
	for _, f := range j.wantFuncs {
		needed = append(needed, f.proto)
	}
	if d.variables {
		j.wantVars = wantedVars(c)
	}
	for _, v := range j.wantVars {
		needed = append(needed, v.typ)
	}
	c.settle(needed)
	x := newIndex(file, p.wordSize)
	nameTypes(c.all, x.has)
	nameFuncs(j.wantFuncs)
	nameVars(j.wantVars, j.wantFuncs)
	for _, f := range j.wantFuncs {
		j.goNameOfFunc[f.name] = f.goName
	}
	j.matcher = bind(x, c.all)
	return j
}

// checks in the order they run. Functions come first: a struct of results with an unexpected
// name is recognised by the functions that return it.
var checks = []struct {
	name string
	run  func(*judge)
}{
	{"functions", (*judge).checkFuncs},
	{"types", (*judge).checkTypes},
	{"variables", (*judge).checkVars},
	{"constants", (*judge).checkConsts},
	{"names", (*judge).checkNames},
	{"mangling", (*judge).checkMangling},
	{"tags", (*judge).checkTags},
	{"shape", (*judge).checkShape},
}

func (j *judge) run(only map[string]bool) {
	for _, check := range checks {
		if len(only) == 0 || only[check.name] {
			check.run(j)
		}
	}
	j.figure("%d types, %d bytes", len(j.types)-1, j.bytes)
}

const enough = 99.5 // percent of functions

func (j *judge) passed() bool {
	failed := j.count("")
	if j.count("functions/proto")+j.count("functions/missing") == j.count("functions") && j.funcPercent >= enough {
		failed -= j.count("functions")
	}
	return failed == 0
}

func parseOnly(list []string) (map[string]bool, error) {
	only := map[string]bool{}
	for _, name := range list {
		known := false
		for _, check := range checks {
			known = known || check.name == name
		}
		if !known {
			return nil, fmt.Errorf("there is no check called %q", name)
		}
		only[name] = true
	}
	return only, nil
}
