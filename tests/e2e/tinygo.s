# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The head of what TinyGo writes: a unit that says it is in C99, by a producer that is not C's.
	.section .debug_abbrev,"",%progbits
	.uleb128 1, 0x11			# compile_unit
	.byte 0					# without children
	.uleb128 0x25, 0x8			# producer: string
	.uleb128 0x13, 0xb			# language: data1
	.uleb128 0x3, 0x8			# name: string
	.uleb128 0, 0
	.uleb128 0
	.section .debug_info,"",%progbits
	.4byte .Lend - .Lstart
.Lstart:
	.2byte 4				# DWARF version
	.4byte 0				# offset of the abbreviations
	.byte 8					# address size
	.uleb128 1
	.asciz "TinyGo"
	.byte 0x0c				# DW_LANG_C99
	.asciz "main.go"
.Lend:
