// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cilium/ebpf/btf"
)

// judge counts what one BTF blob does well, and lists what it does not.
type judge struct {
	limit    int
	failures []failure
	types    int // without DECL_TAGs, which cilium folds into what they are about
	records  int // with them
	sized    int
	named    int
	funcs    int
	after    int // records that deduplication left
}

type failure struct {
	step     string
	count    int
	examples []string
}

func (j *judge) fail(step, format string, args ...any) {
	at := slices.IndexFunc(j.failures, func(f failure) bool { return f.step == step })
	if at < 0 {
		at = len(j.failures)
		j.failures = append(j.failures, failure{step: step})
	}
	f := &j.failures[at]
	f.count++
	if len(f.examples) < j.limit {
		f.examples = append(f.examples, fmt.Sprintf(format, args...))
	}
}

func (j *judge) failed() bool { return len(j.failures) > 0 }

func (j *judge) lines() []string {
	var lines []string
	for _, f := range j.failures {
		lines = append(lines, fmt.Sprintf("%s: %d", f.step, f.count))
		for _, example := range f.examples {
			lines = append(lines, "    "+example)
		}
	}
	return lines
}

func (j *judge) figures() string {
	verdict := "ok"
	if j.failed() {
		verdict = "FAILED"
	}
	return fmt.Sprintf("%d types (%d records), %d sized, %d found by name, %d functions found, %d records after dedup: %s",
		j.types, j.records, j.sized, j.named, j.funcs, j.after, verdict)
}

// guarded runs a step; cilium/ebpf panics on some input, and the other steps still count.
// What it cannot survive, a stack overflow, ends this program with a status that is not 0.
func (j *judge) guarded(step string, run func() error) {
	defer func() {
		if p := recover(); p != nil {
			j.fail(step, "panic: %v", p)
		}
	}()
	if err := run(); err != nil {
		j.fail(step, "%v", err)
	}
}

func (j *judge) run(data []byte) {
	var spec *btf.Spec
	var all []btf.Type
	j.guarded("load", func() (err error) {
		spec, all, err = load(data)
		return err
	})
	if j.failed() {
		return
	}
	j.types, j.records = len(all), records(spec)
	for _, t := range all {
		j.guarded("sizeof", func() error { return j.size(t) })
		j.guarded("by name", func() error { return j.find(spec, t) })
	}
	j.guarded("dedup", func() error { return j.dedup(data) })
}

func load(data []byte) (*btf.Spec, []btf.Type, error) {
	spec, err := btf.LoadSpecFromReader(bytes.NewReader(data))
	if err != nil {
		return nil, nil, err
	}
	var all []btf.Type
	for t, err := range spec.All() {
		if err != nil {
			return nil, nil, err
		}
		if _, void := t.(*btf.Void); !void {
			all = append(all, t)
		}
	}
	return spec, all, nil
}

// records counts everything that has an id.
func records(spec *btf.Spec) int {
	for n := 0; ; n++ {
		if _, err := spec.TypeByID(btf.TypeID(n + 1)); errors.Is(err, btf.ErrNotFound) {
			return n
		}
	}
}

func (j *judge) size(t btf.Type) error {
	switch t.(type) {
	case *btf.Func, *btf.FuncProto, *btf.Fwd, *btf.Var, *btf.Datasec:
		return nil // these have none
	}
	if _, err := btf.Sizeof(t); err != nil {
		return err
	}
	j.sized++
	return nil
}

// find looks a type up as a user would, and must get that very type.
func (j *judge) find(spec *btf.Spec, t btf.Type) error {
	switch t := t.(type) {
	case *btf.Struct, *btf.Typedef, *btf.Enum:
		found, err := spec.AnyTypeByName(t.TypeName())
		if err == nil && found != t {
			err = fmt.Errorf("asked for %v, got %v", t, found)
		}
		if err == nil {
			j.named++
		}
		return err
	case *btf.Func:
		err := findFunc(spec, t)
		if err == nil {
			j.funcs++
		}
		return err
	case *btf.Var:
		var found *btf.Var
		err := spec.TypeByName(t.Name, &found)
		if err == nil && found != t {
			err = fmt.Errorf("asked for %v, got %v", t, found)
		}
		return err
	}
	return nil
}

func findFunc(spec *btf.Spec, f *btf.Func) error {
	var found *btf.Func
	err := spec.TypeByName(f.Name, &found)
	switch {
	case errors.Is(err, btf.ErrMultipleMatches):
		return sameFuncs(spec, f)
	case err == nil && found != f:
		return fmt.Errorf("asked for %v, got %v", f, found)
	}
	return err
}

// sameFuncs tolerates functions of one name that nobody can tell apart: static assembly
// that was linked twice.
func sameFuncs(spec *btf.Spec, f *btf.Func) error {
	namesakes, err := spec.AnyTypesByName(f.Name)
	if err != nil {
		return err
	}
	for _, t := range namesakes {
		other, isFunc := t.(*btf.Func)
		if isFunc && (other.Type != f.Type || !slices.Equal(other.Tags, f.Tags)) {
			return fmt.Errorf("%s: two different functions: %s and %s", f.Name, strings.Join(f.Tags, " "), strings.Join(other.Tags, " "))
		}
	}
	return nil
}

// dedup works on types of its own, because the Builder rewires them.
func (j *judge) dedup(data []byte) error {
	before, all, err := load(data)
	if err != nil {
		return err
	}
	expected := records(before)
	builder, err := btf.NewBuilder(all, &btf.BuilderOptions{Deduplicate: true})
	if err != nil {
		return err
	}
	out, err := builder.Marshal(nil, nil)
	if err != nil {
		return err
	}
	spec, left, err := load(out)
	if err != nil {
		return fmt.Errorf("what dedup made does not load: %w", err)
	}
	j.after = records(spec)
	if len(left) != len(all) || j.after != expected {
		return fmt.Errorf("%d types with tags (%d without) became %d (%d)", expected, len(all), j.after, len(left))
	}
	return nil
}
