// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

//go:build !moved

package session

import (
	"net"
	"time"
)

// Session is one UE's connection to a network.
type Session struct {
	ID      ID
	Network string
	Address net.IP
	Flow    Flow
	Created time.Time
}
