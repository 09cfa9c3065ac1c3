// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

// By value: each holds the one before.
type (
	S0 struct{ value int8 }
	S1 struct {
		inner S0
		level int32
	}
	S2 struct {
		inner S1
		level int32
	}
	S3 struct {
		inner S2
		level int32
	}
	S4 struct {
		inner S3
		level int32
	}
	S5 struct {
		inner S4
		level int32
	}
	S6 struct {
		inner S5
		level int32
	}
	S7 struct {
		inner S6
		level int32
	}
	S8 struct {
		inner S7
		level int32
	}
	S9 struct {
		inner S8
		level int32
	}
	S10 struct {
		inner S9
		level int32
	}
	S11 struct {
		inner S10
		level int32
	}
	S12 struct {
		inner S11
		level int32
	}
	S13 struct {
		inner S12
		level int32
	}
	S14 struct {
		inner S13
		level int32
	}
	S15 struct {
		inner S14
		level int32
	}
	S16 struct {
		inner S15
		level int32
	}
	S17 struct {
		inner S16
		level int32
	}
	S18 struct {
		inner S17
		level int32
	}
	S19 struct {
		inner S18
		level int32
	}
	S20 struct {
		inner S19
		level int32
	}
	S21 struct {
		inner S20
		level int32
	}
	S22 struct {
		inner S21
		level int32
	}
	S23 struct {
		inner S22
		level int32
	}
	S24 struct {
		inner S23
		level int32
	}
	S25 struct {
		inner S24
		level int32
	}
	S26 struct {
		inner S25
		level int32
	}
	S27 struct {
		inner S26
		level int32
	}
	S28 struct {
		inner S27
		level int32
	}
	S29 struct {
		inner S28
		level int32
	}
	S30 struct {
		inner S29
		level int32
	}
	S31 struct {
		inner S30
		level int32
	}
	S32 struct {
		inner S31
		level int32
	}
	S33 struct {
		inner S32
		level int32
	}
	S34 struct {
		inner S33
		level int32
	}
	S35 struct {
		inner S34
		level int32
	}
	S36 struct {
		inner S35
		level int32
	}
	S37 struct {
		inner S36
		level int32
	}
	S38 struct {
		inner S37
		level int32
	}
	S39 struct {
		inner S38
		level int32
	}
	S40 struct {
		inner S39
		level int32
	}
)

// By name: each is an array of one of the one before, all of the same size.
type (
	A0  [1]int64
	A1  [1]A0
	A2  [1]A1
	A3  [1]A2
	A4  [1]A3
	A5  [1]A4
	A6  [1]A5
	A7  [1]A6
	A8  [1]A7
	A9  [1]A8
	A10 [1]A9
	A11 [1]A10
	A12 [1]A11
	A13 [1]A12
	A14 [1]A13
	A15 [1]A14
	A16 [1]A15
	A17 [1]A16
	A18 [1]A17
	A19 [1]A18
	A20 [1]A19
	A21 [1]A20
	A22 [1]A21
	A23 [1]A22
	A24 [1]A23
	A25 [1]A24
	A26 [1]A25
	A27 [1]A26
	A28 [1]A27
	A29 [1]A28
	A30 [1]A29
	A31 [1]A30
	A32 [1]A31
	A33 [1]A32
	A34 [1]A33
	A35 [1]A34
	A36 [1]A35
	A37 [1]A36
	A38 [1]A37
	A39 [1]A38
	A40 [1]A39
)

// By pointer: as long, but harmless.
type (
	P0  *int
	P1  *P0
	P2  *P1
	P3  *P2
	P4  *P3
	P5  *P4
	P6  *P5
	P7  *P6
	P8  *P7
	P9  *P8
	P10 *P9
	P11 *P10
	P12 *P11
	P13 *P12
	P14 *P13
	P15 *P14
	P16 *P15
	P17 *P16
	P18 *P17
	P19 *P18
	P20 *P19
	P21 *P20
	P22 *P21
	P23 *P22
	P24 *P23
	P25 *P24
	P26 *P25
	P27 *P26
	P28 *P27
	P29 *P28
	P30 *P29
	P31 *P30
	P32 *P31
	P33 *P32
	P34 *P33
	P35 *P34
	P36 *P35
	P37 *P36
	P38 *P37
	P39 *P38
	P40 *P39
)
