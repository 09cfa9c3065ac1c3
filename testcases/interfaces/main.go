// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"fmt"
	"io"
)

type Empty interface{}

type Reader interface {
	Read(p []byte) (n int, err error)
}

type Embedding interface {
	Reader
	io.Closer
	fmt.Stringer
	Extra(a, b int, rest ...string) (Reader, error)
}

type private interface{ hidden(private) }

type OfNamed Reader

type Failure struct{ code int }

//go:noinline
func (f *Failure) Error() string { return "failure" }

type impl struct{ n int }

//go:noinline
func (i impl) Read(p []byte) (int, error) { return copy(p, "x"), nil }

//go:noinline
func (i impl) Close() error { return &Failure{i.n} }

//go:noinline
func (i impl) String() string { return "impl" }

//go:noinline
func (i impl) Extra(a, b int, _ ...string) (Reader, error) { return i, nil }

//go:noinline
func (i *impl) hidden(private) {}

type Holder struct {
	any       any
	empty     interface{}
	named     Empty
	err       error
	reader    Reader
	ofNamed   OfNamed
	writer    io.Writer
	embedding Embedding
	private   private
	anonymous interface {
		Abe()
		Zed(int) (string, error)
	}
	embedded interface {
		error
		Reader
	}
	Comparable comparer
	readers    []Reader
	byReader   map[Reader]any
	pointer    *Reader
}

type comparer interface{ Compare(other comparer) int }

//go:noinline
func consume(a any, e error, r Reader, x interface{ String() string }, p private) (any, error) {
	if e != nil {
		return a, e
	}
	p.hidden(p)
	_, err := r.Read([]byte(x.String()))
	return r, err
}

//go:noinline
func keep(...any) {}

func main() {
	v := impl{1}
	var all Embedding = v
	keep(&Holder{embedding: all}, all.Close(), all.String())
	keep(all.Extra(1, 2))
	keep(consume(1, nil, v, v, &v))
}
