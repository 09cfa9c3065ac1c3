// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

// Some of these a C compiler refuses, others it takes for part of the type.
type Keywords struct {
	auto, char, do, double, enum, extern, float, inline, int, long, register          int16
	restrict, short, signed, sizeof, static, typedef, union, unsigned, void, volatile int64
	while                                                                             int32
}

type C11 struct {
	_Alignas, _Alignof, _Atomic, _Bool, _Complex, _Generic, _Imaginary, _Noreturn int16
	_Static_assert, _Thread_local                                                 int64
}

type GNU struct {
	asm, typeof, __int128, _Float16, _BitInt, __auto_type, __bpf__, __BPF__ int16
}

type C23 struct {
	bool, true, false, nullptr, constexpr, alignas, alignof, static_assert int16
	thread_local, typeof_unqual                                            int64
}

// Macros, of the compiler or of a header.
type Platform struct {
	linux, unix, errno, NULL, stdin, stdout, stderr, EOF int16
}

// Known to clang; nobody calls a member so, but nothing forbids it.
type Reserved struct {
	__asm__, __attribute__, __const, __extension__, __inline, __restrict, __signed int16
	__typeof__, __volatile__, __builtin_va_list, __float128, _Float32, _Float64    int64
	_Decimal64, _Accum, _Sat, _Nullable, __func__, __FILE__, __LINE__, __clang__   int32
	__alignof__, __label__, __thread, __real__, __imag__, __fp16, __bf16, _Pragma  int16
	__COUNTER__, __CHAR_BIT__                                                      int64
}

//go:noinline
func keywords(
	auto, char, do, double, enum, extern, float, inline, int, long, register int16,
	restrict, short, signed, sizeof, static, typedef, union, unsigned, void, volatile int64,
	while int32,
) {
	calls++
}

//go:noinline
func c11(
	_Alignas, _Alignof, _Atomic, _Bool, _Complex, _Generic, _Imaginary, _Noreturn int16,
	_Static_assert, _Thread_local int64,
) {
	calls++
}

//go:noinline
func gnu(
	asm, typeof, __int128, _Float16, _BitInt, __auto_type, __bpf__, __BPF__ int16,
) {
	calls++
}

//go:noinline
func c23(
	bool, true, false, nullptr, constexpr, alignas, alignof, static_assert int16,
	thread_local, typeof_unqual int64,
) {
	calls++
}

//go:noinline
func platform(
	linux, unix, errno, NULL, stdin, stdout, stderr, EOF int16,
) {
	calls++
}

//go:noinline
func reserved(
	__asm__, __attribute__, __const, __extension__, __inline, __restrict, __signed int16,
	__typeof__, __volatile__, __builtin_va_list, __float128, _Float32, _Float64 int64,
	_Decimal64, _Accum, _Sat, _Nullable, __func__, __FILE__, __LINE__, __clang__ int32,
	__alignof__, __label__, __thread, __real__, __imag__, __fp16, __bf16, _Pragma int16,
	__COUNTER__, __CHAR_BIT__ int64,
) {
	calls++
}

// In a func type they are part of nothing; in its BTF they would be parameters.
type Callback func(int, short, register int8) (long, bool error)

func words() {
	keep(new(Keywords), new(C11), new(GNU), new(C23), new(Platform), new(Reserved), new(Callback))
	keywords(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	c11(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	gnu(0, 0, 0, 0, 0, 0, 0, 0)
	c23(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	platform(0, 0, 0, 0, 0, 0, 0, 0)
	reserved(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
}
