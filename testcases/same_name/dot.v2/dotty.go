// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// The import path ends in another name than the package has.
package dotty

type T struct{ dotted string }

type List []*T

//go:noinline
func New(s string) *T { return &T{s} }

//go:noinline
func (t *T) Get() (T, List) { return *t, List{t} }
