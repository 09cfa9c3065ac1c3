// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package dash

type T[E any] struct{ dash E }

//go:noinline
func New[E any](e E) *T[E] { return &T[E]{e} }
