// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

//go:build moved

package session

import (
	"net"
	"time"
)

// Session as a later release might have it.
type Session struct {
	Created time.Time
	Usage   [4]uint64
	Flow    Flow
	Gateway net.IP
	Network string
	Always  bool
	ID      ID
	Address net.IP
}
