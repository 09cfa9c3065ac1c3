// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

#include "funcdata.h"
#include "textflag.h"

TEXT ·add(SB), NOSPLIT, $0-24
	MOVQ a+0(FP), AX
	ADDQ b+8(FP), AX
	MOVQ AX, ret+16(FP)
	RET

TEXT ·first(SB), NOSPLIT, $0-50
	MOVQ list_len+8(FP), CX
	TESTQ CX, CX
	JZ   none
	MOVQ list_base+0(FP), AX
	MOVB (AX), AX
	MOVB AX, value+48(FP)
	MOVB $1, ok+49(FP)
	RET
none:
	MOVB fallback+40(FP), AX
	MOVB $0, value+48(FP)
	MOVB AX, ok+49(FP)
	RET

TEXT ·nothing(SB), NOSPLIT, $0-0
	RET

TEXT ·callGo(SB), $24-24
	NO_LOCAL_POINTERS
	MOVQ a+0(FP), AX
	MOVQ AX, 0(SP)
	MOVL b+8(FP), AX
	MOVL AX, 8(SP)
	CALL ·goCallee(SB)
	MOVQ 16(SP), AX
	MOVQ AX, ret+16(FP)
	RET

// Nothing in Go declares this one. (In package main, linkers up to Go 1.21 would miss
// what the compiler writes for a declaration.)
TEXT elsewhere·undeclared(SB), NOSPLIT, $0-0
	CALL bare(SB)
	RET

// And this one is in no package.
TEXT bare(SB), NOSPLIT, $0-0
	INCQ AX
	RET

// The other file has one of this name too.
TEXT step<>(SB), NOSPLIT, $0-0
	CALL elsewhere·undeclared(SB)
	RET

TEXT ·static(SB), NOSPLIT, $8-16
	MOVQ a+0(FP), AX
	CALL step<>(SB)
	MOVQ AX, ret+8(FP)
	RET
