// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Package quiet needs nothing of the standard library.
package quiet

// Pair is what quietSum takes apart.
type Pair struct {
	A int32
	B string
}

// Sum adds up what there is.
//
//go:noinline
func (p *Pair) Sum(_ bool, more ...int32) (total int32, err error) {
	total = p.A + int32(len(p.B))
	for _, n := range more {
		total += n
	}
	return total, nil
}
