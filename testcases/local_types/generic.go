// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

//go:build goexperiment.unified || go1.21

package main

//go:noinline
func local[E any](v E) any {
	type T struct{ value E }
	type Pair struct {
		first  T
		second *E
	}
	return Pair{T{v}, &v}
}

func generic() { keep(local(1), local("a"), local(local[error])) }
