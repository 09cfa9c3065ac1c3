// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRealPrograms encodes real programs by the oracle's own lights and lets it judge the
// result: everything it asks for must be possible at the same time.
func TestRealPrograms(t *testing.T) {
	for _, arch := range []string{"amd64", "386", "arm64", "s390x"} {
		arch := arch
		t.Run(arch, func(t *testing.T) {
			p := build(t, arch)
			for mode, tagging := range taggings {
				if text, passed := judgeOwnAnswer(t, p, tagging); !passed {
					t.Errorf("--tags=%s:\n%s", mode, text)
				}
			}
		})
	}
}

func build(t *testing.T, arch string) *program {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command")
	}
	binary := filepath.Join(t.TempDir(), "kinds")
	cmd := exec.Command("go", "build", "-o", binary, "./testdata/kinds")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+arch, "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	p, err := readProgram(binary)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func judgeOwnAnswer(t *testing.T, p *program, mode tagging) (string, bool) {
	t.Helper()
	c, funcs, vars := model(p)
	file, err := parseBTF(encode(c, funcs, vars, mode))
	if err != nil {
		t.Fatal(err)
	}
	r := newReport(5)
	j := newJudge(p, file, demand{tagging: mode, variables: true, constants: true}, r)
	j.run(nil)
	var text strings.Builder
	r.print(&text)
	return text.String(), j.passed()
}

// model does what newJudge does before it looks at any BTF.
func model(p *program) (*catalog, []*wantFunc, []*wantVar) {
	c := newCatalog(p)
	funcs, vars := wantedFuncs(c, false), wantedVars(c)
	var needed []*want
	for _, f := range funcs {
		needed = append(needed, f.proto)
	}
	for _, v := range vars {
		needed = append(needed, v.typ)
	}
	c.settle(needed)
	nameTypes(c.all, absent)
	nameFuncs(funcs)
	nameVars(vars, funcs)
	return c, funcs, vars
}

func absent(*want) bool { return false }
