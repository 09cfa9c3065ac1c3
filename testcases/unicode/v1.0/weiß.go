// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package weiß

type Größe struct{ Länge, breite float64 }

//go:noinline
func Neu(länge float64) *Größe { return &Größe{länge, 1} }

//go:noinline
func (g *Größe) Fläche() (ergebnis float64) { return g.Länge * g.breite }
