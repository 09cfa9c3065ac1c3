// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// The contract's section "Names", written a second time: from a Go name to the C
// identifier that BTF carries.

package main

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A longer name is cut so that it has this length with its hash, which takes its place.
const longestName = 120

// predeclared maps Go's own types to their BTF names; every other type begins with go_.
var predeclared = map[string]string{
	"bool": "GoBool", "string": "GoString", "unsafe.Pointer": "GoUnsafePointer",
	"int": "GoInt", "int8": "GoInt8", "int16": "GoInt16", "int32": "GoInt32", "int64": "GoInt64",
	"uint": "GoUint", "uint8": "GoUint8", "uint16": "GoUint16", "uint32": "GoUint32", "uint64": "GoUint64",
	"uintptr": "GoUintptr", "float32": "GoFloat32", "float64": "GoFloat64",
	"complex64": "GoComplex64", "complex128": "GoComplex128", "error": "GoError",
}

func typeName(goName string) string {
	if name, ok := predeclared[goName]; ok {
		return name
	}
	return shorten(identifier("go_", goName), goName)
}

// resultsName names the struct that holds several results, spelled "(int, error)".
func resultsName(spelling string) string {
	return shorten(identifier("go_results_", spelling), spelling)
}

func funcName(goName string) string {
	name := identifier("", goName)
	if name != "" && isDigit(name[0]) {
		name = "_" + name
	}
	return shorten(name, goName)
}

func shorten(name, goName string) string {
	if len(name) <= longestName {
		return name
	}
	return withHash32(name, goName)
}

func withHash32(name, goName string) string {
	h := fnv.New32a()
	h.Write([]byte(goName))
	return withSuffix(name, fmt.Sprintf("__%08x", h.Sum32()))
}

func withHash64(name, goName string) string {
	h := fnv.New64a()
	h.Write([]byte(goName))
	return withSuffix(name, fmt.Sprintf("__%016x", h.Sum64()))
}

func withSuffix(name, suffix string) string {
	if stem := longestName - len(suffix); len(name) > stem {
		name = name[:stem]
	}
	return strings.TrimRight(name, "_") + suffix
}

// identifier is the mangling proper, without the rules for length.
func identifier(prefix, goName string) string {
	return collapse(prefix + strings.Join(words(goName), "_"))
}

var longRun = regexp.MustCompile(`_{3,}`)

// collapse removes ___, which CO-RE takes for the start of a flavour.
func collapse(s string) string {
	if !strings.Contains(s, "___") {
		return s
	}
	return longRun.ReplaceAllString(s, "__")
}

// words takes a Go name apart into the identifiers of its BTF name.
func words(goName string) []string {
	var out []string
	quoted := false // in a struct tag, where nothing is an operator
	for s := unescape(goName); s != ""; {
		if quoted {
			if word, n := identifierPrefix(s); n > 0 {
				out, s = append(out, word), s[n:]
				continue
			}
			if strings.HasPrefix(s, `\"`) || strings.HasPrefix(s, `\\`) {
				s = s[2:]
				continue
			}
			quoted = s[0] != '"'
			s = s[runeLength(s):]
			continue
		}
		word, n := operator(s)
		if n == 0 {
			word, n = identifierPrefix(s)
		}
		if n == 0 {
			quoted = s[0] == '"'
			n = runeLength(s)
		} else {
			out = append(out, word)
		}
		s = s[n:]
	}
	return out
}

var arrayLength = regexp.MustCompile(`^\[(\d+)\]`)

// operator reads what Go spells with signs and BTF with a word.
func operator(s string) (word string, length int) {
	switch {
	case s[0] == '*':
		return "ptr", 1
	case strings.HasPrefix(s, "[]"):
		return "slice", 2
	case strings.HasPrefix(s, "..."):
		return "dots", 3
	case strings.HasPrefix(s, "<-chan"):
		return "rchan", len("<-chan")
	case strings.HasPrefix(s, "chan<-"):
		return "schan", len("chan<-")
	case strings.HasPrefix(s, ") ") && len(s) > 2 && s[2] != '}' && s[2] != '"':
		return "ret", 2
	case s[0] == '[':
		if m := arrayLength.FindStringSubmatch(s); m != nil {
			return "arr" + m[1], len(m[0])
		}
	}
	return "", 0
}

// identifierPrefix reads one identifier; letters and digits beyond ASCII become u + hex.
func identifierPrefix(s string) (word string, length int) {
	for length < len(s) && isIdentifierByte(s[length]) {
		length++
	}
	word = s[:length]
	if length < len(s) && s[length] >= utf8.RuneSelf {
		r, n := utf8.DecodeRuneInString(s[length:])
		if r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			rest, more := identifierPrefix(s[length+n:])
			return word + fmt.Sprintf("u%x", r) + rest, length + n + more
		}
	}
	return word, length
}

// unescape undoes the %2e that the compiler writes into import paths.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && hexValue(s[i+1]) >= 0 && hexValue(s[i+2]) >= 0 {
			out.WriteByte(byte(hexValue(s[i+1])<<4 | hexValue(s[i+2])))
			i += 2
			continue
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

func hexValue(c byte) int { return strings.IndexByte("0123456789abcdef", c) }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isIdentifierByte(c byte) bool {
	return c == '_' || isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func runeLength(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	return n
}

func isIdentifier(s string) bool {
	if s == "" || isDigit(s[0]) {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !isIdentifierByte(s[i]) {
			return false
		}
	}
	return true
}
