// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package plain

type T struct{ plain bool }

//go:noinline
func New(b bool) *T { return &T{b} }

//go:noinline
func (t *T) Get() (T, bool) { return *t, t.plain }
