// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
module gofixup/consumers/cilium

go 1.21

require github.com/cilium/ebpf v0.11.0

require (
	golang.org/x/exp v0.0.0-20230224173230-c95f2b4c22f2 // indirect
	golang.org/x/sys v0.6.0 // indirect
)
