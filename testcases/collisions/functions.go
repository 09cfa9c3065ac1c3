// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

// The variable and the method are main_T_Method both.
var T_Method = 1

//go:noinline
func (t *T) Method() int { return T_Method + t.plain }

//go:noinline
func (t T) Method_() int { return t.plain }

//go:noinline
func (t T) Value() int { return t.plain }

//go:noinline
func T_Value() int { return T_Method }

//go:noinline
func ptr_T_Method() int { return T_Method }

//go:noinline
func (p ptr_T) Method() int { return int(p.spelledLikePointer) }

//go:noinline
func outer() func() int { return func() int { return T_Method } }

//go:noinline
func outer_func1() int { return T_Method }

func init() { T_Method++ }

//go:noinline
func init_0() int { return T_Method }

//go:noinline
func Generic[X any](x X) any { return x }

//go:noinline
func Generic_go_shape_int() int { return T_Method }

//go:noinline
func gc() int { return T_Method }

//go:noinline
func _gc() int { return T_Method }

//go:noinline
func run__s() int { return T_Method }

//go:noinline
func run___s() int { return T_Method }

//go:noinline
func run____s() int { return T_Method }

//go:noinline
func functions() {
	keep(&T_Method, (&T{}).Method(), T{}.Method_(), T{}.Value(), T_Value(), ptr_T_Method(), ptr_T{}.Method())
	keep(outer()(), outer_func1(), init_0(), Generic(1), Generic_go_shape_int())
	keep(gc(), _gc(), run__s(), run___s(), run____s())
}
