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
	c, funcs := model(p)
	file, err := parseBTF(encode(c, funcs, mode))
	if err != nil {
		t.Fatal(err)
	}
	r := newReport(5)
	j := newJudge(p, file, false, mode, r)
	j.run(nil)
	var text strings.Builder
	r.print(&text)
	return text.String(), j.passed()
}

// model does what newJudge does before it looks at any BTF.
func model(p *program) (*catalog, []*wantFunc) {
	c := newCatalog(p)
	funcs := wantedFuncs(c, false)
	var protos []*want
	for _, f := range funcs {
		protos = append(protos, f.proto)
	}
	c.settle(protos)
	nameTypes(c.all, absent)
	nameFuncs(funcs)
	return c, funcs
}

func absent(*want) bool { return false }
