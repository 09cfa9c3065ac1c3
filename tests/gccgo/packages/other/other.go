// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Package other has types that are called as those of shapes.
package other

import "example.com/my.mod/shapes"

type Point struct{ Lat, Long float64 }

type Same struct{ A, B int32 }

func Far(p Point, q shapes.Point, s Same) float64 { return p.Lat + float64(q.X) + float64(s.B) }
