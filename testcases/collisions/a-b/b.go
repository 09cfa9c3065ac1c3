// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package b

type C struct{ adb int }

//go:noinline
func New() C { return C{} }
