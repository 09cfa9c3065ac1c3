// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

// Build it: go generate && go build
//
//go:generate go tool bpf2go -target {{go_arch}} prog prog.bpf.c -- -O2 -g -Wall -Werror -I. -I/usr/include/{{multiarch}}
