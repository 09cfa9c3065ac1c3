// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Names of members and parameters: as the programmer wrote them, wherever C allows it.

package main

import (
	"fmt"
	"regexp"
	"strings"
)

// What C (C23 included) or clang for BPF refuses as a member, or swallows without a word.
var reserved = wordSet(`
	auto break case char const continue default do double else enum extern float for goto if
	inline int long register restrict return short signed sizeof static struct switch typedef
	union unsigned void volatile while
	_Alignas _Alignof _Atomic _Bool _Complex _Generic _Imaginary _Noreturn _Static_assert _Thread_local
	alignas alignof bool constexpr false nullptr static_assert thread_local true typeof typeof_unqual
	asm __int128 _Float16 _BitInt __auto_type __bpf__ __BPF__`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}

var unnamedParam = regexp.MustCompile(`^~([pr]\d+)$`)

// cName is the name of the member or parameter at this position, before duplicates are numbered.
// Only what kernels before 6.1 refuse for its length is cut, in the way of all other names.
func cName(name string, position int) string {
	c := cIdentifier(name, position)
	if len(c) > longestLegal {
		return withHash32(c, name)
	}
	return c
}

func cIdentifier(name string, position int) string {
	if m := unnamedParam.FindStringSubmatch(name); m != nil {
		return "_" + m[1]
	}
	c := name
	if !isIdentifier(name) {
		c = identifier("", name)
	}
	switch {
	case c == "" || c == "_":
		return fmt.Sprintf("_p%d", position)
	case isDigit(c[0]):
		return "_" + c
	case reserved[c]:
		return c + "_"
	}
	return c
}

// sameName says whether got is the name wanted. The contract leaves open how the number of
// a repeated name is written, and whether signs before a name (.autotmp_7, &x) leave a _.
// Names that only some compilers reserve may have the underscore or not.
func (f *wantField) sameName(got string) bool {
	if f.repeated {
		digits := strings.TrimLeft(strings.TrimPrefix(got, f.name), "_")
		return strings.HasPrefix(got, f.name) && digits != "" && strings.Trim(digits, "0123456789") == ""
	}
	return got == f.name || maybeReserved(f.name) && got == f.name+"_" || f.rewritten && got == "_"+f.name
}

func maybeReserved(name string) bool {
	return strings.HasPrefix(name, "__") || len(name) > 1 && name[0] == '_' && 'A' <= name[1] && name[1] <= 'Z'
}
