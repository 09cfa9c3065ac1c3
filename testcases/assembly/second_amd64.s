// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

#include "funcdata.h"
#include "textflag.h"

TEXT step<>(SB), NOSPLIT, $0-0
	ADDQ $2, AX
	RET

TEXT ·declaredOnly(SB), NOSPLIT, $0-16
	MOVQ a+0(FP), AX
	MOVQ AX, ret+8(FP)
	RET

TEXT ·staticToo(SB), $24-16
	NO_LOCAL_POINTERS
	MOVQ a+0(FP), AX
	MOVQ AX, 0(SP)
	CALL ·declaredOnly(SB)
	MOVQ 8(SP), AX
	CALL step<>(SB)
	MOVQ AX, ret+8(FP)
	RET
