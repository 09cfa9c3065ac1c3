// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Package shapes has types that others use, with and without methods.
package shapes

// First in the file, with nothing before it that is known to be of this package.
type Point struct {
	X, Y int
	name string
}

type Kind int

type Same struct{ A, B int32 }

type hidden struct{ k int32 }

type Holder struct {
	Kind   Kind
	inside hidden
	Next   *Holder
	Points []Point
	Do     func(Point) (Kind, error)
}

func (p *Point) Move(dx int) int { return p.X + dx }

func New(k Kind) *Holder { return &Holder{Kind: k, inside: hidden{1}} }

func Use(h *Holder, s Same) int { return len(h.Points) + int(h.inside.k) + int(s.A) }
