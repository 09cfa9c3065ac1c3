// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
module gofixup/consumers/cilium

go 1.21

require github.com/cilium/ebpf v0.9.1

require golang.org/x/sys v0.0.0-20210906170528-6f6e22806c34 // indirect
