// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

func add(a, b int64) int64

func first(list []byte, _ string, fallback bool) (value byte, ok bool)

func nothing()

func callGo(a int64, b int32) int64

func static(a int64) int64

func staticToo(a int64) int64

// Only assembly calls this one.
func declaredOnly(a int64) int64
