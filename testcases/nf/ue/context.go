// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

//go:build !moved && !removed

package ue

import (
	"fmt"
	"sync"
	"time"

	"example.com/testcases/nf/security"
	"example.com/testcases/nf/session"
)

const Build = "base"

// Context is all that is known of one UE.
type Context struct {
	Identity
	Security security.Context
	State    State
	Cause    Cause
	Location Location
	Created  time.Time
	Sessions map[session.ID]*session.Session
	Default  *session.Session
	History  []Change
	Err      error
	mu       sync.Mutex
}

func (c *Context) setCause(cause Cause) { c.Cause = cause }

// CauseText is "-" in builds that do not keep it.
func (c *Context) CauseText() string { return fmt.Sprint(uint8(c.Cause)) }
