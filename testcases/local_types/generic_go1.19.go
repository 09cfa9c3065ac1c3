// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

//go:build !goexperiment.unified && !go1.21

package main

// Before the unified compiler front end generic functions cannot declare types.
func generic() {}
