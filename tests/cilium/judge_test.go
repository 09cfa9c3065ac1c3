// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"strings"
	"testing"

	"github.com/cilium/ebpf/btf"
)

func blob(t *testing.T, types ...btf.Type) []byte {
	t.Helper()
	builder, err := btf.NewBuilder(types, nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := builder.Marshal(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func integer() *btf.Int { return &btf.Int{Name: "int", Size: 4, Encoding: btf.Signed} }

func structure(name string) *btf.Struct {
	return &btf.Struct{Name: name, Size: 4, Members: []btf.Member{{Name: "x", Type: integer()}}}
}

func enum(name string) *btf.Enum {
	return &btf.Enum{Name: name, Size: 4, Values: []btf.EnumValue{{Name: name + "_a", Value: 1}}}
}

func variable(name string) *btf.Var { return &btf.Var{Name: name, Type: integer()} }

func function(name string, result btf.Type) *btf.Func {
	return &btf.Func{Name: name, Type: &btf.FuncProto{Return: result}, Tags: []string{"go.name=" + name}}
}

func TestGood(t *testing.T) {
	s := structure("s")
	s.Tags = []string{"go.name=main.s"}
	j := &judge{limit: 10}
	j.run(blob(t, s, &btf.Typedef{Name: "t", Type: &btf.Pointer{Target: s}}, function("f", s)))
	if j.failed() {
		t.Error(j.lines())
	}
	if j.types != 6 || j.records != 8 || j.after != 8 || j.named != 2 || j.funcs != 1 || j.sized != 4 {
		t.Error(j.figures())
	}
}

// TestBad provokes every step, so that each is known to be able to fail.
func TestBad(t *testing.T) {
	one, two := function("f", &btf.Void{}), function("f", integer())
	endless := integer()
	var chain btf.Type = endless
	for range 40 {
		chain = &btf.Typedef{Name: "t" + strings.Repeat("x", len(chain.TypeName())), Type: chain}
	}
	truncated := blob(t, structure("s"))
	for name, bad := range map[string]struct {
		data []byte
		step string
	}{
		"garbage":               {[]byte("garbage"), "load"},
		"truncated":             {truncated[:len(truncated)-1], "load"},
		"struct and typedef":    {blob(t, structure("s"), &btf.Typedef{Name: "s", Type: integer()}), "by name"},
		"struct and function":   {blob(t, structure("s"), function("s", &btf.Void{})), "by name"},
		"two structs":           {blob(t, structure("s"), &btf.Struct{Name: "s"}), "by name"},
		"two functions":         {blob(t, one, two), "by name"},
		"two enums":             {blob(t, enum("e"), &btf.Enum{Name: "e", Size: 8}), "by name"},
		"enum and typedef":      {blob(t, enum("s"), &btf.Typedef{Name: "s", Type: integer()}), "by name"},
		"two variables":         {blob(t, variable("v"), variable("v")), "by name"},
		"equal structs":         {blob(t, structure("s"), structure("s")), "dedup"},
		"equal integers":        {blob(t, integer(), integer()), "dedup"},
		"endless typedefs":      {blob(t, chain), "sizeof"},
		"typedef of a function": {blob(t, &btf.Typedef{Name: "t", Type: &btf.FuncProto{Return: &btf.Void{}}}), "sizeof"},
	} {
		j := &judge{limit: 10}
		j.run(bad.data)
		noticed := false
		for _, f := range j.failures {
			noticed = noticed || f.step == bad.step
		}
		if !noticed {
			t.Errorf("%s: not noticed by %q: %s %v", name, bad.step, j.figures(), j.lines())
		}
	}
}

// TestStaticAssembly: functions that nobody can tell apart are no ambiguity for users,
// though deduplication takes one away.
func TestStaticAssembly(t *testing.T) {
	proto := &btf.FuncProto{Return: &btf.Void{}}
	one, two := &btf.Func{Name: "f", Type: proto}, &btf.Func{Name: "f", Type: proto}
	j := &judge{limit: 10}
	j.run(blob(t, one, two))
	for _, f := range j.failures {
		if f.step == "by name" {
			t.Error(j.lines())
		}
	}
}

func TestPanicIsAFailure(t *testing.T) {
	j := &judge{limit: 10}
	j.guarded("step", func() error { panic("boom") })
	if !j.failed() || !strings.Contains(j.lines()[1], "boom") {
		t.Error(j.lines())
	}
}
