// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
module gofixup/consumers/cilium

go 1.25.0

require github.com/cilium/ebpf v0.22.0

require golang.org/x/sys v0.43.0 // indirect
