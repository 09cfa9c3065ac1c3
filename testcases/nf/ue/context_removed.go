// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

//go:build removed

package ue

import (
	"sync"
	"time"

	"example.com/testcases/nf/security"
	"example.com/testcases/nf/session"
)

const Build = "removed"

// Context as another release might have it: without Cause, and with smaller types before it.
type Context struct {
	State    State
	Security security.Context
	Identity
	Location Location
	Created  time.Time
	Sessions map[session.ID]*session.Session
	Default  *session.Session
	History  []Change
	Err      error
	mu       sync.Mutex
}

func (c *Context) setCause(Cause) {}

// CauseText is "-" in builds that do not keep it.
func (c *Context) CauseText() string { return "-" }
