// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

//go:build moved

package ue

import (
	"fmt"
	"sync"
	"time"

	"example.com/testcases/nf/security"
	"example.com/testcases/nf/session"
)

const Build = "moved"

// Context as a later release might have it: two fields are new, the others are elsewhere.
type Context struct {
	mu       sync.Mutex
	Err      error
	Slices   []uint32
	Sessions map[session.ID]*session.Session
	Created  time.Time
	Cause    Cause
	Roaming  bool
	Location Location
	Default  *session.Session
	Security security.Context
	State    State
	History  []Change
	Identity
}

func (c *Context) setCause(cause Cause) { c.Cause = cause }

// CauseText is "-" in builds that do not keep it.
func (c *Context) CauseText() string { return fmt.Sprint(uint8(c.Cause)) }
