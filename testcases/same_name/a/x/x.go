// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package x

type T struct{ a int }

type Named a

type a []T

//go:noinline
func New(n int) *T { return &T{n} }

//go:noinline
func (t *T) Get() (T, error) { return *t, nil }
