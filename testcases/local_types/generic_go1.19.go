// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

//go:build !go1.20

package main

// Generic functions cannot declare types yet.
func generic() {}
