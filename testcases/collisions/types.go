// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"example.com/testcases/collisions/a-b"
	slash "example.com/testcases/collisions/a/b"
	underscore "example.com/testcases/collisions/a_b"
)

// These only look alike: identifiers are kept as they are.
type (
	T  struct{ plain int }
	T_ struct{ one string }
	_T struct{ two bool }

	Type_ListType  struct{ a int8 }
	Type_ListType_ struct{ b int16 }
)

// A run of three or more underscores becomes two.
type (
	U__V   struct{ two int8 }
	U___V  struct{ three int16 }
	U____V struct{ four int32 }
)

// Brackets, commas and blanks become underscores.
type (
	A            struct{ a int8 }
	B            struct{ b int16 }
	C            struct{ c int32 }
	A_main_B     struct{ ab int64 }
	B_main_C     struct{ bc float32 }
	Pair_int     struct{ spelled uint8 }
	T_1          struct{ spelledLikeLocal uint8 }
	T_2          struct{ spelledLikeLocal uint16 }
	ptr_T        struct{ spelledLikePointer uint32 }
	C_ret_main_A struct{ spelledLikeResult uint64 }

	Pair[X any]   struct{ x X }
	Two[X, Y any] struct {
		x X
		y Y
	}
	Other[X, Y any] struct {
		other [2]X
		more  Y
	}
	Other_int_bool struct{ spelled float64 }
)

// Letters beyond ASCII become u and their number, which may go on in digits.
type (
	Aé   struct{ letter int8 }
	Aue9 struct{ spelled int16 }
	Bé1  struct{ letterAndDigit int32 }
	Bຑ   struct{ otherLetter int64 }
)

// Named and unnamed func types; up to Go 1.23 the former give their own name to
// the closure that the latter name after their parameters.
type (
	F       func(A) int
	FuncOfF func(F) string
	takes   struct {
		f            F
		unnamed      func(F)
		result       func(C) A
		spelled      func(C_ret_main_A)
		oneResult    func() (A_main_B, C)
		otherResult  func() (A, B_main_C)
		slices       []Two[A, B_main_C]
		otherSlices  []Two[A_main_B, C]
		m            map[A]B_main_C
		otherMap     map[A_main_B]C
		ch           chan Two[A, B_main_C]
		otherCh      chan Two[A_main_B, C]
		structs      struct{ X, Y int }
		otherStructs struct{ X_int_Y int }
		tagged       struct {
			X int "Y:int"
		}
	}
)

//go:noinline
func localTypes() {
	type T struct{ local int }
	type A struct{ local string }
	keep(new(T), new(A))
}

//go:noinline
func types() {
	keep(new(T), new(T_), new(_T), new(Type_ListType), new(Type_ListType_), new(U__V), new(U___V), new(U____V))
	keep(new(Pair_int), new(Pair[int]), new(T_1), new(T_2), new(ptr_T), new(C_ret_main_A))
	keep(new(A), new(B), new(C), new(Two[A, B_main_C]), new(Two[A_main_B, C]), new(Other[int, bool]), new(Other_int_bool))
	keep(new(Aé), new(Aue9), new(Bé1), new(Bຑ), new(F), new(FuncOfF), new(takes))
	keep(slash.New(), underscore.New(), b.New())
	localTypes()
}
