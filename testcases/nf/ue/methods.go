// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package ue

import (
	"time"

	"example.com/testcases/nf/session"
)

func New(supi string, guti uint32, cause Cause, location Location) *Context {
	c := &Context{Location: location, Created: time.Now()}
	c.SUPI, c.GUTI = supi, guti
	c.setCause(cause)
	return c
}

// Step changes the state by the machine's rules, and remembers it.
func (c *Context) Step(machine *Machine, event Event) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	from := c.State
	if err := machine.Step(c.SUPI, &c.State, event); err != nil {
		return err
	}
	c.History = append(c.History, Change{time.Now(), from, c.State})
	return nil
}

// AddSession makes the first one the default.
func (c *Context) AddSession(s *session.Session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Sessions == nil {
		c.Sessions = make(map[session.ID]*session.Session)
	}
	c.Sessions[s.ID] = s
	if c.Default == nil {
		c.Default = s
	}
}
